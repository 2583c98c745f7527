/**
 * What a run of the station may be told: the keys of `--config`, and the same by command-line flags.
 * Every key is described in `docs/settings.md`. Unknown keys are errors, so that a typo is not silence.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { defaultBenchNetwork } from '../contract/bench-network.ts';
import { compilerWaySchema } from '../contract/compiler.ts';
import { StationError } from '../contract/errors.ts';
import {
  exportFieldSchema,
  macNotations,
  modelRowSchema,
  scannerSchema,
  screenSettingsSchema,
  settingsViewSchema,
} from '../contract/settings.ts';
import { type Ipv4, ipv4Schema, ipv4ToNumber, macSchema, parseMac } from '../contract/values.ts';
import { isLoopbackAddress } from './net/subnet.ts';

const port = z.union([z.number().int().min(0).max(65535), z.literal('off')]);
const onOff = z.union([z.boolean(), z.enum(['on', 'off']).transform((text) => text === 'on')]);

export const poolSchema = z.string().transform((text, context) => {
  const [first = '', last = ''] = text.split('-').map((part) => part.trim());
  const from = ipv4ToNumber(first);
  const to = ipv4ToNumber(last);
  if (from === null || to === null || from > to) {
    context.addIssue({ code: 'custom', message: 'a pool is FIRST-LAST, two IPv4 addresses' });
    return z.NEVER;
  }
  return { first, last };
});

const presetSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'letters, digits, - and _'),
  columns: z
    .array(z.strictObject({ field: exportFieldSchema, heading: z.string().optional() }))
    .min(1)
    .transform((columns) =>
      columns.map((c) => ({ field: c.field, heading: c.heading ?? c.field })),
    ),
  separator: z.enum([',', ';', '\t', '|']).default(','),
  lineEnd: z
    .enum(['crlf', 'lf'])
    .default('crlf')
    .transform((name) => (name === 'lf' ? ('\n' as const) : ('\r\n' as const))),
  macNotation: z.enum(macNotations).default('plain'),
  header: z.boolean().default(true),
  quoting: z.enum(['needed', 'all']).default('needed'),
  bom: z.boolean().default(false),
  timeZone: z.literal('UTC').default('UTC'),
  guardFormulas: z.boolean().default(true),
});

const view = settingsViewSchema.shape;
const limits = view.limits.shape;
const upgrades = view.upgrades.shape;
const scanner = scannerSchema.shape;
const screen = screenSettingsSchema.shape;

export const settingsSchema = z.strictObject({
  interface: z.string().min(1).optional(),
  address: ipv4Schema.optional(),
  /** Of what the bench card is given when it has no address. */
  prefix: z.number().int().min(16).max(29).default(defaultBenchNetwork.prefix),
  pool: poolSchema.optional(),
  /** Lease time in seconds. */
  lease: z.number().int().min(1).max(31_536_000).default(3600),
  allowAll: z.boolean().default(false),
  files: z.string().min(1).optional(),
  isp: z.string().min(1).optional(),
  rehearsal: onOff.default(true),
  /** The batch in work, whose template applies. */
  batch: view.batch.default(null),
  /** The quiet of the quiet-and-alive proof, in seconds. */
  quiet: view.quiet.default(30),
  evidence: view.evidence.default('usual'),
  evidenceOf: view.evidenceOf.default({}),
  reports: onOff.default(false),
  /** The newest packets of each unit in memory; acts at once. */
  capture: onOff.default(true),
  /** The vendor's compiler: where it lies, and which models' own file it makes (SEC-PRV-1). */
  spc: z
    .strictObject({
      path: z.string().min(1).optional(),
      /** Seconds one file may take. */
      timeLimit: z.number().int().min(1).max(60).default(10),
      models: z
        .record(
          z.string().min(2).max(20),
          z.strictObject({
            scramble: z.boolean().default(false),
            cipher: compilerWaySchema.shape.cipher.default('aes'),
            key: compilerWaySchema.shape.key.default('hex'),
            files: compilerWaySchema.shape.files.default('own'),
          }),
        )
        .default({}),
    })
    .prefault({}),
  /** Waits before a tile says Waiting, and Failed, in seconds. */
  limits: z
    .strictObject({
      ask: limits.ask.default(90),
      next: limits.next.default(60),
      failed: limits.failed.default(300),
    })
    .prefault({}),
  /** Units that upgrade their firmware at once, and how long each may take. */
  upgrades: z
    .strictObject({
      atOnce: upgrades.atOnce.default(20),
      minutes: upgrades.minutes.default(15),
    })
    .prefault({}),
  bindWhenReady: z.boolean().default(false),
  halfPair: view.halfPair.default(60),
  ports: z
    .strictObject({
      dhcp: port.default(67),
      tftp: port.default(69),
      http: port.default(80),
      https: port.default(443),
      syslog: port.default(514),
      /** Of syslog over TCP, besides UDP; left out: the number UDP has. */
      syslogTcp: port.optional(),
      /** A number switches them on, `off` off, whatever `dns` and `ntp` say. */
      dns: port.optional(),
      ntp: port.optional(),
    })
    .prefault({}),
  /** The bench's name server: the names of the rules lead to the station. */
  dns: onOff.default(false),
  /** This computer's time for the bench. */
  ntp: onOff.default(false),
  /** Where units' own web servers listen unless their profile says otherwise. */
  unitWebPort: z.number().int().min(1).max(65535).default(80),
  /** Off unless a person switches it on: it needs a certificate. */
  https: z
    .strictObject({
      mode: view.https.shape.mode.default('off'),
      /** TLS 1.0 and the AES-CBC suites of old firmware, and old signatures with them. */
      oldSuites: onOff.default(false),
    })
    .prefault({}),
  /** Of the vault: where the key file lies, in place of the one `vault.json` names. */
  keyFile: z.string().min(1).optional(),
  /** Of the vault: where the passphrase stands on the first line. */
  passphraseFile: z.string().min(1).optional(),
  uiPort: z.number().int().min(0).max(65535).default(0),
  checks: z.boolean().default(true),
  /** What a requester gets that is no unit of ours. */
  unknownUnits: z.enum(['hold', 'refuse']).default('hold'),
  /** DHCP options by number; 66 is always sent, the station's own address unless given here. */
  options: z
    .strictObject({
      3: ipv4Schema.optional(),
      6: z.array(ipv4Schema).min(1).optional(),
      12: z
        .string()
        .regex(/^(?=.{1,63}$)[a-z0-9$](?:[a-z0-9$-]*[a-z0-9])?$/i, 'letters, digits, - and $MA')
        .optional(),
      15: z.string().min(1).max(253).optional(),
      42: z.array(ipv4Schema).min(1).optional(),
      43: z
        .string()
        .regex(/^(?:[0-9a-f]{2}){1,255}$/i, 'hex digits, two for each byte')
        .optional(),
      66: z.string().min(1).max(255).optional(),
      67: z.string().min(1).max(255).optional(),
      150: z.array(ipv4Schema).min(1).optional(),
      159: z.string().min(1).max(255).optional(),
      160: z.string().min(1).max(255).optional(),
    })
    .prefault({}),
  /** Addresses of the pool that are never given out. */
  exclude: z.array(ipv4Schema).default([]),
  /** MAC in any notation → its fixed address. */
  reservations: z
    .record(z.string(), ipv4Schema)
    .default({})
    .transform((table, context) => {
      const fixed: Record<string, string> = {};
      for (const [text, address] of Object.entries(table)) {
        const mac = parseMac(text);
        if (mac === null) context.addIssue({ code: 'custom', message: `"${text}" is not a MAC` });
        else fixed[macSchema.parse(mac)] = address;
      }
      return fixed;
    }),
  /** MAC prefixes that count as wanted besides the built-in ones: hex digits. */
  macPrefixes: z
    .array(z.string().regex(/^[0-9a-fA-F]{1,12}$/, 'hex digits without separators'))
    .default([])
    .transform((prefixes) => prefixes.map((prefix) => prefix.toLowerCase())),
  models: z.array(modelRowSchema).default([]),
  /** Profile text (plain text or XML) per layer, merged into the rehearsal and the last file. */
  templates: z
    .strictObject({
      /** The common file itself (XML), in place of the built-in one. */
      commonFile: z.string().optional(),
      common: z.string().optional(),
      isp: z.string().optional(),
      model: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  /** Export presets besides the built-in `billing`. */
  presets: z.array(presetSchema).default([]),
  scanner: z
    .strictObject({
      mode: scanner.mode.default('timing'),
      prefix: scanner.prefix.default(''),
      suffix: scanner.suffix.default('Enter'),
      gapMs: scanner.gapMs.default(35),
      layout: scanner.layout.default('us'),
    })
    .prefault({}),
  sounds: z
    .strictObject({
      isOn: view.sounds.shape.isOn.default(true),
      volume: view.sounds.shape.volume.default(70),
    })
    .prefault({}),
  screen: z
    .strictObject({
      theme: screen.theme.default('system'),
      size: screen.size.default(100),
      density: screen.density.default('auto'),
      keepPlaces: screen.keepPlaces.default(true),
    })
    .prefault({}),
  labels: z
    .strictObject({
      size: view.labels.shape.size.default('60x40'),
      dpi: view.labels.shape.dpi.default(203),
      station: view.labels.shape.station.default(''),
    })
    .prefault({}),
});
export type SettingsInput = z.input<typeof settingsSchema>;

