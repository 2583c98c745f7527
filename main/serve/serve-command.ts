/** `serve`: the station without a window, its page over loopback, until SIGINT or SIGTERM. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { StationStatus } from '../contract/model.ts';
import { serviceNames } from '../contract/preflight.ts';
import { openStations } from '../practice/stations.ts';
import { severity } from '../station/log.ts';
import { takeHandedSockets } from '../station/net/handed-sockets.ts';
import { createRouter } from '../station/router.ts';
import {
  readSettings,
  readSettingsFile,
  type Settings,
  type SettingsInput,
} from '../station/settings.ts';
import type { Station } from '../station/station.ts';
import { makeDataDir, removeRunFile, writeRunFile } from './data-dir.ts';
import { exitCode, type Printer } from './print.ts';
import { WrongUse } from './usage.ts';
import { startWebServer, type WebServer } from './web-server.ts';

/** What a clean stop may take, with room under the two seconds it is promised to take. */
const STOP_LIMIT_MS = 1_700;
/** After a flood of messages: what was received is stored first. */
const STOP_AFTER_FLOOD_MS = 15_000;
const MANY_LINES = 5_000;
const EXIT_AFTER_MS = 100;

const options = {
  interface: { type: 'string' },
  address: { type: 'string' },
  pool: { type: 'string' },
  lease: { type: 'string' },
  'allow-all': { type: 'boolean' },
  files: { type: 'string' },
  'key-file': { type: 'string' },
  'passphrase-file': { type: 'string' },
  isp: { type: 'string' },
  rehearsal: { type: 'string' },
  quiet: { type: 'string' },
  ports: { type: 'string' },
  https: { type: 'string' },
  'old-suites': { type: 'string' },
  spc: { type: 'string' },
  'ui-port': { type: 'string' },
  config: { type: 'string' },
  'no-checks': { type: 'boolean' },
  'without-taken': { type: 'boolean' },
} as const;

/** Runs until a signal comes; the exit code is 0 after a clean stop. */
export async function serveCommand(
  dir: string,
  args: string[],
  rendererDir: string,
  printer: Printer,
): Promise<number> {
  const settings = settingsOf(args);
  const stopped = stopSignal();
  await takeSockets(printer);
  if (process.getuid?.() === 0) {
    printer.say(
      'SPA Bench runs as root. It does not need to: see "Ports and rights" in the README.',
    );
  }
  makeDataDir(dir);
  const stations = await openStations({ dir, settings });
  const { station, facade } = stations;
  let web: WebServer | null = null;
  try {
    const onFault = (cause: unknown) => sayFault(station, printer, cause);
    const router = createRouter(facade, onFault);
    web = await startWebServer({ router, rendererDir, port: settings.uiPort, onFault });
    const { origin, token, url } = web;
    writeRunFile(dir, { pid: process.pid, url: origin, token });
    const isNamed = settings.interface !== undefined || settings.address !== undefined;
    const { whyLocked } = station.vault;
    // Looking up goes on meanwhile; starting is what a person does after unlocking.
    const starts = isNamed && whyLocked === null;
    const without = flagsOf(args)['without-taken'] ? serviceNames : [];
    // A signal during the checks ends them at once.
    const start = () => Promise.race([station.start({}, without), stopped]);
    if (starts && (await start()) === 'stopped') return exitCode.done;
    const status = station.status();
    const ports = Object.entries(status.ports).map(
      ([name, service]) => [name, service?.port ?? null] as const,
    );
    const down = downOf(status);
    printer.value(
      {
        event: 'ready',
        ui: url,
        ports: Object.fromEntries(ports),
        interface: status.interface,
        address: status.address,
        pid: process.pid,
        locked: whyLocked,
        ...(down.length > 0 && { down: Object.fromEntries(down) }),
      },
      `SPA Bench is ready: open ${url}\n${whyLocked ?? (starts ? servesWhere(status) : idleWords)}`,
    );
    await stopped;
    return exitCode.done;
  } finally {
    const limitMs = station.log.heldLines > MANY_LINES ? STOP_AFTER_FLOOD_MS : STOP_LIMIT_MS;
    await withLimit(Promise.all([web?.close(), stations.close()]), limitMs);
    removeRunFile(dir);
    // A program still being asked, such as a slow look at the cards, must not hold up the end.
    setTimeout(() => process.exit(), EXIT_AFTER_MS).unref();
  }
}

