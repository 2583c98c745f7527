/** What rows with a station of their own share: its load, its descriptors, what it keeps of its log. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import Driver from 'better-sqlite3';
import type { Namespace } from '../../test/kit/netns.ts';
import type { LoadPlan, LoadSeen } from './load.ts';

const program = join(import.meta.dirname, 'load.ts');

/** A load (`load.ts`) in a process of its own. */
export class Load {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((seen: LoadSeen) => void)[] = [];
  readonly ready: Promise<void>;

  /** @param namespace  null: here */
  constructor(namespace: Namespace | null, plan: LoadPlan) {
    const args = [program, JSON.stringify(plan)];
    this.#child = namespace
      ? namespace.node(...(args as [string, string]))
      : spawn(process.execPath, ['--no-warnings', ...args]);
    this.#child.stderr.pipe(process.stderr);
    this.ready = new Promise((resolve, reject) => {
      this.#child.once('exit', () => reject(new Error('the load ended')));
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        const said = JSON.parse(line);
        if (said.event === 'ready') resolve();
        else this.#waiting.shift()?.(said);
      });
    });
  }

  /** What was done so far. */
  seen(): Promise<LoadSeen> {
    this.#child.stdin.write('\n');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Asks until it fits. @returns what was seen, or null after the limit */
  async until(fits: (seen: LoadSeen) => boolean, limitMs: number): Promise<LoadSeen | null> {
    const since = performance.now();
    for (;;) {
      const seen = await this.seen();
      if (fits(seen)) return seen;
      if (performance.now() - since > limitMs) return null;
      await sleep(50);
    }
  }

  /** Its transfers are left as they are. */
  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Open descriptors of a process of this computer, whatever namespace it is in. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The numbers of a load's syslog lines in the log of a data folder, in the order they were kept. */
export function keptNumbers(dir: string, text: string): number[] {
  const driver = new Driver(join(dir, 'station.db'), { readonly: true });
  const all = driver.prepare('SELECT msg FROM log ORDER BY id').pluck().all() as string[];
  driver.close();
  const wanted = new RegExp(`${text} (\\d+)$`);
  return all.flatMap((msg) => wanted.exec(msg)?.[1] ?? []).map(Number);
}
