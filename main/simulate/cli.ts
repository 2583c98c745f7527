/** `spa-bench simulate`: simulated units against a running station. */
import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import type { Card } from '../contract/model.ts';
import { parseMac } from '../contract/values.ts';
import { listCards } from '../station/net/cards.ts';
import { isSameSubnet } from '../station/net/subnet.ts';
import { type Fault, faultNames, isFault, type Reading, readings } from './faults.ts';
import { type FleetOptions, type FleetProgress, runFleet } from './fleet.ts';
import { planFleet } from './fleet-plan.ts';
import { loopbackWire } from './loopback-wire.ts';
import { defaultModels, unitModels } from './models.ts';
import type { StationPorts, Wire } from './wire.ts';

/** Where a command writes: whole lines, without the line end. */
export interface CommandIo {
  stdout: (line: string) => void;
  stderr: (line: string) => void;
  /** Ends the run early (SIGINT, SIGTERM). */
  stop?: AbortSignal;
}

export const simulateUsage = `spa-bench simulate --units N [--models SPA962,SPA942,…] [--scale F]
  [--against HOST] [--ports dhcp=67,tftp=69,http=80,syslog=514] [--interface NAME]
  [--reading ${readings.join('|')}] [--seed N] [--faults NAME=N,…] [--first-mac MAC]
  [--timeout SECONDS] [--linger SECONDS] [--resend SECONDS] [--json]
Models: ${Object.keys(unitModels).join(', ')}
Faults: ${faultNames.join(', ')}`;

interface Wish {
  fleet: Omit<FleetOptions, 'wire'>;
  host: string;
  ports: StationPorts;
  interface: string | null;
  isJson: boolean;
}

class WrongUse extends Error {}

/**
 * Runs simulated units and prints the summary as one line of JSON; progress goes to standard error.
 * @returns 0 when every unit reached its goal (foreign PCs have none), 1 when not, 2 for wrong use
 */
export async function simulateCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  let wish: Wish;
  try {
    wish = readWish(argv);
  } catch (error) {
    // parseArgs throws TypeErrors for what it does not know.
    if (!(error instanceof WrongUse || error instanceof TypeError || error instanceof RangeError)) {
      throw error;
    }
    const message = error.message.split('\n', 1)[0] ?? '';
    if (argv.includes('--json')) io.stdout(JSON.stringify({ code: 'WRONG_USE', message }));
    io.stderr(`${message}\n${simulateUsage}`);
    return 2;
  }
  let wire: Wire | null = null;
  try {
    wire = await openWire(wish);
    const summary = await runFleet({
      ...wish.fleet,
      wire,
      ...(io.stop && { stop: io.stop }),
      onProgress: progressTo(io, wish.isJson),
    });
    io.stdout(JSON.stringify(summary));
    return summary.reachedGoal === summary.units ? 0 : 1;
  } catch (error) {
    // What units and station do is in the summary; only the wire itself can fail here.
    const message = error instanceof Error ? error.message : String(error);
    if (wish.isJson) io.stdout(JSON.stringify({ code: 'NO_WIRE', message }));
    io.stderr(message);
    return 1;
  } finally {
    await wire?.close();
  }
}

async function openWire(wish: Wish): Promise<Wire> {
  const { host, ports } = wish;
  if (wish.interface === null && host.startsWith('127.')) return loopbackWire({ host, ports });
  const parent = benchCard(wish.interface, host, await listCards());
  // Loaded on demand: it needs Linux and the foreign-function package.
  const { benchWire } = await import('./bench-wire.ts');
  return benchWire({ parent, ports });
}

/**
 * The card the units go on: the one named, or the one in the station's subnet, or the only one that
 * could be a bench card. Simulated units broadcast like real ones, so a card's lock holds for them too.
 */
export function benchCard(name: string | null, host: string, cards: readonly Card[]): string {
  if (name !== null) {
    const card = cards.find((each) => each.name === name);
    if (card === undefined) throw new Error(`There is no network card ${name}.`);
    if (card.lockedBecause !== null) throw new Error(`${name} is locked: ${card.lockedBecause}`);
    return name;
  }
  const free = cards.filter((card) => !card.isLoopback && card.isUp && card.lockedBecause === null);
  const near = free.find(({ addresses }) =>
    addresses.some(({ address, prefix }) => isSameSubnet(address, host, prefix)),
  );
  const [only, ...others] = free;
  const card = near ?? (others.length === 0 ? only : undefined);
  if (card !== undefined) return card.name;
  throw new Error(`No free card leads to ${host}. Name the bench card with --interface.`);
}

