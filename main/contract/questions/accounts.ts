/** The account list and its imports. */
import * as z from 'zod';
import {
  accountDetailSchema,
  accountPageSchema,
  accountSchema,
  accountStatusSchema,
  columnMappingSchema,
  importReportSchema,
  pastImportSchema,
} from '../accounts.ts';
import { part, procedure } from './procedure.ts';

/** How an account file is to be read, where a person corrects what was understood. */
const accountFile = z.object({
  fileName: z.string(),
  base64: z.string(),
  map: z.record(z.string(), z.string()).optional(),
  secret: z.array(z.string()).optional(),
  separator: z.enum([',', ';', '\t', '|']).optional(),
  encoding: z.enum(['utf-8', 'windows-1252', 'utf-16le']).optional(),
  hasHeading: z.boolean().optional(),
  isDryRun: z.boolean().default(false),
});

export const accounts = {
  list: procedure.output(z.array(accountSchema)),
  page: procedure
    .input(
      z.object({
        ...part,
        status: accountStatusSchema.optional(),
        sort: z.enum(['account', 'name', 'workOrder', 'devices', 'changedAt']).default('account'),
      }),
    )
    .output(accountPageSchema),
  get: procedure.input(z.object({ account: z.string() })).output(accountDetailSchema),
  importCsv: procedure.input(accountFile).output(importReportSchema),
  /** The rows of the file that are not imported, with a `reason` column; secret cells are empty. */
  rejectedRows: procedure
    .input(accountFile)
    .output(z.object({ fileName: z.string(), csv: z.string() })),
  imports: procedure.output(z.array(pastImportSchema)),
  /** Refused once one of its accounts is bound, or changed by a later import. */
  takeBack: procedure.input(z.object({ import: z.number().int() })).output(pastImportSchema),
  mappings: procedure.output(z.array(columnMappingSchema)),
  /** Replaces one of the same name. */
  saveMapping: procedure.input(columnMappingSchema).output(z.array(columnMappingSchema)),
};
