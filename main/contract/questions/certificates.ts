/** The HTTPS server's key and certificate, the roots, the practice CA; one-time codes. */
import * as z from 'zod';
import {
  certificateFileSchema,
  certificatesSchema,
  keyBitsSchema,
  oldSuiteSchema,
  practiceUnitSchema,
} from '../certificates.ts';
import { newPinSchema, pinSchema } from '../pins.ts';
import { procedure } from './procedure.ts';

/** `replaces`: what waits, or is in use, may go. */
const newCertificate = z.object({
  commonName: z.string().max(200),
  bits: keyBitsSchema.default(2048),
  replaces: z.boolean().default(false),
});

/** The HTTPS server's key and certificate, the roots, the practice CA. */
export const certificates = {
  show: procedure.output(certificatesSchema),
  /** What this runtime can offer old firmware; handshakes in memory, a second at most. */
  suites: procedure.output(z.array(oldSuiteSchema)),
  /** A new key, and the request for its certificate. What is in use stays until the answer comes. */
  request: procedure.input(newCertificate).output(certificatesSchema),
  /** The signed answer (PEM or DER, base64), alone or with its chain; `key`: PEM, when made elsewhere. */
  add: procedure
    .input(z.object({ base64: certificateFileSchema, key: certificateFileSchema.optional() }))
    .output(certificatesSchema),
  /** The root that signs the units' certificates, or the servers'; null takes it away. */
  setRoot: procedure
    .input(
      z.object({ kind: z.enum(['client', 'server']), base64: certificateFileSchema.nullable() }),
    )
    .output(certificatesSchema),
  /** Asks this computer's DNS for the certificate's name; some seconds at most. */
  lookUp: procedure.output(certificatesSchema),
  /** A server certificate and a client root of the practice CA. */
  practise: procedure.input(newCertificate).output(certificatesSchema),
  /** Writes key and certificate of a practice unit into an existing folder. */
  practiceUnit: procedure
    .input(z.object({ unit: practiceUnitSchema, dir: z.string().min(1).max(1000) }))
    .output(z.object({ file: z.string() })),
};

/** One-time codes of the retail model. */
export const pins = {
  /** One-time codes, one for each account; each is in this answer and nowhere else. */
  make: procedure
    .input(
      z.object({
        accounts: z.array(z.string().min(1).max(100)).min(1).max(500),
        hours: z.number().int().min(1).max(9999).default(168),
      }),
    )
    .output(z.array(newPinSchema)),
  /** Newest first, the last thousand. */
  list: procedure.output(z.array(pinSchema)),
  withdraw: procedure.input(z.object({ id: z.number().int() })).output(pinSchema),
};
