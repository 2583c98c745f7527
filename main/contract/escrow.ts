/** The units' keys on their way to the ISP, to another station and to the units anew. No key is in an answer. */
import * as z from 'zod';
import { epochMsSchema, macSchema } from './values.ts';

/** Whose keys: every unit's, those no encrypted export has yet, one billing batch's, or these. */
export const keyScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('new') }),
  z.object({ kind: z.literal('batch'), batch: z.number().int().positive() }),
  z.object({ kind: z.literal('units'), macs: z.array(macSchema).min(1).max(5000) }),
]);
export type KeyScope = z.infer<typeof keyScopeSchema>;

/** A certificate as people recognise it. */
export const certificateWordsSchema = z.object({
  subject: z.string(),
  /** SHA-256 over its DER, `AB:CD:…`, as `openssl x509 -fingerprint -sha256` prints it. */
  fingerprint: z.string(),
});
export type CertificateWords = z.infer<typeof certificateWordsSchema>;

/** Who could open an export. */
export const recipientSchema = certificateWordsSchema.extend({
  fileName: z.string(),
  issuer: z.string(),
  validFrom: epochMsSchema,
  validTo: epochMsSchema,
  /** `RSA, 2048 bits` */
  key: z.string(),
  /** Why nothing can be encrypted for it, and what to do; null: it is fit. */
  problem: z.string().nullable(),
  /** It is fit, but look at this. */
  warning: z.string().nullable(),
});
export type Recipient = z.infer<typeof recipientSchema>;

/** A file out of the station: encrypted, or without secrets. */
export const savedFileSchema = z.object({
  name: z.string(),
  base64: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type SavedFile = z.infer<typeof savedFileSchema>;

export const keyExportSchema = z.object({
  number: z.number().int(),
  at: epochMsSchema,
  fileName: z.string(),
  sha256: z.string(),
  units: z.number().int(),
  recipients: z.array(certificateWordsSchema),
});
export type KeyExport = z.infer<typeof keyExportSchema>;

/** What an export wrote: the encrypted file, the manifest and its signature. */
export const madeKeyExportSchema = keyExportSchema.extend({
  /** Where they lie on the station's computer. */
  dir: z.string(),
  files: z.array(savedFileSchema),
});
export type MadeKeyExport = z.infer<typeof madeKeyExportSchema>;

export const keyOverviewSchema = z.object({
  /** Units that were given a key. */
  keys: z.number().int(),
  algorithm: z.string(),
  bits: z.number().int(),
  /** Of them, in no encrypted export, or changed since. */
  notExported: z.number().int(),
  /** Units whose new key waits for its proof. */
  rotating: z.number().int(),
  /** True: sealed in the database; false: nothing is kept on the disk. */
  isSealed: z.boolean(),
  /** Newest first, at most 50. */
  exports: z.array(keyExportSchema),
  /** Live billing batches, newest first. */
  batches: z.array(z.object({ batch: z.number().int(), rows: z.number().int() })),
  /** Whose signature stands under the manifests; null while the keys are locked and none was made. */
  signer: certificateWordsSchema.nullable(),
});
export type KeyOverview = z.infer<typeof keyOverviewSchema>;

/** What became of one unit of an import. */
export const importedUnitSchema = z.object({
  mac: macSchema,
  model: z.string().nullable(),
  fingerprint: z.string(),
  /**
   * `new`: not known here; `same`; `different`: another key, directory or password is here, and stays unless
   * a person gives a reason; `in-use`: different, and this station gave its own to the unit, so it stays.
   */
  state: z.enum(['new', 'same', 'different', 'in-use']),
  /** What differs, or what stands against it; null: nothing. */
  text: z.string().nullable(),
  /** Whether it is taken over, or would be. */
  isTaken: z.boolean(),
});
export type ImportedUnit = z.infer<typeof importedUnitSchema>;

export const keyImportSchema = z.object({
  isTrial: z.boolean(),
  madeAt: epochMsSchema,
  /** Whose signature the manifest has; it holds, or there would be no answer. */
  signer: certificateWordsSchema,
  /** The signer is this station. */
  isOwn: z.boolean(),
  units: z.array(importedUnitSchema),
});
export type KeyImport = z.infer<typeof keyImportSchema>;

/** The units' later profiles, each under its unit's key, for the ISP's server. */
export const fileSetSchema = z.object({
  files: z.number().int(),
  /** Units without a file, each with its reason. */
  leftOut: z.array(z.object({ mac: macSchema, why: z.string() })),
  /** Hosts the units' permanent rules lead to. */
  hosts: z.array(z.string()),
  /** Folder of the station's computer, or null when `archive` is asked for. */
  dir: z.string().nullable(),
  archive: savedFileSchema.nullable(),
});
export type FileSet = z.infer<typeof fileSetSchema>;

/** One key of a unit's history, newest first. */
export const pastKeySchema = z.object({
  fingerprint: z.string(),
  madeAt: epochMsSchema,
  issuedAt: epochMsSchema.nullable(),
  endedAt: epochMsSchema,
  /** `awaiting-proof`: kept until the unit shows that it uses the new one. */
  state: z.enum(['awaiting-proof', 'proved', 'replaced']),
  why: z.string(),
});
export type PastKey = z.infer<typeof pastKeySchema>;

export const unitKeysSchema = z.object({
  /** Encrypted exports that hold the present key, newest first. */
  exports: z.array(keyExportSchema.pick({ at: true, fileName: true, recipients: true })),
  past: z.array(pastKeySchema),
  /** A change of its key under way; null: none. */
  rotation: z
    .object({
      since: epochMsSchema,
      /** False: the unit was not given the new key yet, and the change can be undone. */
      isGiven: z.boolean(),
    })
    .nullable(),
  /** Why its key cannot be changed now; null: it can. */
  whyNot: z.string().nullable(),
});
export type UnitKeysView = z.infer<typeof unitKeysSchema>;

/** What followed from a change of the key. */
export const rotatedSchema = z.object({
  fingerprint: z.string(),
  /** What the unit was told, or what a person must do so that it asks. */
  text: z.string(),
  isTold: z.boolean(),
});
export type Rotated = z.infer<typeof rotatedSchema>;
