/** A station as its users have it: a process started by `serve`, asked by further processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../..');
export const program = join(root, 'main/serve/main.ts');

/** Why these tests cannot run here, or null. */
export const whySkipped = existsSync(join(root, 'out/renderer/index.html'))
  ? null
  : 'the page is not built; npm test builds it';

/** Any free port for every service. */
export const freePorts = 'dhcp=0,tftp=0,http=0,syslog=0';
/** Loopback, any ports, an ISP's address, and hardly any quiet: what most tests serve with. */
export const onLoopback = [
  ...['--address', '127.0.0.1', '--ports', freePorts],
  ...['--isp', 'http://prov.example.net/p', '--quiet', '1'],
];

const readySchema = z.strictObject({
  event: z.literal('ready'),
  ui: z.string(),
  ports: z.strictObject({
    dhcp: z.number().nullable(),
    tftp: z.number().nullable(),
    http: z.number().nullable(),
    https: z.number().nullable(),
    syslog: z.number().nullable(),
  }),
  interface: z.string().nullable(),
  address: z.string().nullable(),
  pid: z.number(),
  locked: z.string().nullable(),
  down: z.record(z.string(), z.string()).optional(),
});
export type Ready = z.infer<typeof readySchema>;

/** One JSON line of standard output. */
export type Line = Record<string, unknown>;

export interface Ended {
  code: number | null;
  /** Every line of standard output, parsed; a line that is no JSON fails the test. */
  lines: Line[];
  stdout: string;
  stderr: string;
}

const started = new Set<ChildProcess>();
const dirs: string[] = [];

/** A folder that {@link cleanUp} removes. */
export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-cli-'));
  dirs.push(dir);
  return dir;
}

/** Kills what a test left running, by its process id, and removes the folders. Call it after all tests. */
export async function cleanUp(): Promise<void> {
  for (const child of started) {
    child.kill('SIGKILL');
    await ended(child);
  }
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
}

/** A running program; its output so far, and its end. */
export class Program {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly end: Promise<Ended>;
  /** Once all it printed is in {@link Program.stdout}, JSON or not. */
  readonly exit: Promise<number | null>;
  readonly #lines: string[] = [];
  #wake: () => void = () => undefined;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SPA_BENCH_DATA: '', ...env },
    });
    this.child = child;
    started.add(child);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    const reader = createInterface(child.stdout).on('line', (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    const closed = Promise.all([once(reader, 'close'), ended(child)]);
    this.exit = closed.then(() => {
      started.delete(child);
      this.#wake();
      return child.exitCode;
    });
    this.end = this.exit.then(() => {
      const lines = this.#lines.map((line) => parsedLine(line));
      return { code: child.exitCode, lines, stdout: this.stdout, stderr: this.stderr };
    });
    // A test that only kills the program need not look at how it ended.
    this.end.catch(() => undefined);
  }

  /** The lines so far. */
  get lines(): Line[] {
    return this.#lines.map(parsedLine);
  }

  /** Resolves with the first line that fits. @throws when the program ends without one */
  async line(fits: (line: Line) => boolean): Promise<Line> {
    for (let seen = 0; ; ) {
      for (; seen < this.#lines.length; seen += 1) {
        const line = parsedLine(this.#lines[seen] ?? '');
        if (fits(line)) return line;
      }
      if (!started.has(this.child)) throw new Error(`it ended: ${this.stdout}${this.stderr}`);
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }

  async stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.end;
  }
}

/** A served station. */
export interface StationProcess extends Program {
  readonly dir: string;
  readonly ready: Ready;
  /** `dhcp=…,tftp=…` as `simulate` takes it. */
  readonly ports: string;
  /** Runs one verb against it, with `--json`. */
  run(...args: string[]): Promise<Ended>;
  /** As {@link StationProcess.run}; the exit code must be 0. */
  done(...args: string[]): Promise<Line[]>;
}

/** Starts a verb with `--json` on a data folder. */
export function startVerb(dir: string, ...args: string[]): Program {
  return new Program(process.execPath, [program, ...args, '--data', dir, '--json']);
}

/** Runs a verb with `--json` on a data folder, to its end. */
export function runVerb(dir: string, ...args: string[]): Promise<Ended> {
  return startVerb(dir, ...args).end;
}

/** Runs `serve` to its end, for starts that are refused. */
export function serveInVain(dir: string, ...args: string[]): Promise<Ended> {
  return runVerb(dir, 'serve', ...args);
}

/** @throws when it ends instead of becoming ready; `args` are those of `serve` */
export async function startStation(
  args: readonly string[] = onLoopback,
  dir = temporaryDir(),
): Promise<StationProcess> {
  const argv = [program, 'serve', '--data', dir, '--json', ...args];
  const station = new Program(process.execPath, argv);
  const ready = readySchema.parse(await station.line(({ event }) => event === 'ready'));
  // Simulated units know no HTTPS.
  const { https: _, ...simple } = ready.ports;
  const ports = Object.entries(simple).map(([name, port]) => `${name}=${port ?? 'off'}`);
  const run = (...verb: string[]) => runVerb(dir, ...verb);
  const done = async (...verb: string[]) => {
    const { code, lines, stdout, stderr } = await run(...verb);
    if (code !== 0) throw new Error(`${verb.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return lines;
  };
  return Object.assign(station, { dir, ready, ports: ports.join(','), run, done });
}

/** Runs simulated units against the station until all reached their goal. */
export async function simulate(station: StationProcess, ...args: string[]): Promise<Line> {
  const where = ['--against', '127.0.0.1', '--ports', station.ports];
  const units = ['--scale', '0.02', '--timeout', '60', ...args];
  const [summary] = await station.done('simulate', ...where, ...units);
  return summary ?? {};
}

/** Waits until every unit is verified, by the log and the list alone; then gives the list. */
export async function verifiedUnits(station: StationProcess, count: number): Promise<Line[]> {
  for (let attempt = 0; ; attempt += 1) {
    const units = await station.done('units');
    const verified = units.filter(({ stage }) => stage === 'VERIFIED');
    if (verified.length === count) return units;
    if (attempt === 20) throw new Error(`not verified: ${JSON.stringify(units)}`);
  }
}

function parsedLine(line: string): Line {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`no JSON object: ${line}`);
  }
  return { ...value };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
