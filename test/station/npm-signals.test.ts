import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const serve = ['serve', '--json', '--address', '127.0.0.1'];
const ports = ['--ports', 'dhcp=off,tftp=0,http=0,syslog=0', '--ui-port', '0'];

describe('the station started through npm', () => {
  let dir: string;
  let npm: ChildProcess;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'spa-bench-npm-'));
  });
  afterEach(() => {
    npm.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops within 2 s of a %s to npm', async (signal) => {
    const args = ['run', '-s', 'cli', '--', ...serve, '--data', dir, ...ports];
    npm = spawn('npm', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (npm.stdout === null) throw new Error('npm has no standard output.');
    const [line] = (await once(createInterface(npm.stdout), 'line')) as [string];
    const { pid } = JSON.parse(line) as { pid: number };
    expect(isAlive(pid)).toBe(true);
    const askedAt = performance.now();
    npm.kill(signal);
    while (isAlive(pid) && performance.now() - askedAt < 5000) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(isAlive(pid)).toBe(false);
    expect(performance.now() - askedAt).toBeLessThan(2000);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
