import { expect, it } from 'vitest';
import { SenderNotes } from './sender-notes.ts';

it('a sender is noted once a minute', () => {
  const notes = new SenderNotes();
  expect(notes.mayNote('10.0.0.2', 0)).toBe(true);
  expect(notes.mayNote('10.0.0.2', 59_999)).toBe(false);
  expect(notes.mayNote('10.0.0.3', 59_999)).toBe(true);
  expect(notes.mayNote('10.0.0.2', 60_000)).toBe(true);
});

it('a flood of senders is noted up to a thousand a minute', () => {
  const notes = new SenderNotes();
  const noted = Array.from({ length: 5_000 }, (_, at) => notes.mayNote(`sender ${at}`, at));
  expect(noted.filter(Boolean)).toHaveLength(1_000);
  expect(notes.mayNote('sender 4999', 61_000)).toBe(true);
});
