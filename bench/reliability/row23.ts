/** A wrong device bound: random scan sequences against a model, with double fire and damage by a keyboard's layout. */
import { shownByTests } from './tests.ts';

const SEQUENCES = '10000';

shownByTests(
  23,
  '10,000 random scan sequences: 0 two accounts for one device, 0 silent overwrites',
  [['unit', 'main/station/binding/bind.test.ts', 'random sequences']],
  { SPA_BENCH_SCAN_SEQUENCES: SEQUENCES },
  '10,000 sequences of 100 scans, a tenth fired twice within 50 ms, a tenth damaged: 0 and 0, no damaged one bound',
);
shownByTests(23, 'check digits; unique keys', [
  ['unit', 'main/station/binding/scan.test.ts', ''],
  ['unit', 'main/station/store/store.test.ts', ''],
]);
