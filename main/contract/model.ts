/**
 * What UI and station talk about. Every schema is plain data that survives structured clone and
 * JSON alike; nothing here ever carries a key, a password or a bootstrap passphrase.
 */
import * as z from 'zod';
import { lastRunSchema, serviceNames } from './preflight.ts';
import { proofLevelSchema, readBackSchema, rungSchema } from './proof.ts';
import { epochMsSchema, ipv4Schema, macSchema } from './values.ts';

/** Provisioning states of the guide (Provisioning States), then our own last one. */
export const stages = ['MFG-RESET', 'SP-CUST', 'SEC-PRV-1', 'SEC-PRV-2', 'VERIFIED'] as const;
export const stageSchema = z.enum(stages);
export type Stage = z.infer<typeof stageSchema>;

/** How a unit fares within its stage; independent of stage and binding. */
export const conditionSchema = z.enum(['ok', 'waiting', 'failed', 'link-lost']);
export type Condition = z.infer<typeof conditionSchema>;

/** The failure catalogue: F01 … F22, words in `failures.ts`. */
export const failureCodeSchema = z.enum([
  'F01',
  'F02',
  'F03',
  'F04',
  'F05',
  'F06',
  'F07',
  'F08',
  'F09',
  'F10',
  'F11',
  'F12',
  'F13',
  'F14',
  'F15',
  'F16',
  'F17',
  'F18',
  'F19',
  'F20',
  'F21',
  'F22',
]);
export type FailureCode = z.infer<typeof failureCodeSchema>;

/** Why a unit is not `ok`, or what it waits for: a code of the catalogue where one fits, and a sentence. */
export const reasonSchema = z.object({ code: failureCodeSchema.nullable(), text: z.string() });
export type Reason = z.infer<typeof reasonSchema>;

export const bindingStateSchema = z.enum(['none', 'bound', 'exported']);
export type BindingState = z.infer<typeof bindingStateSchema>;

/** A unit's way to the firmware of its model's rule; it comes before its first file. */
export const unitUpgradeSchema = z.object({
  /**
   * `asking`: its version is not known yet; `waiting`: for its turn; `told`: it has its turn; `taking`: an
   * image is on its way, or stopped half-way; `restarting`: it has the image whole; `failed`: a person decides.
   */
  phase: z.enum(['asking', 'waiting', 'told', 'taking', 'restarting', 'failed']),
  from: z.string().nullable(),
  to: z.string(),
  /** The image it takes next, or took last. */
  file: z.string(),
  since: epochMsSchema,
  /** How many wait before it; null: it does not wait. */
  before: z.number().int().nullable(),
  /** Since when it must not be unplugged; null: it may be. */
  unsafeSince: epochMsSchema.nullable(),
});
export type UnitUpgrade = z.infer<typeof unitUpgradeSchema>;

/** One physical phone or ATA on the bench, as every UI shows it. */
export const unitSchema = z.object({
  mac: macSchema,
  model: z.string().nullable(),
  serial: z.string().nullable(),
  firmware: z.string().nullable(),
  address: ipv4Schema.nullable(),
  stage: stageSchema,
  condition: conditionSchema,
  reason: reasonSchema.nullable(),
  /** When stage or condition last changed. */
  since: epochMsSchema,
  firstSeenAt: epochMsSchema,
  lastSeenAt: epochMsSchema,
  /** The MAC is only what the unit says (path, User-Agent): no lease, no neighbour entry. */
  isClaimed: z.boolean(),
  /** A matter for attention although the stage stands, such as a bound unit asking for the common file. */
  attention: z.string().nullable(),
  account: z.string().nullable(),
  binding: bindingStateSchema,
  boundAt: epochMsSchema.nullable(),
  batch: z.number().int().nullable(),
  /** First 8 bytes of SHA-256 over the key in hex; never the key. */
  keyFingerprint: z.string().nullable(),
  /** A draft is tried on it until then; null: none is. */
  trialUntil: epochMsSchema.nullable(),
  /** `Pending`, a company's name, or `Open`; null: not known. But for `Open` an RC unit, left alone. */
  customisation: z.string().nullable(),
  /** Null: no firmware is to come. */
  upgrade: unitUpgradeSchema.nullable(),
});
export type Unit = z.infer<typeof unitSchema>;

