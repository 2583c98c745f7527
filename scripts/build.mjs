// Builds what is missing or older than its sources. Plain JavaScript for Node 20 and newer; used after
// the packages are there. Speaks on standard error only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { ensurePackages, rootDir } from './setup.mjs';
import { findNode } from './with-node.mjs';

/** `page`: what a browser loads. `app`: page, window and station for Electron. */
const parts = {
  page: {
    name: 'the page',
    sources: ['renderer', 'main/contract', 'package-lock.json'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'renderer/vite.config.ts'],
  },
  app: {
    name: 'the app',
    sources: [
      'renderer',
      'main',
      'preload',
      'resources',
      'electron.vite.config.ts',
      'package-lock.json',
    ],
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
  },
};

/**
 * Builds a part when it is missing or older than its sources; ends the process when that fails.
 * @param {'page' | 'app'} part
 */
export function ensureBuilt(part) {
  if (isFresh(part)) return;
  withLock('build', () => {
    if (!isFresh(part)) build(part); // somebody else may have built it while we waited
  });
}

/** @param {'page' | 'app'} part */
export function build(part) {
  const { name, command } = parts[part];
  const startedAt = new Date();
  process.stderr.write(`SPA Bench: building ${name} …\n`);
  const done = spawnSync(findNode() ?? process.execPath, [...command, '--logLevel', 'warn'], {
    cwd: rootDir,
    stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) {
    process.stderr.write(`SPA Bench: building ${name} failed; the lines above say why.\n`);
    process.exit(1);
  }
  mkdirSync(join(rootDir, 'out'), { recursive: true });
  for (const made of part === 'app' ? ['app', 'page'] : ['page']) {
    writeFileSync(stampOf(made), '');
    utimesSync(stampOf(made), startedAt, startedAt); // what changed during the build is newer
  }
}

/** A copy without sources, such as an installed one, is as fresh as it gets. */
function isFresh(part) {
  if (!existsSync(join(rootDir, 'renderer'))) return true;
  if (!existsSync(join(rootDir, 'out', 'renderer', 'index.html'))) return false;
  if (!existsSync(stampOf(part))) return false;
  const builtAt = statSync(stampOf(part)).mtimeMs;
  return parts[part].sources.every((source) => newest(join(rootDir, source)) <= builtAt);
}

function stampOf(part) {
  return join(rootDir, 'out', `.built-${part}`);
}

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce(
    (at, name) => Math.max(at, newest(join(path, name))),
    stat.mtimeMs,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensurePackages();
  if (process.argv.includes('--if-older')) ensureBuilt('app');
  else withLock('build', () => build('app'));
}
