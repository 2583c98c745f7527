/** Scanning places, which unit belongs to which account, and batches for billing. */
import * as z from 'zod';
import {
  batchContentSchema,
  batchPreviewSchema,
  bindingFilters,
  bindingPageSchema,
  bindingRowSchema,
  bindingSchema,
  exportBatchSchema,
  goalSchema,
  pastBatchSchema,
} from '../bindings.ts';
import { scanOutcomeSchema, seatSchema } from '../model.ts';
import { epochMsSchema, macSchema } from '../values.ts';
import { aUnit, part, procedure, reason, seatName } from './procedure.ts';

/** A scanning place: scans, undo, what it did today. */
export const scans = {
  submit: procedure
    .input(z.object({ seat: seatName, text: z.string().max(4096) }))
    .output(scanOutcomeSchema),
  /** Takes back the seat's last bind, until it is exported. */
  undo: procedure
    .input(z.object({ seat: seatName, mac: macSchema.optional() }))
    .output(bindingSchema),
  /** Lets a seat paused by a refusal go on. */
  acknowledge: procedure.input(z.object({ seat: seatName })).output(seatSchema),
  /** Today's scans of the seat, newest first. */
  today: procedure.input(z.object({ seat: seatName })).output(z.array(scanOutcomeSchema)),
  goal: procedure.input(z.object({ seat: seatName })).output(goalSchema),
  /** "Move it here": ends the unit's binding and binds it to this account, with the reason kept. */
  moveHere: procedure
    .input(z.object({ seat: seatName, mac: macSchema, account: z.string(), reason }))
    .output(scanOutcomeSchema),
};

/** Which unit belongs to which account. */
export const bindings = {
  list: procedure.output(z.array(bindingSchema)),
  page: procedure
    .input(
      z.object({
        ...part,
        filter: z.enum(bindingFilters).default('all'),
        since: epochMsSchema.optional(),
        workOrder: z.string().optional(),
        model: z.string().optional(),
        sort: z.enum(['boundAt', 'mac', 'serial', 'model', 'account', 'name']).default('boundAt'),
      }),
    )
    .output(bindingPageSchema),
  /** The unit's live binding; refused with `NOT_BOUND`. */
  ofUnit: procedure.input(aUnit).output(bindingRowSchema),
};

/** Batches for billing. */
export const exports = {
  list: procedure.output(z.array(pastBatchSchema)),
  /** What the next batch would be; writes nothing. */
  preview: procedure
    .input(z.object({ preset: z.string(), lines: z.number().int().min(1).max(50).default(5) }))
    .output(batchPreviewSchema),
  /**
   * `dir`: an existing folder of the station's computer; absent: the station's own `exports` folder.
   * No open binding: `batch` null, no file.
   */
  make: procedure
    .input(z.object({ preset: z.string(), dir: z.string().optional() }))
    .output(exportBatchSchema),
  again: procedure
    .input(z.object({ batch: z.number().int(), dir: z.string().optional() }))
    .output(exportBatchSchema),
  /** The batch's bytes once more, for a download. */
  content: procedure.input(z.object({ batch: z.number().int() })).output(batchContentSchema),
  void: procedure.input(z.object({ batch: z.number().int(), reason })).output(pastBatchSchema),
};
