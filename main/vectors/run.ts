/** Runs suites of worked examples through the product: `spa-bench vectors DIR`, and our own tests. */
import { bad, type Read } from '../station/profile/problem.ts';
import { isAccepted, shown } from './compare.ts';
import { type Operation, operations } from './operations.ts';
import { SCHEMA, suiteSchema, type VectorCase, type VectorSuite } from './suite.ts';

export interface CaseOutcome {
  suite: string;
  id: string;
  /** `skipped`: the suite's operation is none we know. */
  outcome: 'passed' | 'failed' | 'skipped';
  /** Of a failed one. */
  expected?: unknown;
  got?: unknown;
}

/** Whether a file says that it is a suite of the schema. */
export function isOfSchema(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'schema' in json && json.schema === SCHEMA;
}

/** @returns why it is none, with the place */
export function readSuite(
  json: unknown,
): { ok: true; suite: VectorSuite } | { ok: false; why: string } {
  const read = suiteSchema.safeParse(json);
  if (read.success) return { ok: true, suite: read.data };
  const [issue] = read.error.issues;
  const place = issue?.path.join('.') ?? '';
  return { ok: false, why: `not a suite: ${place}: ${issue?.message ?? 'unreadable'}` };
}

/**
 * Every case of a suite. A suite is known by its operation; in a known one nothing is skipped, and an
 * operation nobody has, an input of another shape and an exception are failures of their case.
 */
export function runSuite(suite: VectorSuite): CaseOutcome[] {
  const isKnown = Object.hasOwn(operations, suite.operation);
  return suite.cases.map((one) => {
    const about = { suite: suite.suite, id: one.id };
    if (!isKnown) return { ...about, outcome: 'skipped' };
    const result = runCase(one, suite.operation);
    if (isAccepted(result, one)) return { ...about, outcome: 'passed' };
    return {
      ...about,
      outcome: 'failed',
      expected: one.expectedAnyOf ?? one.expected ?? null,
      got: shown(result),
    };
  });
}

function runCase(one: VectorCase, usual: string): Read<unknown> {
  const name = one.operation ?? usual;
  const operation: Operation | undefined = Object.hasOwn(operations, name)
    ? operations[name]
    : undefined;
  if (!operation) return bad('unknown-operation', `There is no operation ${name}.`);
  try {
    return operation(one.input, one.context ?? {});
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return bad('exception', `The operation threw: ${why}`);
  }
}
