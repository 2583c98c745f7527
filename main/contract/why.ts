/** "Why not?": the first rule or check that stopped a unit, in a sentence. */
import * as z from 'zod';
import { evidenceSchema, failureCodeSchema } from './model.ts';
import { macSchema } from './values.ts';

/** A known MAC that is nearly the one asked for. */
export const nearMacSchema = z.object({
  mac: macSchema,
  /** `one digit differs`, `two digits are swapped`, `ends like this` … */
  how: z.string(),
  /** What the station knows by that MAC: `unit`, `foreign client`, `reserved`. */
  what: z.string(),
});
export type NearMac = z.infer<typeof nearMacSchema>;

export const whySchema = z.object({
  /** Null: what was asked for is no MAC. */
  mac: macSchema.nullable(),
  /**
   * `done`: nothing stopped it, it is verified; `on-its-way`: nothing has, it takes its time; `stopped`;
   * `not-seen`: nothing was heard from it.
   */
  verdict: z.enum(['done', 'on-its-way', 'stopped', 'not-seen', 'not-a-mac']),
  /** Name of the rule that decided, such as `not-serving`, `never-seen`, `not-wanted`, `held`. */
  rule: z.string(),
  code: failureCodeSchema.nullable(),
  sentence: z.string(),
  /** What a person does about it; null: nothing. */
  todo: z.string().nullable(),
  /** What was seen of it last. */
  last: evidenceSchema.nullable(),
  near: z.array(nearMacSchema),
});
export type Why = z.infer<typeof whySchema>;
