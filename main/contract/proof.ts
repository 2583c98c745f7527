/** What proves a unit: the ladder, what was read back from it, what it may be told. */
import * as z from 'zod';
import { epochMsSchema } from './values.ts';

/** What a unit must show before it is verified; per model or for all. */
export const proofLevels = [
  /** As `chain`, and where the unit's web server answers, its values must read back as wanted. */
  'usual',
  /** Its message, quiet and alive, or a power cycle; its web server is never asked. */
  'chain',
  /** Its own success message. */
  'message',
  /** Its values must read back as wanted. */
  'read-back',
] as const;
export const proofLevelSchema = z.enum(proofLevels);
export type ProofLevel = z.infer<typeof proofLevelSchema>;

/** The steps of the ladder, in order. */
export const rungs = [
  'leased',
  'asked',
  'served',
  'next-asked',
  'key-opened',
  'message',
  'read-back',
  'release-check',
  'verified',
] as const;
export const rungSchema = z.object({
  id: z.enum(rungs),
  /** Plain words: "Address given". */
  title: z.string(),
  /** `needless`: not asked for at this level, or it cannot come. */
  state: z.enum(['done', 'now', 'open', 'failed', 'needless']),
  at: epochMsSchema.nullable(),
  /** What shows it, or what is awaited; '' when there is nothing to say yet. */
  evidence: z.string(),
});
export type Rung = z.infer<typeof rungSchema>;

/** A parameter that is not as its profile wanted it; of a secret both texts are fingerprints. */
export const differenceSchema = z.object({
  name: z.string(),
  state: z.enum(['different', 'missing', 'unreadable']),
  wanted: z.string(),
  /** Null: the unit does not tell it. */
  found: z.string().nullable(),
  isSecret: z.boolean(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** What a unit told of itself, compared. */
export const readBackSchema = z.object({
  at: epochMsSchema,
  /** Which values it was compared with: those of the rehearsal, or those it leaves with. */
  phase: z.enum(['rehearsal', 'last']),
  by: z.enum(['web', 'report']),
  outcome: z.enum(['equal', 'different', 'not-read']),
  /** Why it could not be read, or what speaks against it; null: nothing to say. */
  why: z.string().nullable(),
  /** At most fifty. */
  differences: z.array(differenceSchema),
  sameCount: z.number().int(),
  /** Wanted, but units do not show it: passwords, keys. */
  notShownCount: z.number().int(),
  /** Parameters that still name the station. */
  namingStation: z.array(z.string()),
  /** As the unit writes it; null: it does not say. */
  softwareVersion: z.string().nullable(),
});
export type ReadBackView = z.infer<typeof readBackSchema>;

/** What the station says to an order it gave a unit. */
export const orderAnswerSchema = z.object({
  sentence: z.string(),
  /** The unit's own words; '' when it said nothing. */
  said: z.string(),
  /** What to look at when nothing happens. */
  hint: z.string().nullable(),
});
export type OrderAnswer = z.infer<typeof orderAnswerSchema>;
