/** What every question is made of, and what several of them ask about. */
import { oc } from '@orpc/contract';
import * as z from 'zod';
import { macSchema } from '../values.ts';

/** Codes a call can fail with; the message is one sentence a technician can act on. */
const errors = { REFUSED: { data: z.object({ code: z.string() }) } };

export const procedure = oc.errors(errors);

export const seatName = z.string().min(1).max(40);

export const aUnit = z.object({ mac: macSchema });

export const reason = z.string().trim().min(1).max(400);

/** Which part of a long list. */
export const part = {
  search: z.string().max(200).default(''),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().positive().max(500).default(100),
  isDescending: z.boolean().default(false),
};
