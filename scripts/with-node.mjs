// Runs a script with a Node new enough for the product (22.18 or newer, which reads TypeScript):
// this one, or the pinned copy among the packages. Usage: node scripts/with-node.mjs FILE [ARG …]
// Plain JavaScript for Node 20 and newer.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages, rootDir } from './setup.mjs';

const OLDEST = [22, 18];

/** Path of a suitable Node, or null. */
export function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  const platform = { linux: 'linux', win32: 'win', darwin: 'darwin' }[process.platform];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(rootDir, 'node_modules', `node-${platform}-${process.arch}`, 'bin', binary);
  return existsSync(pinned) ? pinned : null;
}

/**
 * The environment for that Node: first on the path, and keeping what it compiled, so that the next command
 * starts in a third of the time.
 */
export function envFor(node) {
  return {
    NODE_COMPILE_CACHE: join(rootDir, 'node_modules', '.cache', 'node'),
    ...process.env,
    PATH: dirname(node) + delimiter + (process.env.PATH ?? ''),
  };
}

/**
 * Runs `args` with that Node, hands signals on, and ends with the child's exit code.
 * A second SIGINT from the terminal reaches the child by itself; both are harmless.
 */
export function runWithNode(args) {
  ensurePackages();
  const node = findNode();
  if (node === null) {
    process.stderr.write(
      `SPA Bench needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}. Install it from your system's packages.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, args, { stdio: 'inherit', env: envFor(node) });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal)
      process.exit(128 + ({ SIGINT: 2, SIGTERM: 15, SIGKILL: 9, SIGHUP: 1 }[signal] ?? 1));
    process.exit(code ?? 1);
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.length < 3) {
    process.stderr.write('usage: node scripts/with-node.mjs FILE [ARG …]\n');
    process.exit(2);
  }
  runWithNode(process.argv.slice(2));
}
