import { expect, test } from 'vitest';
import type { LogLine } from '../../main/contract/model.ts';
import { joinLines, lastMessage, lastMessages } from './log-lines.ts';

const line = (id: number, about: Partial<LogLine> = {}): LogLine => ({
  id,
  at: id,
  source: 'syslog',
  mac: 'a',
  address: null,
  facility: null,
  severity: 6,
  msg: `line ${id}`,
  raw: null,
  ...about,
});

test('live lines follow what was asked for, once each and only the unit’s own', () => {
  const joined = joinLines(
    [line(1), line(3)],
    [line(2), line(3), line(4, { mac: 'b' }), line(5)],
    'a',
  );
  expect(joined.map(({ id }) => id)).toEqual([1, 3, 5]);
});

test('the last message is what the unit itself wrote', () => {
  const log = [line(1), line(2), line(3, { source: 'tftp' })];
  expect(lastMessage(log, 'a')?.msg).toBe('line 2');
  expect(lastMessages(log)).toEqual(new Map([['a', 'line 2']]));
});
