/** The vendor's profile compiler as people see it: what lies at its path, and which models it makes files for. */
import * as z from 'zod';
import { epochMsSchema } from './values.ts';

/** How the compiler makes the own file (SEC-PRV-1) of a model; the targeting is always on. */
export const compilerWaySchema = z.strictObject({
  /** A random phrase for each run. */
  scramble: z.boolean(),
  /** Besides the targeting; its key is the bootstrap passphrase, which the common file's rule names. */
  cipher: z.enum(['none', 'rc4', 'aes']),
  /** `hex`: 256 bits; `ascii`: a phrase, of which the compiler makes 128 bits. */
  key: z.enum(['hex', 'ascii']),
  /** `all`: common file, rehearsal and last file too, for firmware that reads no XML. */
  files: z.enum(['own', 'all']),
});
export type CompilerWay = z.infer<typeof compilerWaySchema>;

/** By model name; a model that is not there has its own file in the open format. */
export const compilerModelsSchema = z.record(z.string().min(2).max(20), compilerWaySchema);

/** The path comes from the settings file or the command line only: no page chooses a program to start. */
export const compilerViewSchema = z.object({
  /** Null: none is set. */
  path: z.string().nullable(),
  /** Seconds one file may take. */
  timeLimit: z.number().int(),
  lookedAt: epochMsSchema.nullable(),
  /** What `--sample-profile` showed; null: not usable, or none set. */
  found: z
    .object({
      /** In the sample profile. */
      parameters: z.number().int(),
      bytes: z.number().int(),
      sha256: z.string(),
    })
    .nullable(),
  /** Why it cannot be used and what to do. */
  problem: z.object({ kind: z.string(), message: z.string() }).nullable(),
  exitCode: z.number().int().nullable(),
  /** What it printed, cut and masked; may be empty. */
  said: z.string(),
});
export type CompilerView = z.infer<typeof compilerViewSchema>;
