/** What opens the keys; keys in and out, and new keys for a unit. */
import * as z from 'zod';
import {
  fileSetSchema,
  keyImportSchema,
  keyOverviewSchema,
  keyScopeSchema,
  madeKeyExportSchema,
  recipientSchema,
  rotatedSchema,
  unitKeysSchema,
} from '../escrow.ts';
import { macSchema } from '../values.ts';
import { passphraseSchema, vaultStatusSchema } from '../vault.ts';
import { aUnit, procedure } from './procedure.ts';

const certificateFiles = z
  .array(z.object({ name: z.string().max(300), base64: z.string().max(400_000) }))
  .min(1)
  .max(20);

/** In base64. */
const exportFile = z.string().min(1).max(30_000_000);

/** Keys in and out, and new keys for a unit. */
export const keys = {
  /** Writes keys to a new file of the station's computer (mode 0600); they never cross this contract. */
  exportTo: procedure
    .input(z.object({ file: z.string(), mac: macSchema.optional() }))
    .output(z.object({ file: z.string(), keys: z.number().int() })),
  overview: procedure.output(keyOverviewSchema),
  /** The certificate under whose key manifests are signed; made at the first question. */
  signer: procedure.output(
    z.object({ subject: z.string(), fingerprint: z.string(), pem: z.string() }),
  ),
  /** What these certificates are, and whether an export can be made for them. */
  recipients: procedure
    .input(z.object({ files: certificateFiles }))
    .output(z.array(recipientSchema)),
  /**
   * An encrypted file, its manifest and the manifest's signature, beside each other. `out`: full path of the
   * encrypted file on the station's computer, new; left out: in the station's own folder.
   */
  exportFor: procedure
    .input(
      z.object({
        scope: keyScopeSchema,
        certificates: certificateFiles,
        out: z.string().min(1).max(4096).optional(),
      }),
    )
    .output(madeKeyExportSchema),
  /**
   * Another station's export. A trial first: it says what would become of each unit, and whose signature it is;
   * that `signer` is named in the second call. `replace`: units whose present key gives way, for a `reason`.
   */
  importFrom: procedure
    .input(
      z.object({
        file: exportFile,
        manifest: exportFile,
        signature: exportFile,
        /** PEM or PKCS #12; used for this call, never kept. */
        privateKey: z.string().min(1).max(400_000),
        passphrase: z.string().max(1024).optional(),
        isTrial: z.boolean().default(true),
        signer: z.string().max(200).optional(),
        replace: z.array(macSchema).max(5000).default([]),
        reason: z.string().trim().max(400).default(''),
      }),
    )
    .output(keyImportSchema),
  /** The units' later profiles. `dir`: a folder of the station's computer; left out: as an archive in the answer. */
  fileSet: procedure
    .input(z.object({ scope: keyScopeSchema, dir: z.string().min(1).max(4096).optional() }))
    .output(fileSetSchema),
  ofUnit: procedure.input(aUnit).output(unitKeysSchema),
  /** A new key and directory, given to the unit under its old key. */
  rotate: procedure.input(aUnit).output(rotatedSchema),
  /** Until the unit was given the new key. */
  undoRotation: procedure.input(aUnit).output(unitKeysSchema),
};

/** What opens the keys. */
export const vault = {
  status: procedure.output(vaultStatusSchema),
  /**
   * Without a passphrase: by key file or system, once more. A wrong passphrase is refused after a wait that
   * grows with every one.
   */
  unlock: procedure
    .input(z.object({ passphrase: passphraseSchema.optional() }))
    .output(vaultStatusSchema),
  /** Forgets the data key at once, then stops serving. */
  lock: procedure.output(vaultStatusSchema),
  /** `isBeside`, here and below: the other ways stay. */
  setPassphrase: procedure
    .input(z.object({ passphrase: passphraseSchema, isBeside: z.boolean().default(false) }))
    .output(vaultStatusSchema),
  /** `file`: on the station's computer, made when missing; left out: in the data folder. */
  setKeyFile: procedure
    .input(z.object({ file: z.string().min(1).optional(), isBeside: z.boolean().default(false) }))
    .output(vaultStatusSchema),
  setSystem: procedure
    .input(z.object({ isBeside: z.boolean().default(false) }))
    .output(vaultStatusSchema),
};
