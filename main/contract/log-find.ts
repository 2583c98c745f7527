/** What is looked for in the log, and what was found. */
import * as z from 'zod';
import { logLineSchema, logSourceSchema } from './model.ts';
import { epochMsSchema, macSchema } from './values.ts';

/** Which lines of the log are looked for; what is left out may be anything. */
export const logFindSchema = z.object({
  /** In the message, small and capital letters alike; empty: any. */
  text: z.string().max(1000).default(''),
  source: logSourceSchema.optional(),
  mac: macSchema.optional(),
  /** That bad or worse. */
  severity: z.number().int().min(0).max(7).optional(),
  /** Both included. */
  from: epochMsSchema.optional(),
  to: epochMsSchema.optional(),
  /** The newest so many of them. */
  last: z.number().int().positive().max(5000).default(1000),
  /** Those before this line. */
  beforeId: z.number().int().nonnegative().optional(),
  /** The answer comes after about so many lines were looked at, whatever was found; left out: after all. */
  look: z.number().int().positive().optional(),
});
export type LogFind = z.input<typeof logFindSchema>;

export const logFoundSchema = z.object({
  /** Oldest first. */
  lines: z.array(logLineSchema),
  /** Asks for older ones; null: all lines were looked at. */
  nextBeforeId: z.number().int().nullable(),
  /** How many lines this look went through, and how many older ones it has not come to. */
  looked: z.number().int(),
  left: z.number().int(),
});
export type LogFound = z.infer<typeof logFoundSchema>;
