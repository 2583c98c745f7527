/**
 * Profiles through the vendor's compiler, each for one unit (guide: Encrypting a File with the SPC;
 * SEC-PRV-1). A few run at once, the others wait; the same work is done once.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mac } from '../../contract/values.ts';
import { detectFormat } from '../profile/packed/detect.ts';
import { failed, type SpcResult } from './failure.ts';
import { masked, valuesOf } from './mask.ts';
import { inPrivateFolder } from './private-folder.ts';
import { runSpc } from './run.ts';
import { type SpcOptions, spcArguments } from './write-arguments.ts';

export interface SpcWork {
  mac: Mac;
  /** What is made, in words; decides nothing. */
  what?: string;
  /** Plain text of our writer; ASCII. */
  text: string;
  options: SpcOptions;
}

export interface Compiled {
  bytes: Uint8Array;
  exitCode: number;
  /** What it printed, without secrets. */
  said: string;
}

export interface SpcLimits {
  timeoutMs: number;
  atOnce: number;
  cacheBytes: number;
}

const usual: SpcLimits = { timeoutMs: 10_000, atOnce: 4, cacheBytes: 16 * 1024 * 1024 };
const MOST_PROFILE_BYTES = 1024 * 1024;
/** A shorter value may stand in any binary by chance. */
const TELLING_CHARACTERS = 12;

export class SpcCompiler {
  readonly #path: string;
  readonly #limits: SpcLimits;
  /** By content, oldest first; a failure is not kept. */
  readonly #kept = new Map<string, Compiled>();
  readonly #running = new Map<string, Promise<SpcResult<Compiled>>>();
  readonly #waiting: (() => void)[] = [];
  #keptBytes = 0;
  #atWork = 0;
  #tool: { mark: string; sha256: string } | null = null;
  /** Told of each run that made a file, not of what is kept. */
  readonly #onMade: (work: SpcWork, made: Compiled) => void;

  constructor(
    path: string,
    limits: Partial<SpcLimits> = {},
    onMade: (work: SpcWork, made: Compiled) => void = () => undefined,
  ) {
    this.#onMade = onMade;
    this.#path = path;
    this.#limits = { ...usual, ...limits };
  }

  /** Resolves when it is done; the same work asked for meanwhile gets the same answer. */
  async compile(work: SpcWork): Promise<SpcResult<Compiled>> {
    const name = await this.#nameOf(work);
    // Starting it says better why.
    if (name === null) return this.#once(work);
    const kept = this.#kept.get(name);
    if (kept !== undefined) return { ok: true, value: kept };
    const running = this.#running.get(name);
    if (running !== undefined) return running;
    const result = this.#inTurn(() => this.#once(work)).finally(() => this.#running.delete(name));
    this.#running.set(name, result);
    const done = await result;
    if (done.ok) {
      this.#keep(name, done.value);
      this.#onMade(work, done.value);
    }
    return done;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#atWork >= this.#limits.atOnce) {
      await new Promise<void>((turn) => this.#waiting.push(turn));
    } else this.#atWork += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#atWork -= 1;
      else next();
    }
  }

  #once({ mac, text, options }: SpcWork): Promise<SpcResult<Compiled>> {
    const [source, output] = ['profile.txt', 'profile.cfg'] as const;
    const scramble = options.scramble ? randomBytes(16).toString('hex') : null;
    const args = spcArguments(mac, options, scramble, [source, output]);
    if (!args.ok) return Promise.resolve(failed('bad-arguments', { said: args.problem.message }));
    const values = valuesOf(text);
    const secrets = [...values, options.cipher?.key ?? '', scramble ?? ''];
    return inPrivateFolder<SpcResult<Compiled>>(async (cwd) => {
      await writeFile(join(cwd, source), text, { encoding: 'latin1', mode: 0o600, flag: 'wx' });
      // Made beforehand: what the program writes then has this mode, too.
      const file = join(cwd, output);
      await writeFile(file, '', { mode: 0o600, flag: 'wx' });
      const { timeoutMs } = this.#limits;
      const run = await runSpc(this.#path, args.value, { cwd, timeoutMs });
      if (!run.ok) {
        return { ok: false, failure: { ...run.failure, said: masked(run.failure.said, secrets) } };
      }
      const { exitCode } = run.value;
      const said = masked(run.value.said, secrets);
      if (exitCode !== 0) return failed('exit', { exitCode, said: withPlaces(said, text) });
      const about = await lstat(file).catch(() => null);
      if (about === null || !about.isFile() || about.size === 0) {
        return failed('nothing-written', { exitCode, said });
      }
      if (about.size > MOST_PROFILE_BYTES) return failed('too-large', { exitCode, said });
      const bytes = await readFile(file);
      if (isReadable(bytes, values)) return failed('input-came-back', { exitCode, said });
      return { ok: true, value: { bytes, exitCode, said } };
    }).catch(() => failed('no-folder'));
  }

  #keep(name: string, compiled: Compiled): void {
    this.#kept.set(name, compiled);
    this.#keptBytes += compiled.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= this.#limits.cacheBytes) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes.length;
    }
  }

  /** Names the work by everything that decides its result; null: the program cannot be read. */
  async #nameOf({ mac, text, options }: SpcWork): Promise<string | null> {
    const tool = await this.#toolSha256();
    if (tool === null) return null;
    const whole = JSON.stringify([tool, mac, options, text]);
    return createHash('sha256').update(whole).digest('hex');
  }

  /** Read again only when size or time of the file changed. */
  async #toolSha256(): Promise<string | null> {
    try {
      const about = await stat(this.#path);
      // Reading a pipe or a device may never end.
      if (!about.isFile()) return null;
      const { size, mtimeMs, ino } = about;
      const mark = `${size} ${mtimeMs} ${ino}`;
      if (this.#tool?.mark !== mark) {
        const sha256 = createHash('sha256')
          .update(await readFile(this.#path))
          .digest('hex');
        this.#tool = { mark, sha256 };
      }
      return this.#tool.sha256;
    } catch {
      return null;
    }
  }
}

/** Where it names a line of its source, the parameter that stands there, which nobody else sees. */
function withPlaces(said: string, text: string): string {
  const lines = text.split('\n');
  return said.replaceAll(/\bline:? (\d{1,5})\b/gi, (named, number: string) => {
    const [parameter] = /^[A-Za-z0-9_[\]-]{1,64}/.exec(lines[Number(number) - 1] ?? '') ?? [];
    return parameter === undefined ? named : `${named} (${parameter})`;
  });
}

function isReadable(bytes: Buffer, values: readonly string[]): boolean {
  const format = detectFormat(bytes);
  if (format === 'xml' || format === 'plain-text') return true;
  return values.some((value) => value.length >= TELLING_CHARACTERS && bytes.includes(value));
}