function readWish(argv: readonly string[]): Wish {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: false,
    options: {
      units: text,
      models: text,
      scale: text,
      against: text,
      ports: text,
      interface: text,
      reading: text,
      seed: text,
      faults: text,
      timeout: text,
      linger: text,
      resend: text,
      'first-mac': text,
      json: { type: 'boolean' },
    },
  });
  const host = values.against ?? '127.0.0.1';
  if (!isIPv4(host)) throw new WrongUse('--against is the IPv4 address of the station.');
  const firstMac = values['first-mac'] === undefined ? null : parseMac(values['first-mac']);
  if (values['first-mac'] !== undefined && firstMac === null) {
    throw new WrongUse('--first-mac is a MAC of 12 hex digits.');
  }
  const models = values.models?.split(',') ?? defaultModels;
  const unknown = models.find((name) => !Object.hasOwn(unitModels, name));
  if (unknown !== undefined) throw new WrongUse(`There is no simulated model ${unknown}.`);
  const wish: Wish = {
    fleet: {
      units: readNumber('--units', values.units, { least: 1, most: 5000, whole: true }),
      models,
      scale: readNumber('--scale', values.scale ?? '1', { least: 0.0001, most: 100 }),
      reading: readReading(values.reading ?? 'at-once'),
      seed: readNumber('--seed', values.seed ?? '1', { least: 0, most: 2 ** 32 - 1, whole: true }),
      faults: readFaults(values.faults),
      timeoutMs:
        readNumber('--timeout', values.timeout ?? '300', { least: 0, most: 86_400 }) * 1000,
      lingerMs: readNumber('--linger', values.linger ?? '0', { least: 0, most: 86_400 }) * 1000,
      ...(firstMac && { firstMac }),
      ...(values.resend !== undefined && {
        soonestResendMs: readNumber('--resend', values.resend, { least: 0.1, most: 60 }) * 1000,
      }),
    },
    host,
    ports: readPorts(values.ports),
    interface: values.interface ?? null,
    isJson: values.json ?? false,
  };
  planFleet(wish.fleet);
  return wish;
}

function readNumber(
  name: string,
  text: string | undefined,
  range: { least: number; most: number; whole?: boolean },
): number {
  const isNumber = /^\d+(\.\d+)?$/.test(text ?? '');
  const value = isNumber ? Number(text) : Number.NaN;
  const fits = value >= range.least && value <= range.most;
  if (!fits || (range.whole && !Number.isInteger(value))) {
    const kind = range.whole ? 'a whole number' : 'a number';
    throw new WrongUse(`${name} is ${kind} from ${range.least} to ${range.most}.`);
  }
  return value;
}

function readReading(text: string): Reading {
  const reading = readings.find((name) => name === text);
  if (!reading) throw new WrongUse(`--reading is one of ${readings.join(', ')}.`);
  return reading;
}

function readPairs(name: string, text: string | undefined): [string, string][] {
  if (text === undefined) return [];
  return text.split(',').map((pair) => {
    const [key = '', value, ...rest] = pair.split('=');
    if (value === undefined || rest.length > 0) throw new WrongUse(`${name} is NAME=NUMBER,…`);
    return [key, value];
  });
}

function readPorts(text: string | undefined): StationPorts {
  const ports: StationPorts = { dhcp: 67, tftp: 69, http: 80, syslog: 514 };
  for (const [name, value] of readPairs('--ports', text)) {
    if (!isPortName(name))
      throw new WrongUse(`--ports knows dhcp, tftp, http and syslog, not ${name}.`);
    // The station's own word for a service that is off; a unit then finds nobody there.
    if (value === 'off') continue;
    ports[name] = readNumber('--ports', value, { least: 1, most: 65_535, whole: true });
  }
  return ports;
}

function isPortName(name: string): name is keyof StationPorts {
  return name === 'dhcp' || name === 'tftp' || name === 'http' || name === 'syslog';
}

function readFaults(text: string | undefined): Partial<Record<Fault, number>> {
  const faults: Partial<Record<Fault, number>> = {};
  for (const [name, value] of readPairs('--faults', text)) {
    if (!isFault(name)) throw new WrongUse(`--faults knows ${faultNames.join(', ')}.`);
    faults[name] = readNumber('--faults', value, { least: 0, most: 5000, whole: true });
  }
  return faults;
}

/** One line per happening worth reading; with `--json` each is a JSON object. */
function progressTo(io: CommandIo, isJson: boolean): (line: FleetProgress) => void {
  const gone = new Set<string>();
  return (line) => {
    if (line.what === 'asked' || line.what === 'powered-on' || line.what === 'unchanged') return;
    if (isJson) return io.stderr(JSON.stringify(line));
    // From its goal on a unit looks for the ISP, which is not here: nothing for people to worry about.
    if (gone.has(line.mac)) return;
    if (line.what === 'goal') gone.add(line.mac);
    const detail = line.detail === null ? '' : `: ${line.detail}`;
    io.stderr(
      `[${line.reachedGoal}/${line.units}] ${line.model} ${line.mac} ${line.what}${detail}`,
    );
  };
}
