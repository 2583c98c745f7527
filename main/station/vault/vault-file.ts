/** `vault.json`: the data key, wrapped once per way to open it. Useless without one of those. */
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { StationError } from '../../contract/errors.ts';

export const VAULT_FILE = 'vault.json';

const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
  .max(8192);

/** Memory is 128 · N · r bytes; the limits keep a damaged file from asking for gigabytes. */
export const scryptCostSchema = z.strictObject({
  N: z
    .number()
    .int()
    .min(2 ** 10)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n))),
  r: z.number().int().min(1).max(16),
  p: z.number().int().min(1).max(4),
});
/** RFC 7914, section 2. */
export type ScryptCost = z.infer<typeof scryptCostSchema>;

const wrapSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('key-file'),
    file: z.string().min(1),
    salt: base64,
    sealed: base64,
  }),
  z.strictObject({
    kind: z.literal('passphrase'),
    scrypt: scryptCostSchema,
    salt: base64,
    sealed: base64,
  }),
  /** What the system's own store gave back for the data key in base64. */
  z.strictObject({ kind: z.literal('system'), sealed: base64 }),
]);
export type Wrap = z.infer<typeof wrapSchema>;
export type WrapOf<Kind extends Wrap['kind']> = Extract<Wrap, { kind: Kind }>;

const vaultFileSchema = z.strictObject({
  version: z.literal(1),
  /** First 8 bytes of a SHA-256 of the data key, in hex: tells two vaults apart. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  wraps: z.array(wrapSchema).min(1).max(3),
});
export type VaultFile = z.infer<typeof vaultFileSchema>;

/** Null: it does not open that way. */
export function wrapOf<Kind extends Wrap['kind']>(
  file: VaultFile | null,
  kind: Kind,
): WrapOf<Kind> | null {
  const found = file?.wraps.find((wrap) => wrap.kind === kind);
  return (found as WrapOf<Kind> | undefined) ?? null;
}

/** Null: there is none. @throws StationError VAULT_DAMAGED */
export function readVaultFile(dir: string, name = VAULT_FILE): VaultFile | null {
  const file = join(dir, name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw damaged(file, cause);
  }
  try {
    return vaultFileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/** Whole and on the disk when it returns, or as it was. @throws StationError VAULT_NOT_WRITTEN */
export function writeVaultFile(dir: string, vault: VaultFile, name = VAULT_FILE): void {
  const file = join(dir, name);
  const draft = `${file}.new`;
  try {
    rmSync(draft, { force: true });
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeSync(handle, `${JSON.stringify(vault, null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
    syncDir(dirname(file));
  } catch (cause) {
    const message = `The file ${file} cannot be written, so nothing was changed. Check the free space and rights of the data folder.`;
    throw new StationError('VAULT_NOT_WRITTEN', message, { cause });
  }
}

/** Makes a new name in the folder last through a power cut; Windows has no such call. */
export function syncDir(dir: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(dir, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function damaged(file: string, cause: unknown): StationError {
  return new StationError(
    'VAULT_DAMAGED',
    `The file ${file} cannot be read. Put its copy there, which lies beside every backup, then unlock the keys.`,
    { cause },
  );
}