/** @throws StationError HANDED_SOCKET */
async function takeSockets(printer: Printer): Promise<void> {
  const { LISTEN_PID } = process.env;
  const handed = await takeHandedSockets(process.env);
  if (handed !== null) printer.say(`Sockets handed over: ${handed.words}`);
  else if (LISTEN_PID !== undefined && LISTEN_PID !== String(process.pid)) {
    printer.say(
      `The sockets handed over are for process ${LISTEN_PID}, not for this one: ExecStart= has to name node and main/serve/main.ts themselves.`,
    );
  }
  process.once('exit', () => handed?.release());
}

const idleWords =
  'Nothing is sent on any network yet: choose the bench card on the page and press Start.\nWithout a bench at hand: npm run demo -- --keep';

function servesWhere(status: StationStatus): string {
  const named = Object.entries(status.ports).map(
    ([name, service]) => `${name} ${service?.port ?? service?.state ?? 'off'}`,
  );
  const down = downOf(status).map(([, problem]) => `\n${problem}`);
  return `Serving on ${status.interface}, ${status.address}: ${named.join(', ')}. Ctrl+C stops it.${down.join('')}`;
}

/** Services it started without, and why. */
function downOf({ ports }: StationStatus): [name: string, problem: string][] {
  return Object.entries(ports).flatMap(([name, service]) =>
    service?.state === 'down' ? [[name, service.problem ?? '']] : [],
  );
}

/**
 * The command line over the `--config` file over the standard values.
 * @throws WrongUse for flags, StationError BAD_SETTINGS for the file
 */
export function settingsOf(args: string[]): Settings {
  const flags = flagsOf(args);
  const settings: Partial<SettingsInput> =
    flags.config === undefined ? {} : readSettingsFile(flags.config);
  if (flags.interface !== undefined || flags.address !== undefined) {
    // A card named on the command line is the card, whatever the file says.
    delete settings.interface;
    delete settings.address;
  }
  const laid: Record<string, unknown> = {
    ...settings,
    ...(flags.interface !== undefined && { interface: flags.interface }),
    ...(flags.address !== undefined && { address: flags.address }),
    ...(flags.pool !== undefined && { pool: flags.pool }),
    ...(flags.lease !== undefined && { lease: numberOf(flags.lease, '--lease') }),
    ...(flags['allow-all'] && { allowAll: true }),
    ...(flags.files !== undefined && { files: resolve(flags.files) }),
    ...(flags['key-file'] !== undefined && { keyFile: resolve(flags['key-file']) }),
    ...(flags['passphrase-file'] !== undefined && {
      passphraseFile: resolve(flags['passphrase-file']),
    }),
    ...(flags.isp !== undefined && { isp: flags.isp }),
    ...(flags.rehearsal !== undefined && { rehearsal: flags.rehearsal }),
    ...(flags.quiet !== undefined && { quiet: numberOf(flags.quiet, '--quiet') }),
    ...(flags['ui-port'] !== undefined && { uiPort: numberOf(flags['ui-port'], '--ui-port') }),
    ...(flags['no-checks'] && { checks: false }),
    ...(flags.ports !== undefined && {
      ports: { ...settings.ports, ...portsOf(flags.ports) },
    }),
    ...((flags.https ?? flags['old-suites']) !== undefined && {
      https: {
        ...settings.https,
        ...(flags.https !== undefined && { mode: flags.https }),
        ...(flags['old-suites'] !== undefined && { oldSuites: flags['old-suites'] }),
      },
    }),
    ...(flags.spc !== undefined && { spc: { ...settings.spc, path: resolve(flags.spc) } }),
  };
  // What a flag changed is another value or another object than the file's.
  const byFile = Object.entries(settings).flatMap(([key, value]) =>
    laid[key] === value ? key : [],
  );
  return readSettings(laid, byFile);
}

function flagsOf(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

/** `dhcp=67,tftp=69,http=off` */
export function portsOf(text: string | undefined): Record<string, number | 'off'> {
  const ports: Record<string, number | 'off'> = {};
  for (const pair of text === undefined ? [] : text.split(',')) {
    const [name = '', value = '', ...more] = pair.split('=').map((part) => part.trim());
    if (!name || !value || more.length > 0) {
      throw new WrongUse(`--ports takes name=port,…, not "${pair}"`);
    }
    ports[name] = value === 'off' ? 'off' : numberOf(value, `--ports ${name}`);
  }
  return ports;
}

function numberOf(text: string, option: string): number {
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text))
    throw new WrongUse(`${option} takes a number, not "${text}"`);
  return Number(text);
}

function stopSignal(): Promise<'stopped'> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => done('stopped'));
    }
  });
}

async function withLimit(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((done) => {
    timer = setTimeout(done, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

function sayFault(station: Station, printer: Printer, cause: unknown): void {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  printer.say(`fault: ${text}`);
  const msg = 'A fault inside the station; the program that started it has the details.';
  station.log.write({ source: 'station', severity: severity.error, msg });
}
