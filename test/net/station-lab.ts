/**
 * A whole station inside a network namespace, as a process with its real ports, and its verbs run
 * beside it: the command line reaches a station over the loopback of its own computer only.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import {
  type Ended,
  type Line,
  Program,
  temporaryDir,
  whySkipped as whyNoPage,
} from '../cli/station-process.ts';
import { canUseNamespaces, type Namespace, type NetLab } from '../kit/netns.ts';

const program = resolve(import.meta.dirname, '../../main/serve/main.ts');
const askAll = resolve(import.meta.dirname, 'ask-all.ts');

/** What most of these tests serve with, besides the card. */
export const isp = ['--isp', 'http://prov.example.net/p'];

/** Why tests that need namespaces, the built page and these programs cannot run here, or null. */
export function whyNot(...programs: string[]): string | null {
  const right = canUseNamespaces();
  if (!right.ok) return right.reason;
  const missing = programs.filter((name) => !isInstalled(name));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  return whyNoPage;
}

/** For the name of a suite: what it says when it is skipped. */
export function skipNote(reason: string | null): string {
  return reason === null ? '' : ` (skipped: ${reason})`;
}

export function isInstalled(name: string): boolean {
  const dirs = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return dirs.some((dir) => existsSync(resolve(dir, name)));
}

export interface LabStation extends Program {
  readonly dir: string;
  readonly ready: Line;
  /** Runs one verb against it, with `--json`, to its end. */
  run(...args: string[]): Promise<Ended>;
  /** Runs one verb that does not end by itself. */
  follow(...args: string[]): Program;
  /** As `run`; the exit code must be 0. */
  done(...args: string[]): Promise<Line[]>;
  /** Runs verb after verb until the answer fits. @throws Error with the last answer after the limit */
  until(
    fits: (lines: Line[]) => boolean,
    limitMs: number,
    ...args: string[]
  ): Promise<{ lines: Line[]; afterMs: number }>;
}

/**
 * `serve` in a namespace, from its start to `ready`; `launcher` is a program that becomes it. @throws Error when
 * it ends instead.
 */
export async function startIn(
  namespace: Namespace,
  args: readonly string[],
  dir = temporaryDir(),
  env: NodeJS.ProcessEnv = {},
  launcher: readonly string[] = [],
): Promise<LabStation> {
  const station = new Program('ip', inside(namespace, dir, ['serve', ...args], launcher), env);
  const ready = await station.line(({ event }) => event === 'ready');
  const follow = (...verb: string[]) => new Program('ip', inside(namespace, dir, verb));
  const run = (...verb: string[]) => follow(...verb).end;
  const done = async (...verb: string[]) => {
    const { code, lines, stdout, stderr } = await run(...verb);
    if (code !== 0) throw new Error(`${verb.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return lines;
  };
  const until: LabStation['until'] = async (fits, limitMs, ...verb) => {
    const since = performance.now();
    for (;;) {
      const lines = await done(...verb);
      const afterMs = performance.now() - since;
      if (fits(lines)) return { lines, afterMs };
      if (afterMs > limitMs) throw new Error(`${verb.join(' ')}: ${JSON.stringify(lines)}`);
      await sleep(100);
    }
  };
  return Object.assign(station, { dir, ready, follow, run, done, until });
}

/** All the station of a data folder tells a page, as files in `out`; keys for the owner of the certificate. */
export function askAllIn(
  namespace: Namespace,
  dir: string,
  out: string,
  certificate: string,
): Promise<Ended> {
  const node = [process.execPath, '--no-warnings', askAll, dir, out, certificate];
  return new Program('ip', ['netns', 'exec', namespace.name, ...node]).end;
}

/** `serve` in a namespace to its end, for starts that are refused. */
export function serveInVain(namespace: Namespace, ...args: string[]): Promise<Ended> {
  return new Program('ip', inside(namespace, temporaryDir(), ['serve', ...args])).end;
}

/** `simulate` in a namespace; units live on macvlan interfaces of `card`. */
export function simulateIn(namespace: Namespace, card: string, ...args: string[]): Program {
  const units = ['simulate', '--interface', card, ...args];
  return new Program('ip', inside(namespace, temporaryDir(), units));
}

/** A switch: every namespace plugged into it is on one wire with the others. */
export class Switch {
  readonly #lab: NetLab;
  readonly #namespace: Namespace;
  #ports = 0;

  private constructor(lab: NetLab, namespace: Namespace) {
    this.#lab = lab;
    this.#namespace = namespace;
  }

  static async in(lab: NetLab): Promise<Switch> {
    const namespace = await lab.namespace('switch');
    await quieten(namespace);
    await namespace.ip('link', 'add', 'sw', 'type', 'bridge', 'forward_delay', '0');
    await namespace.ip('link', 'set', 'dev', 'sw', 'up');
    return new Switch(lab, namespace);
  }

  /** A new namespace with one card `eth0` of this MAC, on and without an address. */
  async unit(label: string, mac: Mac): Promise<Namespace> {
    const unit = await this.#lab.namespace(label);
    await quieten(unit);
    await this.plug(unit, 'eth0', mac);
    await unit.up('eth0');
    return unit;
  }

  /** A cable from a new port to a new card of the namespace; the card stays off, as `NetLab.cable` says. */
  async plug(namespace: Namespace, card: string, mac?: Mac): Promise<void> {
    this.#ports += 1;
    const port = `port${this.#ports}`;
    await this.#lab.cable(this.#namespace, port, namespace, card);
    await this.#namespace.ip('link', 'set', 'dev', port, 'master', 'sw', 'up');
    if (mac) await namespace.ip('link', 'set', 'dev', card, 'address', formatMac(mac, 'colon'));
  }
}

/** Packets the card has sent and received since it was made. */
export async function packetsOf(
  namespace: Namespace,
  card: string,
): Promise<{ rx: number; tx: number }> {
  const [link] = JSON.parse(await namespace.ip('-j', '-s', 'link', 'show', 'dev', card));
  return { rx: link.stats64.rx.packets, tx: link.stats64.tx.packets };
}

/** No IPv6 for cards made from now on: its neighbour discovery would be packets nobody asked for. */
export async function quieten(namespace: Namespace): Promise<void> {
  for (const which of ['all', 'default']) {
    await namespace.exec('sysctl', '-q', '-w', `net.ipv6.conf.${which}.disable_ipv6=1`);
  }
}

function inside(
  namespace: Namespace,
  dir: string,
  args: readonly string[],
  launcher: readonly string[] = [],
): string[] {
  const node = [...launcher, process.execPath, '--no-warnings', program];
  return ['netns', 'exec', namespace.name, ...node, ...args, '--data', dir, '--json'];
}
