// Installs the packages when they are missing or older than the lock file.
// Plain JavaScript without dependencies, for Node 20 and newer: it is the first thing every npm
// script runs, before anything is installed. Speaks on standard error only, so that the command
// line's `--json` output stays clean on a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';

export const rootDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` when `node_modules` does not match `package-lock.json`; ends the process on failure. */
export function ensurePackages() {
  const stamp = join(rootDir, 'node_modules', '.spa-bench-installed');
  const lock = join(rootDir, 'package-lock.json');
  if (!existsSync(lock)) return; // an installed copy carries its packages
  const isInstalled = () => existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs;
  if (isInstalled()) return;
  withLock('setup', () => {
    if (!isInstalled()) install(stamp); // another command may have done it while this one waited
  });
}

function install(stamp) {
  process.stderr.write('SPA Bench: installing packages, about a minute …\n');
  const npmCli = process.env.npm_execpath;
  const [command, args] =
    npmCli && /\.c?js$/.test(npmCli)
      ? [process.execPath, [npmCli, 'ci']]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci']];
  const done = spawnSync(command, args, {
    cwd: rootDir,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm.cmd',
  });
  if (done.status !== 0) {
    process.stderr.write(
      'SPA Bench: npm ci failed. Check the network, then run the same command again.\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, '');
}
