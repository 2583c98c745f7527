/** What is in an export: the secrets of units, as JSON. docs/keys.md describes it for those who read it. */
import * as z from 'zod';
import { StationError } from '../../contract/errors.ts';
import { macSchema } from '../../contract/values.ts';

const MAX_UNITS = 10_000;
const time = z.iso.datetime();
const keyText = z.string().regex(/^[0-9a-f]{64}$/, 'a key is 64 hex digits');
const name = z.string().regex(/^[A-Za-z0-9]{8,64}$/, 'letters and digits, 8 to 64');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 hex digits');
const word = z.string().max(100);

const escrowUnitSchema = z.object({
  mac: macSchema,
  serial: word.nullable(),
  model: word.nullable(),
  /** 64 hex digits: the pass phrase of its files, after `--key` and in `GPP_SA`. */
  key: keyText,
  /** In `GPP_B`. */
  directory: name,
  /** Name of its last file on the bench, without `.cfg`. */
  lastName: name,
  /** The rule it follows for good; null: it has none. */
  rule: z.string().max(2048).nullable(),
  keyMadeAt: time,
  keyGivenAt: time,
  /** Passwords made for it, by the name templates give them. */
  secrets: z.record(z.string().regex(/^[!-~]{1,100}$/), z.string().max(2048)),
  /** What it was given, newest of each name; `sha256` over the bytes as they went out. */
  profiles: z
    .array(
      z.object({
        name: z.string().max(300),
        at: time,
        bytes: z.number().int().nonnegative(),
        sha256: hash,
      }),
    )
    .max(50),
  /** While its key is being changed: the one it may still use. */
  previous: z.object({ key: keyText, directory: name, lastName: name }).nullable(),
});
export type EscrowUnit = z.infer<typeof escrowUnitSchema>;

const contentSchema = z.object({
  format: z.literal('spa-bench-keys'),
  version: z.literal(1),
  madeAt: time,
  /** Fingerprint of the station's signing certificate. */
  station: z.string().max(200),
  units: z.array(escrowUnitSchema).max(MAX_UNITS),
});
export type EscrowContent = z.infer<typeof contentSchema>;

const manifestSchema = z.object({
  format: z.literal('spa-bench-keys-manifest'),
  version: z.literal(1),
  madeAt: time,
  station: z.string().max(200),
  file: z.object({
    name: z.string().max(200),
    sha256: hash,
    bytes: z.number().int().nonnegative(),
  }),
  recipients: z.array(z.object({ subject: z.string(), fingerprint: z.string() })).max(20),
  units: z
    .array(z.object({ mac: macSchema, keyFingerprint: z.string(), profiles: z.array(hash) }))
    .max(MAX_UNITS),
});
/** Holds no secret: what the file is, for whom, and of which units. */
export type EscrowManifest = z.infer<typeof manifestSchema>;

/** As a person reads it. */
export function writeJson(value: EscrowContent | EscrowManifest): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/** @throws StationError BAD_KEY_FILE; nothing of a value is in its words */
export function readContent(bytes: Uint8Array): EscrowContent {
  return read(contentSchema, bytes, 'The file of keys');
}

/** @throws StationError BAD_KEY_FILE */
export function readManifest(bytes: Uint8Array): EscrowManifest {
  return read(manifestSchema, bytes, 'The manifest');
}

function read<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new StationError('BAD_KEY_FILE', `${what} is no JSON. Take it as the station wrote it.`);
  }
  const { version } = (json ?? {}) as { version?: unknown };
  if (typeof version === 'number' && version !== 1) {
    const message = `${what} is of version ${version}, which this SPA Bench does not know. Update it.`;
    throw new StationError('BAD_KEY_FILE', message);
  }
  const found = schema.safeParse(json);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const place = issue?.path.map(String).join('.') || 'at its beginning';
  throw new StationError(
    'BAD_KEY_FILE',
    `${what} is not as it should be: ${place}. Take it as the station wrote it.`,
  );
}
