import { expect, test } from 'vitest';
import { failures } from '../../main/contract/failures.ts';
import { failureCodeSchema } from '../../main/contract/model.ts';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { tileAlertOf } from '../units/tile-state.ts';
import {
  attentionEntry,
  attentionLists,
  nextProblem,
  nothingAside,
  putAside,
  takeBack,
} from './attention-list.ts';

const failed = (tail: string, since: number, text = 'Unit rejected its profile.') =>
  aUnit(tail, { condition: 'failed', since, reason: { code: 'F02', text } });
const macsOf = (entries: { unit: { mac: string } }[]) =>
  entries.map(({ unit }) => unit.mac.slice(6));

test('the newest problem stands first; units without one are not listed', () => {
  const units = [failed('000001', 1), failed('000002', 3), aUnit('000003'), failed('000004', 2)];
  expect(macsOf(attentionLists(units, nothingAside).open)).toEqual(['000002', '000004', '000001']);
});

test('what was put aside is listed apart, until it has another trouble', () => {
  const unit = failed('000001', 1);
  const aside = putAside(nothingAside, unit);
  expect(attentionLists([unit], aside)).toMatchObject({ open: [], aside: [{ unit }] });
  const worse = aUnit('000001', {
    condition: 'failed',
    reason: { code: 'F06', text: 'Wrong key' },
  });
  expect(macsOf(attentionLists([worse], aside).open)).toEqual(['000001']);
  expect(macsOf(attentionLists([unit], takeBack(aside, unit.mac)).open)).toEqual(['000001']);
});

test('the same trouble a minute later stays aside', () => {
  const unit = failed('000001', 1);
  const aside = putAside(nothingAside, unit);
  expect(attentionLists([{ ...unit, since: 60_000 }], aside).open).toEqual([]);
});

test('the station’s words come first, split into what happened and what to do', () => {
  const text = 'Transfer of /spa962.cfg stopped at 62 %. Check the cable and the switch port';
  const unit = aUnit('000001', { condition: 'failed', reason: { code: 'F03', text } });
  expect(attentionEntry(unit)).toMatchObject({
    sentence: 'Transfer of /spa962.cfg stopped at 62\u00a0%',
    explanation: 'Check the cable and the switch port',
  });
});

test.each(failureCodeSchema.options)('%s has a tile text, a sentence and one action', (code) => {
  const unit = aUnit('000001', {
    condition: 'failed',
    reason: { code, text: failures[code].sentence },
  });
  const entry = attentionEntry(unit);
  expect(tileAlertOf(unit)?.text.length).toBeLessThanOrEqual(18);
  expect(entry.sentence.length).toBeGreaterThan(10);
  expect(entry.action?.verb).toMatch(/^[A-Z]/);
});

test('a bound unit that was reset says so, stays bound, and can go through the chain again', () => {
  const unit = aUnit('000001', {
    stage: 'MFG-RESET',
    binding: 'bound',
    account: '10-448213',
    attention: 'It is bound and asks for the common file',
  });
  expect(tileAlertOf(unit)?.text).toBe('Was reset');
  expect(attentionEntry(unit)).toMatchObject({
    tone: 'warn',
    explanation: expect.stringContaining('stays bound to account 10-448213'),
    action: { kind: 'provision-again' },
  });
});

test.each<[string | null, 1 | -1, string]>([
  [null, 1, '000003'],
  [null, -1, '000001'],
  ['000e08000003', 1, '000002'],
  ['000e08000001', 1, '000003'],
  ['000e08000003', -1, '000001'],
])('from %s, step %i goes to %s', (at, step, tail) => {
  const units = [failed('000001', 1), failed('000002', 2), failed('000003', 3)];
  const { open } = attentionLists(units, nothingAside);
  expect(nextProblem(open, at, step)).toBe(`000e08${tail}`);
});

test('without problems there is none to go to', () => {
  expect(nextProblem([], null, 1)).toBeNull();
});
