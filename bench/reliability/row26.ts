/** Dependencies: what npm's audit says (it asks the registry), and how packages and programs come in. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure, note } from './figures.ts';
import { shownByTests } from './tests.ts';

const ROOT = join(import.meta.dirname, '../..');
const audit = spawnSync('npm', ['audit', '--json'], {
  cwd: ROOT,
  encoding: 'utf8',
  timeout: 60_000,
});
let counts: Record<string, number> | undefined;
try {
  counts = JSON.parse(audit.stdout).metadata?.vulnerabilities;
} catch {
  note(audit.stdout || audit.stderr);
}
const serious = (counts?.high ?? 0) + (counts?.critical ?? 0);
figure(
  26,
  '`npm audit` 0 high',
  counts
    ? `${serious} high or critical of ${counts.total}`
    : 'not seen: the registry gave no answer',
  counts !== undefined && serious === 0,
);
const locked = Object.keys(
  JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages,
);
shownByTests(
  26,
  'lockfile; install scripts listed; every spawned program by full path and argument list, no shell',
  [['unit', 'scripts/supply.test.ts', '']],
  {},
  `${locked.length - 1} packages locked`,
);
