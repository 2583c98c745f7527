import { expect, test } from 'vitest';
import type { ScannerLayout } from './layouts.ts';
import { learn, type RawKey, TEST_TEXT } from './learn.ts';
import { aStroke, strokesOf } from './scanner.test-kit.ts';

interface Sent {
  prefix?: Partial<RawKey>[];
  suffix?: string | null;
  gapMs?: number;
  layout?: ScannerLayout;
  capsLock?: boolean;
  text?: string;
}

function recording(sent: Sent = {}): RawKey[] {
  const { prefix = [], suffix = 'Enter', gapMs = 5, layout = 'us', text = TEST_TEXT } = sent;
  const { capsLock = false } = sent;
  const at = prefix.length * gapMs;
  const keys = strokesOf(text, gapMs, { at, capsLock }, layout);
  const before = prefix.map((key, index) => aStroke({ ...key, at: index * gapMs, capsLock }));
  const end = aStroke({ code: suffix ?? '', key: suffix ?? '', at: at + keys.length * gapMs });
  const all = suffix === null ? [...before, ...keys] : [...before, ...keys, end];
  return all.map((key) => ({ ...key, type: 'down' as const }));
}

const thrice = (sent?: Sent) => learn([recording(sent), recording(sent), recording(sent)]);

test.each<[string, Sent, object]>([
  ['a plain scanner', {}, { mode: 'timing', prefix: '', suffix: 'Enter', layout: 'us' }],
  ['a Tab at the end', { suffix: 'Tab' }, { suffix: 'Tab' }],
  ['nothing at the end', { suffix: null }, { suffix: 'none' }],
  ['a prefix key', { prefix: [{ code: 'F19', key: 'F19' }] }, { mode: 'prefix', prefix: 'F19' }],
  [
    'a prefix character',
    { prefix: [{ code: 'Backquote', key: '~', shift: true }] },
    { mode: 'prefix', prefix: '~' },
  ],
  ['a German keyboard', { layout: 'de' }, { layout: 'de' }],
  ['a French keyboard', { layout: 'fr' }, { layout: 'fr' }],
  ['Caps Lock', { capsLock: true }, { layout: 'us' }],
  ['a slower scanner', { gapMs: 20 }, { gapMs: 35 }],
])('%s is learned', (_, sent, expected) => {
  expect(thrice(sent)).toMatchObject({ ok: true, scanner: expected });
});

test('Caps Lock is said', () => {
  const lesson = thrice({ capsLock: true });
  expect(lesson.ok && lesson.facts.join(' ')).toContain('Caps Lock is on');
});

test('without a prefix the advice is to set one', () => {
  const lesson = thrice();
  expect(lesson.ok && lesson.advice).toContain('F19');
});

test('a scanner as slow as a person is refused without a prefix', () => {
  expect(thrice({ gapMs: 80 })).toMatchObject({ ok: false });
  const prefix = [{ code: 'F19', key: 'F19' }];
  expect(thrice({ gapMs: 80, prefix })).toMatchObject({ ok: true });
});

test('another barcode, or half of it, says what was received', () => {
  const lesson = learn([recording(), recording({ text: 'QZ-AWY' }), recording()]);
  expect(lesson).toMatchObject({ ok: false, why: expect.stringContaining('QZ-AWY') });
});

test('scans that end differently are not believed', () => {
  const lesson = learn([recording(), recording({ suffix: 'Tab' }), recording()]);
  expect(lesson).toMatchObject({ ok: false });
});
