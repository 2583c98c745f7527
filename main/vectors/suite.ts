/** Suites of worked examples: one JSON file per subject, schema `station-vectors/1`. */
import * as z from 'zod';

export const SCHEMA = 'station-vectors/1';

const jsonSchema = z.unknown();

export const contextSchema = z.looseObject({
  /** Macro name to value. */
  vars: z.record(z.string(), z.string()).optional(),
  /** The server DHCP named. */
  option66: z.string().optional(),
  ruleKind: z.enum(['profile', 'upgrade', 'report']).optional(),
  /** XML names that are parameters besides the catalogue's. */
  knownNames: z.array(z.string()).optional(),
  parameter: z.string().optional(),
});
export type VectorContext = z.infer<typeof contextSchema>;

export const caseSchema = z.looseObject({
  id: z.string(),
  /** Where it differs from the file's. */
  operation: z.string().optional(),
  input: jsonSchema,
  context: contextSchema.optional(),
  expected: jsonSchema.optional(),
  /** Instead of `expected`: each member is acceptable. */
  expectedAnyOf: z.array(jsonSchema).optional(),
});
export type VectorCase = z.infer<typeof caseSchema>;

export const suiteSchema = z.looseObject({
  schema: z.literal(SCHEMA),
  suite: z.string(),
  operation: z.string(),
  cases: z.array(caseSchema),
});
export type VectorSuite = z.infer<typeof suiteSchema>;
