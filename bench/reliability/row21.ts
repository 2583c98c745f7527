/**
 * Secrets on disk, in logs, in exports: a bench of 250 units from DISCOVER to billing whose planted secrets are looked for in
 * database, -wal, log, answers to the page, exports and temporary files, running and closed. Needs root.
 */
import { shownByTests } from './tests.ts';

shownByTests(21, '0 occurrences of planted secrets', [
  ['net', 'test/net/bench-250.test.ts', ''],
  ['integration', 'test/station/leaks.test.ts', ''],
  ['integration', 'test/station/store-sealed.test.ts', ''],
]);
shownByTests(21, '`basic_text` refused; files 0600, folder 0700', [
  ['integration', 'test/station/shell-system-store.test.ts', 'without a keyring'],
  ['integration', 'test/station/store-file.test.ts', ''],
  ['integration', 'test/station/backups.test.ts', ''],
  ['integration', 'test/station/bindings.test.ts', ''],
]);
