/**
 * What people may set while the station is there. The same keys, in the same words, as the settings
 * file; what a command line or `--config` fixes is listed as such and cannot be changed here.
 */
import * as z from 'zod';
import { httpsModeSchema } from './certificates.ts';
import { compilerModelsSchema } from './compiler.ts';
import { proofLevelSchema } from './proof.ts';
import { ipv4Schema, macSchema } from './values.ts';

export const macNotations = [
  'plain',
  'plain-upper',
  'colon',
  'colon-upper',
  'dash',
  'dash-upper',
] as const;

/** A column of the billing file. */
export const exportFields = [
  'account',
  'mac',
  'serial',
  'model',
  'firmware',
  'state',
  'bound_at',
  'batch',
] as const;
export const exportFieldSchema = z.enum(exportFields);

/** How a batch is written; `billing` is built in and always there. */
export const presetSchema = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'letters, digits, - and _'),
  columns: z
    .array(z.object({ field: exportFieldSchema, heading: z.string().min(1).max(80) }))
    .min(1),
  separator: z.enum([',', ';', '\t', '|']),
  lineEnd: z.enum(['crlf', 'lf']),
  macNotation: z.enum(macNotations),
  header: z.boolean(),
  quoting: z.enum(['needed', 'all']),
  bom: z.boolean(),
  guardFormulas: z.boolean(),
});
export type Preset = z.infer<typeof presetSchema>;

/** Where scans are read from (UI design, section 13). */
export const scannerSchema = z.object({
  /** `prefix`: a burst opens with `prefix`; `timing`: by speed alone. */
  mode: z.enum(['prefix', 'timing']),
  /** One `KeyboardEvent.code`, such as `F19`, or one character; empty in timing mode. */
  prefix: z.string().max(20),
  suffix: z.enum(['Enter', 'Tab', 'none']),
  /** Longest pause between two characters of one scan, in ms. */
  gapMs: z.number().int().min(10).max(120),
  layout: z.enum(['us', 'de', 'fr']),
});
export type ScannerSettings = z.infer<typeof scannerSchema>;

export const screenSettingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Per cent. */
  size: z.union([z.literal(100), z.literal(115), z.literal(130), z.literal(150)]),
  density: z.enum(['auto', 'large', 'medium', 'small']),
  /** Filters dim tiles instead of hiding them. */
  keepPlaces: z.boolean(),
});
export type ScreenSettings = z.infer<typeof screenSettingsSchema>;

/** One model: which file a factory-fresh unit asks for. */
export const modelRowSchema = z.strictObject({
  /** Product name as on the box, such as `SPA962`. */
  model: z.string().regex(/^[A-Za-z0-9-]{2,20}$/, 'letters, digits and -'),
  /** Product series number, the unit's `$PSN`, such as `962` or `504G`. */
  psn: z.string().regex(/^[A-Za-z0-9]{1,12}$/, 'letters and digits'),
  /** The file of its factory Profile_Rule, without the leading slash; capital letters count. */
  file: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'a file name'),
  lines: z.number().int().min(0).max(64).default(1),
  /** First firmware that reads XML profiles; older ones need the vendor's compiler. */
  xmlSince: z.string().default('2.0.6'),
  /** Its LAN ports run a DHCP server of their own: only the WAN port belongs on the bench. */
  isRouter: z.boolean().default(false),
  /** False: TFTP options are never answered, for firmware that trips over them. */
  tftpOptions: z.boolean().default(true),
});
export type ModelRow = z.output<typeof modelRowSchema>;

const portSchema = z.union([z.number().int().min(0).max(65_535), z.literal('off')]);

