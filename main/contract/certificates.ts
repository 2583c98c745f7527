/** The station's own certificates, the units' root, and what this runtime can offer them. */
import * as z from 'zod';
import { epochMsSchema, macSchema } from './values.ts';

/** Before the end of a certificate: a look at it, soon, now. */
export const expiryWarningDays = [60, 21, 7] as const;

/** Which client certificates the HTTPS service asks for. */
export const httpsModes = ['off', 'asked', 'required'] as const;
export const httpsModeSchema = z.enum(httpsModes);
export type HttpsMode = z.infer<typeof httpsModeSchema>;

export const certificateInfoSchema = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** The CN's part before the first `/`; null: no CN. */
  host: z.string().nullable(),
  validFrom: epochMsSchema,
  validTo: epochMsSchema,
  /** Of an RSA key; null: another kind. */
  bits: z.number().int().nullable(),
  /** SHA-256 of the certificate, hex with colons. */
  fingerprint: z.string(),
  /** Made by the practice CA. */
  isPractice: z.boolean(),
});
export type CertificateInfo = z.infer<typeof certificateInfoSchema>;

export const certificateCheckIds = ['key', 'chain', 'dates', 'name', 'dns', 'size'] as const;
export const certificateCheckSchema = z.object({
  id: z.enum(certificateCheckIds),
  /** `open`: not looked at, or there is nothing to compare with. */
  result: z.enum(['ok', 'warn', 'fail', 'open']),
  /** One sentence. */
  text: z.string(),
});
export type CertificateCheck = z.infer<typeof certificateCheckSchema>;

/** One cipher suite of old firmware (guide: Enabling HTTPS, table 1). */
export const oldSuiteSchema = z.object({
  name: z.string(),
  /** `never`: this station offers it to nobody, whatever the runtime can do. */
  state: z.enum(['offered', 'off', 'not-in-runtime', 'never']),
  /** TLS versions a handshake with it was tried in, and worked. */
  versions: z.array(z.string()),
});
export type OldSuite = z.infer<typeof oldSuiteSchema>;

export const certificatesSchema = z.object({
  server: certificateInfoSchema.nullable(),
  checks: z.array(certificateCheckSchema),
  /** What waits for its signed answer; `csr` is PEM, for whoever signs. */
  request: z.object({ commonName: z.string(), bits: z.number().int(), csr: z.string() }).nullable(),
  clientRoot: z.array(certificateInfoSchema),
  serverRoot: z.array(certificateInfoSchema),
  practiceCa: certificateInfoSchema.nullable(),
  /** Folder of the files; null: in memory. */
  dir: z.string().nullable(),
});
export type Certificates = z.infer<typeof certificatesSchema>;

/** A certificate or key file; a certificate has about 1 kB. */
export const certificateFileSchema = z.string().max(400_000);

/** 1024 is for old firmware. */
export const keyBitsSchema = z.union([z.literal(1024), z.literal(2048)]);

/** Whose certificate the practice CA makes; `generic`: the one units before firmware 2.0 share. */
export const practiceUnitSchema = z.union([
  z.literal('generic'),
  z.object({
    product: z.string().regex(/^[A-Za-z0-9-]{2,20}$/),
    serial: z.string().regex(/^[A-Za-z0-9]{1,32}$/),
    mac: macSchema,
  }),
]);
