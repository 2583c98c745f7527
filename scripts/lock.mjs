// Lets one process at a time prepare this copy, so that several commands started at once on a fresh
// clone do not install or build over each other. Plain JavaScript for Node 20 and newer.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const copy = createHash('sha256')
  .update(fileURLToPath(import.meta.url))
  .digest('hex');

/**
 * Runs `work` while holding the lock `name`; waits, without limit, for a living holder.
 * A lock whose process has ended is taken over.
 * @template T
 * @param {string} name
 * @param {() => T} work  synchronous
 * @returns {T}
 */
export function withLock(name, work) {
  const file = join(tmpdir(), `spa-bench-${copy.slice(0, 12)}-${name}.lock`);
  while (!take(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  const release = () => rmSync(file, { force: true });
  process.on('exit', release); // work may end the process
  try {
    return work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(holderOf(file))) rmSync(file, { force: true });
    return false;
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0; // released meanwhile
  }
}

function isAlive(pid) {
  if (!pid) return true; // being written
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