export type Settings = z.output<typeof settingsSchema> & {
  /** What the bench card is given when it has no address; `address` chooses a card that has one. */
  cardAddress: { address: Ipv4; prefix: number };
  /** The keys that were said, by a file or a flag; the others have their standard value. */
  given: readonly string[];
  /** Those of them that the file said and no flag. */
  givenByFile: readonly string[];
};

const extraPorts = { dns: 53, ntp: 123 } as const;
export type ExtraService = keyof typeof extraPorts;

/** Of a service that is off unless somebody wants it. */
export function extraPort(
  settings: Pick<Settings, 'ports' | ExtraService>,
  service: ExtraService,
): number | 'off' {
  return settings.ports[service] ?? (settings[service] ? extraPorts[service] : 'off');
}

/**
 * Reads a settings file: a JSON object, not yet checked key by key.
 * @throws StationError BAD_SETTINGS when it cannot be read or is no JSON object
 */
export function readSettingsFile(file: string): Partial<SettingsInput> {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = `The settings file ${file} cannot be read: ${why}`;
    throw new StationError('BAD_SETTINGS', text, { cause });
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new StationError('BAD_SETTINGS', `The settings file ${file} holds no JSON object.`);
  }
  return raw;
}

/**
 * @param raw the JSON of `--config` with the command line's flags laid over it
 * @param byFile the keys that came from the file
 * @throws StationError BAD_SETTINGS naming the key
 */