/** One proof, or one thing seen, in a unit's history. */
export const evidenceSchema = z.object({
  at: epochMsSchema,
  /** For example `dhcp`, `asked`, `served`, `proved`, `syslog`, `alive`, `quiet`, `scan`, `operator`. */
  kind: z.string(),
  detail: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** One transfer of a file to a unit. */
export const servedFileSchema = z.object({
  name: z.string(),
  at: epochMsSchema,
  bytes: z.number().int(),
  sha256: z.string(),
  complete: z.boolean(),
});
export type ServedFile = z.infer<typeof servedFileSchema>;

/** A unit's key as far as anybody may see it: never the key. */
export const unitKeySchema = z.object({
  algorithm: z.string(),
  bits: z.number().int(),
  fingerprint: z.string(),
  /** When the unit was first given it; null: made, not given yet. */
  issuedAt: epochMsSchema.nullable(),
  /** When it was last written to a key file for the ISP. */
  exportedAt: epochMsSchema.nullable(),
});

/** What the station waits for next, and how long that usually takes. */
export const awaitedSchema = z.object({
  /** Plain sentence: "Waiting for the unit to ask for its first file". */
  text: z.string(),
  /** How long is normal: "A new unit waits up to 40 s by itself. This is normal." */
  usual: z.string(),
});

export const unitDetailSchema = unitSchema.extend({
  evidence: z.array(evidenceSchema),
  files: z.array(servedFileSchema),
  key: unitKeySchema.nullable(),
  /** Null: nothing is awaited. */
  awaited: awaitedSchema.nullable(),
  level: proofLevelSchema,
  ladder: z.array(rungSchema),
  /** What was read back last; null: nothing yet. */
  readBack: readBackSchema.nullable(),
});
export type UnitDetail = z.infer<typeof unitDetailSchema>;

/**
 * A unit's packet capture: pcap, link type RAW. Headers are written by the station, of datagrams it saw and
 * sent by UDP; HTTP and HTTPS are not in it. Secrets the station knows are written over by `*`.
 */
export const packetFileSchema = z.object({
  name: z.string(),
  base64: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  packets: z.number().int(),
  /** Older ones that gave way to these, and blocks of long files that were passed over. */
  dropped: z.number().int(),
  firstAt: epochMsSchema,
  lastAt: epochMsSchema,
});
export type PacketFile = z.infer<typeof packetFileSchema>;

/** A file on its way to a unit, or just arrived. */
export const transferSchema = z.object({
  id: z.number().int(),
  mac: macSchema.nullable(),
  address: ipv4Schema,
  file: z.string(),
  protocol: z.enum(['tftp', 'http', 'https']),
  sentBytes: z.number().int(),
  totalBytes: z.number().int(),
  /** Blocks sent so far, each counted once; 0 by HTTP. */
  blocks: z.number().int(),
  /** Blocks sent again so far. */
  resends: z.number().int(),
  /** TFTP's options as granted: `blksize 1428`. */
  options: z.array(z.string()),
  startedAt: epochMsSchema,
  /** When this was last told. */
  at: epochMsSchema,
  state: z.enum(['running', 'complete', 'failed']),
  /** Why it ended as it did, where that needs words; null: it is running, or all went well. */
  reason: z.string().nullable(),
});
export type Transfer = z.infer<typeof transferSchema>;

/** Somebody on the bench wire we give no lease to, such as an office PC. */
export const foreignClientSchema = z.object({
  mac: macSchema,
  vendorClass: z.string().nullable(),
  hostName: z.string().nullable(),
  firstSeenAt: epochMsSchema,
  lastSeenAt: epochMsSchema,
  count: z.number().int(),
});
export type ForeignClient = z.infer<typeof foreignClientSchema>;

/** Who wrote a line: a service, or the station itself; of syslog only what came in. */
export const logSources = [...serviceNames, 'station'] as const;
export const logSourceSchema = z.enum(logSources);
export type LogSource = z.infer<typeof logSourceSchema>;

/** One line of the log. `severity` is syslog's 0 (emergency) … 7 (debug). */
export const logLineSchema = z.object({
  id: z.number().int(),
  at: epochMsSchema,
  source: logSourceSchema,
  mac: macSchema.nullable(),
  /** The sender's address, when a packet caused the line. */
  address: z.string().nullable(),
  facility: z.number().int().nullable(),
  severity: z.number().int().min(0).max(7),
  /** Printable text; of a syslog line its MSG part, control characters made visible. */
  msg: z.string(),
  /** Syslog only: the datagram as it came, control characters made visible. */
  raw: z.string().nullable(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const scanVerdictSchema = z.enum([
  'held',
  'bound',
  'already',
  'replaced',
  'not-bound',
  'not-readable',
  'ambiguous',
  'command',
  'ignored',
  'locked',
]);
export type ScanVerdict = z.infer<typeof scanVerdictSchema>;

/** What a barcode says, before anything is decided. */
export const scanClassSchema = z.enum([
  'mac',
  'serial',
  'account',
  'work-order',
  'command',
  'product-code',
  'unreadable',
  'ambiguous',
  'unknown',
]);
export type ScanClass = z.infer<typeof scanClassSchema>;

/** What became of one scan. Every verdict is a normal answer; `reason` is the sentence to show. */
export const scanOutcomeSchema = z.object({
  at: epochMsSchema,
  text: z.string(),
  class: scanClassSchema,
  verdict: scanVerdictSchema,
  unit: macSchema.nullable(),
  account: z.string().nullable(),
  reason: z.string().nullable(),
});
export type ScanOutcome = z.infer<typeof scanOutcomeSchema>;

/** What a scanning place holds between two scans. */
export const seatSchema = z.object({
  seat: z.string(),
  heldUnit: macSchema.nullable(),
  heldAccount: z.string().nullable(),
  heldAt: epochMsSchema.nullable(),
  /** The refusal that pauses this seat until a person acknowledges it. */
  lockedBy: scanOutcomeSchema.nullable(),
});
export type Seat = z.infer<typeof seatSchema>;

/** A network card as preflight shows it. */
export const cardSchema = z.object({
  name: z.string(),
  mac: macSchema.nullable(),
  addresses: z.array(z.object({ address: ipv4Schema, prefix: z.number().int() })),
  isUp: z.boolean(),
  isLoopback: z.boolean(),
  /** Why this card may never be served on: default route, DNS server, another DHCP server's lease. Null: free. */
  lockedBecause: z.string().nullable(),
});
export type Card = z.infer<typeof cardSchema>;

/** What the bench card gets when it has no address and nobody says otherwise. */
export const defaultCardAddress = { address: '192.168.76.1', prefix: 23 } as const;

/** A card in the list a person chooses from. */
export const listedCardSchema = cardSchema.extend({
  /**
   * Who gave it the address to serve on: nobody yet (169.254 is none to serve on), this station,
   * which can take it back, or somebody else.
   */
  addressGiver: z.enum(['nobody', 'station', 'other']),
});
export type ListedCard = z.infer<typeof listedCardSchema>;

/** What would be done to a card: the command lines as a person types them. Nothing ran yet. */
export const addressPlanSchema = z.object({
  address: ipv4Schema,
  prefix: z.number().int(),
  set: z.string(),
  undo: z.string(),
});
export type AddressPlan = z.infer<typeof addressPlanSchema>;

export const serviceStateSchema = z.object({
  /** The port that listens, or null when the service is off or does not run. */
  port: z.number().int().nullable(),
  /**
   * `off`: by the settings, or the station is stopped. `stopped`: by a person, alone, until one starts it. `down`: it
   * could not be opened or its socket failed; the station tries again by itself.
   */
  state: z.enum(['on', 'off', 'stopped', 'down']),
  /** Units cannot get through without it: the station is not well while it does not run. */
  isNeeded: z.boolean(),
  /** One sentence or more: why it does not run, what that costs, what to do; or what its self-test found. */
  problem: z.string().nullable(),
});
export type ServiceState = z.infer<typeof serviceStateSchema>;

/** An address nobody gets for a while. */
export const setAsideSchema = z.object({
  address: ipv4Schema,
  /** Who found it in use, or was found using it. */
  mac: macSchema,
  /** A client said so, or the station saw it. */
  why: z.enum(['declined', 'in-use']),
  until: epochMsSchema,
});
export type SetAside = z.infer<typeof setAsideSchema>;

export const stationStatusSchema = z.object({
  state: z.enum(['stopped', 'starting', 'running', 'no-link', 'failed']),
  /** One sentence: why it is stopped or what is wrong. */
  problem: z.string().nullable(),
  interface: z.string().nullable(),
  address: ipv4Schema.nullable(),
  prefix: z.number().int().nullable(),
  ports: z.object({
    dhcp: serviceStateSchema,
    tftp: serviceStateSchema,
    http: serviceStateSchema,
    https: serviceStateSchema,
    syslog: serviceStateSchema,
    /** Only while they are switched on. */
    dns: serviceStateSchema.optional(),
    ntp: serviceStateSchema.optional(),
  }),
  /** Sentences about what people should look at while it serves; none of it ends the serving. */
  warnings: z.array(z.string()),
  pool: z
    .object({
      first: ipv4Schema,
      last: ipv4Schema,
      size: z.number().int(),
      /** Leased or set aside. */
      used: z.number().int(),
      setAside: z.array(setAsideSchema),
    })
    .nullable(),
  isRehearsing: z.boolean(),
  /** False: units are held at the common profile until the ISP's address is set. */
  hasIspRule: z.boolean(),
  /** Why the keys are locked, and what to do: nothing is served until then. Null: they are open. */
  locked: z.string().nullable(),
  startedAt: epochMsSchema.nullable(),
  /** The practice bench: simulated units on loopback, in a store of their own. */
  isPractice: z.boolean(),
  lastRun: lastRunSchema.nullable(),
});
export type StationStatus = z.infer<typeof stationStatusSchema>;
