import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Finding, TemplateStage } from '../../../main/contract/profiles.ts';
import { Findings } from './findings.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const aFinding = (message: string): Finding => ({
  ...{ code: 'L01', severity: 'error', message, file: '', line: 1, column: 1, start: 0, end: 1 },
  fix: null,
});

function some() {
  const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': 'a' };
  const asked: string[] = [];
  const answers: ((findings: Finding[] | null) => void)[] = [];
  const news: TemplateStage[] = [];
  const findings = new Findings({
    textOf: (stage) => texts[stage],
    check: (_, text) => {
      asked.push(text);
      return new Promise((resolve, reject) => {
        answers.push((found) => (found === null ? reject(new Error('gone')) : resolve(found)));
      });
    },
    onChange: (stage) => news.push(stage),
  });
  const type = (text: string) => {
    texts['sec-prv-2'] = text;
    findings.changed('sec-prv-2');
  };
  const said = () => findings.all().map(({ message }) => message);
  return { texts, findings, asked, answers, news, type, said, wait: vi.advanceTimersByTimeAsync };
}

test('the station is asked after a pause in typing, once', async () => {
  const { type, asked, answers, said, wait, news } = some();
  for (const text of ['b', 'bc', 'bcd']) {
    type(text);
    await wait(200);
  }
  expect(asked).toEqual([]);
  await wait(100);
  expect(asked).toEqual(['bcd']);
  answers[0]?.([aFinding('wrong')]);
  await wait(0);
  expect([said(), news]).toEqual([['wrong'], ['sec-prv-2']]);
});

test('an answer to a text that is no longer there is dropped', async () => {
  const { type, answers, said, wait } = some();
  type('b');
  await wait(300);
  type('bc');
  answers[0]?.([aFinding('old')]);
  await wait(0);
  expect(said()).toEqual([]);
  await wait(300);
  answers[1]?.([aFinding('new')]);
  await wait(0);
  expect(said()).toEqual(['new']);
});

test('without an answer the old findings stand, and it is known that they are behind', async () => {
  const { type, findings, asked, answers, said, wait } = some();
  findings.take({ 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': 'a' }, [
    { ...aFinding('known'), stage: 'sec-prv-2' },
  ]);
  type('b');
  await wait(300);
  answers[0]?.(null);
  await wait(0);
  expect([said(), findings.isBehind]).toEqual([['known'], true]);
  findings.again('failed');
  answers[1]?.([]);
  await wait(0);
  expect([asked, said(), findings.isBehind]).toEqual([['b', 'b'], [], false]);
});

test('what is known of the text as it is needs no asking', async () => {
  const { findings, asked } = some();
  findings.take({ 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': 'a' }, []);
  await expect(findings.fresh('sec-prv-2')).resolves.toEqual([]);
  expect(asked).toEqual([]);
});
