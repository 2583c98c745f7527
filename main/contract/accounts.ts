/** Subscriber accounts as every UI shows them, and what becomes of an account file. Plain data. */
import * as z from 'zod';
import { bindingSchema } from './bindings.ts';
import { epochMsSchema } from './values.ts';

export const accountStatusSchema = z.enum(['open', 'full', 'closed']);
export const accountSchema = z.object({
  account: z.string(),
  name: z.string().nullable(),
  workOrder: z.string().nullable(),
  model: z.string().nullable(),
  devices: z.number().int(),
  allowed: z.number().int(),
  status: accountStatusSchema,
});
export type Account = z.infer<typeof accountSchema>;

/** Fields of an account a column of the file can go to. `password` is always secret. */
export const accountFields = [
  'account',
  'name',
  'work_order',
  'allowed',
  'model',
  'user_id',
  'display_name',
  'password',
  'status',
] as const;
export type AccountField = (typeof accountFields)[number];

/** One column of an account file. */
export const fileColumnSchema = z.object({
  column: z.string(),
  /** A field, a secret's own name, or null: not imported. */
  field: z.string().nullable(),
  isSecret: z.boolean(),
  /** The value in the first row; null for a secret one. */
  firstValue: z.string().nullable(),
  /** Rows with a value here, 0 … 1. */
  filled: z.number(),
});
export type FileColumn = z.infer<typeof fileColumnSchema>;

/** What became of an account file, or would become of it (`isDryRun`). */
export const importReportSchema = z.object({
  isDryRun: z.boolean(),
  /** Number of the import, to take it back by; null for a trial run or when nothing was written. */
  import: z.number().int().nullable(),
  separator: z.string(),
  encoding: z.string(),
  hasHeading: z.boolean(),
  columns: z.array(fileColumnSchema),
  rows: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  same: z.number().int(),
  rejected: z.number().int(),
  /** Row numbers are those of the file, the heading being row 1. */
  problems: z.array(
    z.object({ row: z.number().int().nullable(), column: z.string().nullable(), text: z.string() }),
  ),
  /** Accounts that would say something else than now, the first 200; secrets only as `••••`. */
  changes: z.array(
    z.object({
      account: z.string(),
      name: z.string().nullable(),
      field: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  /** How many of the changed accounts have devices bound. */
  changedWithDevices: z.number().int(),
  /** Accounts on the list that are not in this file; they stay. */
  missing: z.number().int(),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** A part of the account list. */
export const accountPageSchema = z.object({
  /** Accounts that fit the search. */
  total: z.number().int(),
  counts: z.object({
    all: z.number().int(),
    open: z.number().int(),
    full: z.number().int(),
    closed: z.number().int(),
  }),
  rows: z.array(accountSchema.extend({ changedAt: epochMsSchema.nullable() })),
});
export type AccountPage = z.infer<typeof accountPageSchema>;

export const accountDetailSchema = accountSchema.extend({
  userId: z.string().nullable(),
  displayName: z.string().nullable(),
  /** Names of its secrets; never a value. */
  secrets: z.array(z.string()),
  /** Every binding it ever had, newest first. */
  bindings: z.array(bindingSchema),
  /** Imports that touched it, newest first. */
  history: z.array(z.object({ at: epochMsSchema, text: z.string() })),
});
export type AccountDetail = z.infer<typeof accountDetailSchema>;

/** A past import; `canTakeBack` until one of its accounts is bound or changed by a later one. */
export const pastImportSchema = z.object({
  import: z.number().int(),
  at: epochMsSchema,
  fileName: z.string(),
  added: z.number().int(),
  changed: z.number().int(),
  isTakenBack: z.boolean(),
  canTakeBack: z.boolean(),
});
export type PastImport = z.infer<typeof pastImportSchema>;

/** A saved match of headings to fields. */
export const columnMappingSchema = z.object({
  name: z.string().trim().min(1).max(60),
  /** Field to heading. */
  map: z.record(z.string(), z.string()),
  secret: z.array(z.string()),
});
export type ColumnMapping = z.infer<typeof columnMappingSchema>;
