import { expect, test } from 'vitest';
import type { Unit } from '../../main/contract/model.ts';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { countUnits, needsAttention, stageBarOf, tileAlertOf, tileStateOf } from './tile-state.ts';

test.each<[Unit['stage'], Unit['condition'], Unit['binding'], string]>([
  ['MFG-RESET', 'ok', 'none', 'Seen'],
  ['SP-CUST', 'ok', 'none', 'SP-CUST'],
  ['SEC-PRV-1', 'ok', 'none', 'SEC-PRV-1'],
  ['SEC-PRV-2', 'ok', 'none', 'Rehearsal'],
  ['VERIFIED', 'ok', 'none', 'Verified'],
  ['VERIFIED', 'ok', 'bound', 'Bound'],
  ['VERIFIED', 'ok', 'exported', 'Bound'],
  ['SP-CUST', 'waiting', 'none', 'Waiting'],
  ['SEC-PRV-1', 'failed', 'none', 'Failed'],
  ['VERIFIED', 'failed', 'bound', 'Failed'],
  ['SEC-PRV-2', 'link-lost', 'none', 'Link lost'],
  ['VERIFIED', 'link-lost', 'none', 'Verified'],
  ['VERIFIED', 'link-lost', 'bound', 'Bound'],
])('%s, %s, binding %s shows as %s', (stage, condition, binding, word) => {
  expect(tileStateOf({ stage, condition, binding }).word).toBe(word);
});

test('never says Verified before the stage does', () => {
  for (const stage of ['MFG-RESET', 'SP-CUST', 'SEC-PRV-1', 'SEC-PRV-2'] as const) {
    for (const condition of ['ok', 'waiting', 'failed', 'link-lost'] as const) {
      expect(tileStateOf({ stage, condition, binding: 'none' }).tone).not.toBe('ok');
    }
  }
});

test('a bound unit with a matter for attention is listed', () => {
  const unit = aUnit('000001', { binding: 'bound', attention: 'Asks for the common file again.' });
  expect(needsAttention(unit)).toBe(true);
  expect(countUnits([unit])).toMatchObject({ bound: 1, attention: 1 });
});

test('counts every unit on the bench once and in its counter', () => {
  const units = [
    aUnit('000001', { stage: 'MFG-RESET' }),
    aUnit('000002', { stage: 'VERIFIED' }),
    aUnit('000003', { stage: 'VERIFIED', binding: 'bound' }),
    aUnit('000004', { condition: 'failed' }),
    aUnit('000005', { condition: 'link-lost' }),
  ];
  expect(countUnits(units)).toEqual({ onBench: 5, working: 1, ready: 1, bound: 1, attention: 1 });
});

test.each<[Partial<Unit>, boolean, string]>([
  [{ stage: 'MFG-RESET' }, false, 'done open open open open'],
  [{ stage: 'SP-CUST' }, false, 'done running open open open'],
  [{ stage: 'SP-CUST' }, true, 'done running open open open open'],
  [{ stage: 'SEC-PRV-1', condition: 'failed' }, false, 'done done failed open open'],
  [{ stage: 'SEC-PRV-1', condition: 'link-lost' }, false, 'done done done open open'],
  [{ stage: 'SEC-PRV-2' }, true, 'done done done running open open'],
  [{ stage: 'VERIFIED' }, true, 'done done done done done open'],
  [{ stage: 'VERIFIED', binding: 'bound' }, false, 'done done done done done'],
  [{ stage: 'MFG-RESET', binding: 'bound' }, false, 'done done done done done'],
])('the stage bar of %j, rehearsing %s, is %s', (about, isRehearsing, bar) => {
  expect(stageBarOf(aUnit('000001', about), isRehearsing).join(' ')).toBe(bar);
});

test.each<[Partial<Unit>, string | null]>([
  [{}, null],
  [{ condition: 'failed', reason: { code: 'F02', text: 'It says no.' } }, 'Profile rejected'],
  [
    { condition: 'failed', reason: { code: 'F01', text: 'File not found: /spa525G.cfg. Add it' } },
    'No file for 525G',
  ],
  [
    { condition: 'failed', reason: { code: 'F03', text: 'Transfer of /x stopped at 62 %.' } },
    'Stopped at 62 %',
  ],
  [
    { condition: 'waiting', reason: { code: null, text: 'No ISP address set' } },
    'No ISP address set',
  ],
  [{ binding: 'bound', stage: 'MFG-RESET', attention: 'It was reset' }, 'Was reset'],
  [{ attention: 'It asked for the file of another unit' }, 'Look at it'],
])('a tile of %j says %s', (about, text) => {
  expect(tileAlertOf(aUnit('000001', about))?.text ?? null).toBe(text);
});
