/** Asks an address on the bench whether anybody is alive there. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ipv4, Mac } from '../../contract/values.ts';
import { systemClock } from '../clock.ts';
import { macOf, type Neighbour, neighbourTable } from './neighbours.ts';
import type { BenchNetwork } from './network.ts';
import { openQuestions, type Question } from './questions.ts';
import { runProgram } from './run-program.ts';

/** A stale Linux entry is asked anew 5 s after it was used, three times a second apart: 8 s and a little. */
const TIME_LIMIT_MS = 9000;
const LOOK_EVERY_MS = 500;
/** One lost packet must not make a unit look dead. */
const ASK_EVERY_LOOKS = 4;

export interface Alive {
  mac: Mac;
  /** By what: a fresh ARP answer, a refused datagram, or an echo. */
  how: 'neighbour' | 'port unreachable' | 'echo reply';
}

export interface ProbeOptions {
  /** Only signs after this moment (of `Clock.monotonicMs`) count; left out: from now on. */
  sinceMonotonicMs?: number;
  timeLimitMs?: number;
}

/**
 * Sends an echo request and one byte to the discard port (RFC 863), both by the bench card only, and
 * waits for a sign of life: an echo, a refusal, or an ARP answer. An old neighbour entry is none.
 *
 * @returns the MAC that answered, as soon as it did; null after 9 s of silence, or when the address is
 *   not of the bench. Never throws. A hundred at once share one look at the neighbour table.
 */
export async function probeAlive(
  network: BenchNetwork,
  address: Ipv4,
  options: ProbeOptions = {},
): Promise<Alive | null> {
  if (!network.contains(address) || network.isLoopback) return null;
  if (process.platform !== 'linux') return pingAlive(network, address);
  const start = systemClock.monotonicMs();
  const since = options.sinceMonotonicMs ?? start;
  const limit = start + (options.timeLimitMs ?? TIME_LIMIT_MS);

  const before = await nextLook(network, 0);
  const early = before.table.get(address);
  if (early && isConfirmed(undefined, early, before.atMs - since)) {
    return { mac: early.mac, how: 'neighbour' };
  }
  const questions = await openQuestions(network, address);
  try {
    for (let round = 0; systemClock.monotonicMs() < limit; round += 1) {
      if (round % ASK_EVERY_LOOKS === 0) for (const question of questions) question.ask();
      const look = await nextLook(network, LOOK_EVERY_MS);
      const now = look.table.get(address);
      const how = heard(questions);
      if (how && now) return { mac: now.mac, how };
      if (now && isConfirmed(early ?? null, now, look.atMs - since)) {
        return { mac: now.mac, how: 'neighbour' };
      }
    }
    return null;
  } finally {
    for (const question of questions) await question.close();
  }
}

function heard(questions: readonly Question[]): Alive['how'] | null {
  for (const question of questions) {
    const how = question.answer();
    if (how) return how;
  }
  return null;
}

/**
 * Whether the neighbour proved to be there after the moment `sinceMsAgo` before this look. Pure.
 *
 * Ages are whole seconds rounded down, so on its own an age only counts when even a second more is
 * young enough. Against a look from after that moment two more things are proof: an age that fell, and
 * an entry that became REACHABLE (Linux sets that on an answer only).
 *
 * @param before the entry of a look after the moment; null: it had none; undefined: there was no look.
 */
export function isConfirmed(
  before: Neighbour | null | undefined,
  now: Neighbour,
  sinceMsAgo: number,
): boolean {
  if (now.confirmedMsAgo === null || now.state === 'PERMANENT' || now.state === 'NOARP') {
    return false;
  }
  if (now.confirmedMsAgo + 1000 <= sinceMsAgo) return true;
  if (before === undefined) return false;
  if (now.state === 'REACHABLE' && before?.state !== 'REACHABLE') return true;
  return before?.confirmedMsAgo != null && now.confirmedMsAgo < before.confirmedMsAgo;
}

interface Look {
  table: Map<Ipv4, Neighbour>;
  /** When it began: no entry is older than it says, seen from here. */
  atMs: number;
}

const looks = new Map<string, Promise<Look>>();

/** The next look at the card's table that begins after now, within `waitMs`; all who wait share it. */
function nextLook(network: BenchNetwork, waitMs: number): Promise<Look> {
  const key = `${network.interfaceName} ${waitMs}`;
  const waiting = looks.get(key);
  if (waiting) return waiting;
  const look = sleep(waitMs).then(async () => {
    looks.delete(key);
    const atMs = systemClock.monotonicMs();
    return { atMs, table: await neighbourTable(network) };
  });
  looks.set(key, look);
  return look;
}

/** macOS and Windows keep no age of an entry: the system's own ping, by the bench card, is the proof. */
async function pingAlive(network: BenchNetwork, address: Ipv4): Promise<Alive | null> {
  const isWindows = process.platform === 'win32';
  const { program, args } = pingCommand(network, address, isWindows ? 'win32' : 'darwin');
  const text = await runProgram(program, args);
  if (text === null || !isPingAnswer(text)) return null;
  const mac = await macOf(address, network);
  return mac === null ? null : { mac, how: 'echo reply' };
}

/** The ping that leaves by the bench card: three requests, within the time limit of programs. */
export function pingCommand(
  network: Pick<BenchNetwork, 'interfaceName' | 'address'>,
  address: Ipv4,
  platform: 'win32' | 'darwin',
): { program: string; args: string[] } {
  return platform === 'win32'
    ? { program: 'ping.exe', args: ['-n', '3', '-w', '1000', '-S', network.address, address] }
    : { program: 'ping', args: ['-c', '3', '-t', '4', '-b', network.interfaceName, address] };
}

/** Only a true answer has a time to live; Windows also ends well on "destination unreachable". */
export function isPingAnswer(text: string): boolean {
  return /\bttl=\d+/i.test(text);
}
