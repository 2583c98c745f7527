/** Bindings of units to accounts, and the batches billing gets them in. Plain data. */
import * as z from 'zod';
import { epochMsSchema, macSchema } from './values.ts';

export const bindingSchema = z.object({
  account: z.string(),
  mac: macSchema,
  serial: z.string().nullable(),
  model: z.string().nullable(),
  state: z.enum(['bound', 'exported', 'undone', 'released']),
  boundAt: epochMsSchema,
  batch: z.number().int().nullable(),
});
export type Binding = z.infer<typeof bindingSchema>;

/** A binding as the list shows it. */
export const bindingRowSchema = bindingSchema.extend({
  id: z.number().int(),
  name: z.string().nullable(),
  workOrder: z.string().nullable(),
  /** Live devices of the account and how many it may have; null when the account is not listed. */
  devices: z.number().int().nullable(),
  allowed: z.number().int().nullable(),
  /** It was in a batch that was voided. */
  wasVoided: z.boolean(),
});
export type BindingRow = z.infer<typeof bindingRowSchema>;

/** `open`: live and in no batch; `ended`: taken back or released; `voided`: was in a void batch. */
export const bindingFilters = ['all', 'open', 'exported', 'voided', 'ended'] as const;

export const bindingPageSchema = z.object({
  total: z.number().int(),
  counts: z.object({
    all: z.number().int(),
    open: z.number().int(),
    exported: z.number().int(),
    voided: z.number().int(),
    ended: z.number().int(),
  }),
  rows: z.array(bindingRowSchema),
});
export type BindingPage = z.infer<typeof bindingPageSchema>;

export const exportBatchSchema = z.object({
  batch: z.number().int().nullable(),
  rows: z.number().int(),
  file: z.string().nullable(),
  sha256: z.string().nullable(),
});
export type ExportBatch = z.infer<typeof exportBatchSchema>;

export const pastBatchSchema = exportBatchSchema.extend({
  preset: z.string(),
  at: epochMsSchema,
  state: z.enum(['live', 'void']),
  voidReason: z.string().nullable(),
  /** A later live batch that holds bindings of this void one. */
  replacedBy: z.number().int().nullable(),
});
export type PastBatch = z.infer<typeof pastBatchSchema>;

/** The next batch before it is made; the lines are those the file would begin with. */
export const batchPreviewSchema = z.object({
  batch: z.number().int(),
  rows: z.number().int(),
  accounts: z.number().int(),
  firstBoundAt: epochMsSchema.nullable(),
  lastBoundAt: epochMsSchema.nullable(),
  columns: z.array(z.object({ field: z.string(), heading: z.string() })),
  lines: z.array(z.string()),
  /** Cells a spreadsheet would run as a formula, values that need quotes: one sentence each. */
  warnings: z.array(z.string()),
});
export type BatchPreview = z.infer<typeof batchPreviewSchema>;

/** A batch's file as it was written; the bytes hash to `sha256`. */
export const batchContentSchema = z.object({
  fileName: z.string(),
  base64: z.string(),
  sha256: z.string(),
});

/** How far the work order in hand is. */
export const goalSchema = z.object({
  /** Of the account bound last; null: none, or it has no work order. */
  workOrder: z.string().nullable(),
  bound: z.number().int(),
  total: z.number().int(),
  /** Rough, from the last ten binds; null: too few. */
  secondsLeft: z.number().int().nullable(),
});
export type Goal = z.infer<typeof goalSchema>;