export const settingsViewSchema = z.object({
  /** The card the station served on last, or is told to. */
  interface: z.string().nullable(),
  /** What the bench card is given when it has no address. */
  address: ipv4Schema,
  prefix: z.number().int(),
  pool: z.object({ first: ipv4Schema, last: ipv4Schema }).nullable(),
  /** Seconds. */
  lease: z.number().int(),
  /** The ISP's permanent `Profile_Rule`, or the address it is made from; null: not set. */
  isp: z.string().nullable(),
  rehearsal: z.boolean(),
  /** The batch in work: its template applies to every unit provisioned meanwhile; null: none. */
  batch: z.string().trim().min(1).max(40).nullable(),
  /** What a unit must show before it is verified; see `proofLevels`. */
  evidence: proofLevelSchema,
  /** The same for units of one model, by its name. */
  evidenceOf: z.record(z.string().min(2).max(20), proofLevelSchema),
  /** The rehearsal names a place here for the unit's report, the last file takes it away. */
  reports: z.boolean(),
  /** Models whose own file the vendor's compiler makes, each with how; all others: open format. */
  spc: z.object({ models: compilerModelsSchema }),
  /** The newest packets of each unit are kept in memory, to be saved by a person. */
  capture: z.boolean(),
  /** Seconds of quiet that count as applied. */
  quiet: z.number().min(0).max(3600),
  allowAll: z.boolean(),
  unknownUnits: z.enum(['hold', 'refuse']),
  /** `asked`: a client without a certificate is served as by HTTP; `required`: not at all. */
  https: z.object({
    mode: httpsModeSchema,
    /** TLS 1.0 and the AES-CBC suites of old firmware. */
    oldSuites: z.boolean(),
  }),
  /** Where each service listens; 0: any free one. A service that is started alone takes its number from here. */
  ports: z.object({
    dhcp: portSchema,
    tftp: portSchema,
    http: portSchema,
    https: portSchema,
    syslog: portSchema,
  }),
  /** The names of the rules lead to the station, for units on the bench only. */
  dns: z.boolean(),
  /** This computer's time for units on the bench. */
  ntp: z.boolean(),
  /** Waits before a tile says Waiting, and Failed; seconds. */
  limits: z.object({
    ask: z.number().int().min(10).max(3600),
    next: z.number().int().min(10).max(3600),
    failed: z.number().int().min(10).max(36_000),
  }),
  /** Firmware: units upgrading at once, and minutes from the first block to a unit's return. */
  upgrades: z.object({
    atOnce: z.number().int().min(1).max(250),
    minutes: z.number().int().min(2).max(120),
  }),
  /** A scan of a unit that is not verified yet keeps the pair and binds when it is. */
  bindWhenReady: z.boolean(),
  /** Seconds a half pair is held. */
  halfPair: z.number().int().min(10).max(600),
  scanner: scannerSchema,
  sounds: z.object({ isOn: z.boolean(), volume: z.number().int().min(0).max(100) }),
  screen: screenSettingsSchema,
  labels: z.object({
    size: z.enum(['60x40', '50x30']),
    dpi: z.union([z.literal(203), z.literal(300)]),
    /** Printed at the foot, such as `Station 02`. */
    station: z.string().max(40),
  }),
  /** Besides `billing`. */
  presets: z.array(presetSchema),
  /** Further models, besides the built-in table; a row with a built-in name replaces it. */
  models: z.array(modelRowSchema),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;

/** Any subset; whole groups (`scanner`, `sounds`, …) are replaced at once. */
export const settingsPatchSchema = settingsViewSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const settingsAnswerSchema = z.object({
  values: settingsViewSchema,
  /** Keys the command line or `--config` fixes. */
  fixed: z.array(z.string()),
  /** Those of them that `--config` fixes. */
  fixedByFile: z.array(z.string()),
  /** Keys changed since the start of the services: they count from the next start. */
  nextStart: z.array(z.string()),
});
export type SettingsAnswer = z.infer<typeof settingsAnswerSchema>;

/** A model the station knows; `isBuiltIn` false: set by a person. */
export const modelInfoSchema = modelRowSchema.extend({ isBuiltIn: z.boolean() });
export type ModelInfo = z.infer<typeof modelInfoSchema>;

export const backupSchema = z.object({
  file: z.string(),
  bytes: z.number().int(),
  at: z.number().int(),
});
export type Backup = z.infer<typeof backupSchema>;

/** What lies on the practice shelf: boxes and account sheets to scan. */
export const practiceShelfSchema = z.object({
  boxes: z.array(z.object({ mac: macSchema, model: z.string(), serial: z.string().nullable() })),
  accounts: z.array(z.object({ account: z.string(), name: z.string() })),
});
export type PracticeShelf = z.infer<typeof practiceShelfSchema>;
