// Finds Electron's program, or fetches it. Never requires the package: doing so without the program
// starts a download without a limit. Plain JavaScript for Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from './setup.mjs';

const packageDir = join(rootDir, 'node_modules', 'electron');
const fetchLimitMs = 180_000;

/** @returns {string | null} path of the program, or null when it is not there */
export function findElectron() {
  const pathFile = join(packageDir, 'path.txt');
  const distDir = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDir, 'dist');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null;
  if (name === null && !process.env.ELECTRON_OVERRIDE_DIST_PATH) return null;
  const program = join(distDir, name ?? 'electron');
  return existsSync(program) ? program : null;
}

/** Runs the package's own installer, with a limit. @returns {string | null} as {@link findElectron} */
export function fetchElectron() {
  process.stderr.write('SPA Bench: fetching Electron for the window, once …\n');
  spawnSync(process.execPath, [join(packageDir, 'install.js')], {
    stdio: 'ignore',
    timeout: fetchLimitMs,
    killSignal: 'SIGKILL',
  });
  return findElectron();
}
