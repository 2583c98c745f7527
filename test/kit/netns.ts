/**
 * Network namespaces for tests: each a computer of its own, joined by virtual cables.
 *
 *     const lab = new NetLab();
 *     const bench = await lab.namespace('bench');
 *     const unit = await lab.namespace('unit');
 *     await lab.cable(bench, 'eth1', unit, 'eth0');
 *     await bench.ip('address', 'add', '192.168.76.1/23', 'dev', 'eth1');
 *     …
 *     await lab.remove();          // in afterAll or afterEach; also done when the process ends
 *
 * Names carry the pid, so several runs live side by side; what a killed run left is removed by the next.
 */
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  spawn,
  spawnSync,
} from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';

const PREFIX = 'spabench';
const NAMESPACES_DIR = '/run/netns';
const TIME_LIMIT_MS = 20_000;

/** Whether this run may make namespaces; `reason` is what the skipped test says. */
export type NamespaceRight = { ok: true } | { ok: false; reason: string };

let right: NamespaceRight | undefined;

/** Tries it once and remembers. */
export function canUseNamespaces(): NamespaceRight {
  right ??= tryNamespace();
  return right;
}

function tryNamespace(): NamespaceRight {
  if (process.platform !== 'linux') return { ok: false, reason: 'network namespaces need Linux' };
  if (process.getuid?.() !== 0) return { ok: false, reason: 'network namespaces need root' };
  const name = `${PREFIX}-${process.pid}-try`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (made.error) return { ok: false, reason: 'network namespaces need `ip` (package iproute2)' };
  spawnSync('ip', ['netns', 'del', name]);
  if (made.status === 0) return { ok: true };
  return { ok: false, reason: `network namespaces are refused here: ${made.stderr.trim()}` };
}

/** What a program left behind. */
export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** One namespace, its loopback up. Made by {@link NetLab.namespace}. */
export class Namespace {
  readonly name: string;
  readonly #children = new Set<ChildProcess>();

  constructor(name: string) {
    this.name = name;
  }

  /** Runs a program inside to its end (at most 20 s), whatever its exit code. */
  exec(command: string, ...args: string[]): Promise<Finished> {
    return run(['netns', 'exec', this.name, command, ...args]);
  }

  /** `ip …` inside. @returns its output. @throws Error with what `ip` said when it fails. */
  ip(...args: string[]): Promise<string> {
    return ip('-n', this.name, ...args);
  }

  /** Switches the card on and gives it the addresses (`192.168.76.1/23`), if any. */
  async up(card: string, ...addresses: string[]): Promise<void> {
    for (const address of addresses) await this.ip('address', 'add', address, 'dev', card);
    await this.ip('link', 'set', 'dev', card, 'up');
  }

  /**
   * Starts a program inside; it is killed at the end of the lab at the latest. `ip netns exec`
   * becomes the program, so `pid` and signals are the program's own.
   */
  spawn(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = process.env,
  ): ChildProcessWithoutNullStreams {
    const child = spawn('ip', ['netns', 'exec', this.name, command, ...args], { env });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Starts a Node program inside with this Node. */
  node(file: string, ...args: string[]): ChildProcessWithoutNullStreams {
    return this.spawn(process.execPath, ['--no-warnings', file, ...args]);
  }

  /** Kills what still runs inside and waits for its end. */
  async killAll(): Promise<void> {
    const children = [...this.#children];
    const ends = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ends);
  }
}

/** A set of namespaces that go away together. */
export class NetLab {
  static #count = 0;
  readonly #namespaces: Namespace[] = [];
  readonly #atExit = (): void => {
    for (const { name } of this.#namespaces) spawnSync('ip', ['netns', 'del', name]);
  };

  constructor() {
    removeLeftovers();
    process.once('exit', this.#atExit);
  }

  /** A new namespace; `label` only makes its name readable. */
  async namespace(label: string): Promise<Namespace> {
    NetLab.#count += 1;
    const namespace = new Namespace(`${PREFIX}-${process.pid}-${NetLab.#count}-${label}`);
    await ip('netns', 'add', namespace.name);
    this.#namespaces.push(namespace);
    await namespace.ip('link', 'set', 'dev', 'lo', 'up');
    return namespace;
  }

  /**
   * A virtual cable between two namespaces; card names have at most 15 characters. Both cards start
   * switched off: the link is up once both are on, and down again when either is off.
   */
  async cable(one: Namespace, oneCard: string, other: Namespace, otherCard: string): Promise<void> {
    const peer = ['peer', 'name', otherCard, 'netns', other.name];
    await ip('link', 'add', oneCard, 'netns', one.name, 'type', 'veth', ...peer);
  }

  /** Kills what runs inside and removes every namespace, cables included. Twice does no harm. */
  async remove(): Promise<void> {
    process.off('exit', this.#atExit);
    for (const namespace of this.#namespaces.splice(0)) {
      await namespace.killAll();
      await ip('netns', 'del', namespace.name);
    }
  }
}

/** Namespaces of runs that were killed: their name holds a pid nobody has any more. */
function removeLeftovers(): void {
  if (!existsSync(NAMESPACES_DIR)) return;
  for (const name of readdirSync(NAMESPACES_DIR)) {
    const pid = new RegExp(`^${PREFIX}-(\\d+)-`).exec(name)?.[1];
    if (pid && !existsSync(`/proc/${pid}`)) spawnSync('ip', ['netns', 'del', name]);
  }
}

async function ip(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  if (code !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

function run(args: readonly string[]): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile('ip', args, { timeout: TIME_LIMIT_MS }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
