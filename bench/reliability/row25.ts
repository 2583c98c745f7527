/** IPC misuse: every question of the contract over every carrier, mutated. */
import { procedures } from '../../test/contract/questions.ts';
import { shownByTests } from './tests.ts';

const QUESTIONS = '1000';

shownByTests(
  25,
  '1,000 mutated arguments per channel: 0 crashes, 0 accepted outside the schema',
  [['integration', 'test/contract/calls.test.ts', '']],
  { SPA_BENCH_QUESTIONS: QUESTIONS },
  `${procedures.length} questions, ${QUESTIONS} mutations each per carrier`,
);
shownByTests(25, 'every channel has a schema; no generic invoke exposed; the sender is checked', [
  [
    'integration',
    'test/contract/calls.test.ts',
    'knows every procedure|names the field|breaks the contract',
  ],
  ['integration', 'test/station/shell-security.test.ts', ''],
  ['integration', 'test/station/shell-app.test.ts', 'a port of its own page'],
]);