export function readSettings(raw: unknown, byFile: readonly string[] = []): Settings {
  const read = settingsSchema.safeParse(raw);
  if (!read.success) throw badSettings(read.error);
  const { data } = read;
  const { address, prefix } = data;
  const given = givenKeys(raw);
  const isOwn = address !== undefined && !isLoopbackAddress(address);
  const settings: Settings = {
    ...data,
    cardAddress: { address: isOwn ? address : defaultBenchNetwork.address, prefix },
    given,
    givenByFile: given.filter((key) => byFile.includes(key)),
  };
  refuseContradictions(settings);
  const [compiled] = Object.keys(settings.spc.models);
  if (compiled !== undefined && settings.spc.path === undefined) {
    const why = `${compiled} needs the vendor's compiler, and no path to it is set`;
    throw new StationError('BAD_SETTINGS', `spc.path: ${why}`);
  }
  return settings;
}

/** The first problem of a reading as one refusal: `limits.ask: Too small …`. */
export function badSettings(error: z.ZodError): StationError {
  const [issue] = error.issues;
  const place = issue?.path.join('.') || 'settings';
  return new StationError('BAD_SETTINGS', `${place}: ${issue?.message ?? 'not understood'}`);
}

/**
 * What no single key shows: names that stand twice, a prefix that is missing, a proof that cannot come.
 * @throws StationError BAD_SETTINGS
 */
export function refuseContradictions(settings: Settings): void {
  const refuse = (place: string, text: string) => {
    throw new StationError('BAD_SETTINGS', `${place}: ${text}`);
  };
  const preset = twice(settings.presets.map(({ name }) => name.toLowerCase()));
  if (preset !== null) refuse('presets', `two are called ${preset}`);
  const model = twice(settings.models.map((row) => row.model.replaceAll('-', '').toUpperCase()));
  if (model !== null) refuse('models', `${model} stands there twice`);
  if (settings.scanner.mode === 'prefix' && settings.scanner.prefix === '') {
    refuse('scanner.prefix', 'the prefix mode needs the key a scan opens with');
  }
  if (settings.ports.syslog === 'off') {
    const why = "the unit's own message comes by syslog, which is off";
    if (settings.evidence === 'message') refuse('evidence', why);
    const model = Object.entries(settings.evidenceOf).find(([, level]) => level === 'message');
    if (model) refuse(`evidenceOf.${model[0]}`, why);
  }
}

/** What is there more than once; null: nothing. */
function twice(names: readonly string[]): string | null {
  return names.find((name, at) => names.indexOf(name) !== at) ?? null;
}

function givenKeys(raw: unknown): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]) => {
    // Where the compiler lies is said here alone; which models it works for may still be the page's.
    const isSaid = value !== undefined && (key !== 'spc' || Object.hasOwn(value, 'models'));
    return isSaid ? key : [];
  });
}
