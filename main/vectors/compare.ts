/** Whether a result is one of those a case accepts. */
import { isDeepStrictEqual } from 'node:util';
import type { ProfileProblem, Read } from '../station/profile/problem.ts';
import type { VectorCase } from './suite.ts';

interface ExpectedError {
  error: { kind?: string; at?: Record<string, unknown>[] };
}

/** What an operation gave, as it is compared and shown. */
export function shown(result: Read<unknown>): unknown {
  if (result.ok) return JSON.parse(JSON.stringify(result.value ?? null)) as unknown;
  const { kind, line, column, file } = result.problem;
  const at = { line, column, file };
  const place = Object.fromEntries(Object.entries(at).filter(([, value]) => value !== undefined));
  return { error: { kind, ...(Object.keys(place).length > 0 && { at: [place] }) } };
}

/** JSON values: numbers as numbers, members of objects in any order, of lists in theirs. */
export function isAccepted(result: Read<unknown>, one: VectorCase): boolean {
  const accepted = one.expectedAnyOf ?? [one.expected];
  return accepted.some((expected) => fits(result, expected));
}

function fits(result: Read<unknown>, expected: unknown): boolean {
  if (isError(expected)) return !result.ok && isThere(result.problem, expected);
  return result.ok && isDeepStrictEqual(shown(result), normal(expected));
}

/** The kind is a label for readers; a place given without a column fixes the line only. */
function isThere(problem: ProfileProblem, { error }: ExpectedError): boolean {
  const places = error.at ?? [];
  if (places.length === 0) return true;
  const found: Record<string, unknown> = { ...problem };
  return places.some((place) =>
    Object.entries(place).every(([name, value]) => found[name] === value),
  );
}

function isError(expected: unknown): expected is ExpectedError {
  if (typeof expected !== 'object' || expected === null || !('error' in expected)) return false;
  return typeof expected.error === 'object' && expected.error !== null;
}

function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}
