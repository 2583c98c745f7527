/** One-time codes of the retail model (guide: Retail Provisioning). */
import * as z from 'zod';
import { epochMsSchema, macSchema } from './values.ts';

/**
 * `open`: nobody used it; `taken`: a unit is bound by it and has not got its profile whole, and may ask
 * again; `spent`: it has.
 */
export const pinStates = ['open', 'taken', 'spent', 'expired', 'withdrawn'] as const;

export const pinSchema = z.object({
  id: z.number().int(),
  account: z.string(),
  state: z.enum(pinStates),
  madeAt: epochMsSchema,
  expiresAt: epochMsSchema,
  mac: macSchema.nullable(),
});
export type Pin = z.infer<typeof pinSchema>;

/** What is shown once, when it is made: the code is kept nowhere. */
export const newPinSchema = pinSchema.extend({
  pin: z.string(),
  /** Null: there is no server certificate with a name yet. */
  url: z.string().nullable(),
});
export type NewPin = z.infer<typeof newPinSchema>;
