/** The guide's examples of data types, scripts and names; rules of comparison in test/vectors/README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Read } from '../problem.ts';
import { xmlName } from '../text/names.ts';
import { decodeCadScript } from './cadence.ts';
import { decodeFreqScript } from './frequencies.ts';
import { isSecretParameter } from './secrets.ts';
import { decodeToneScript } from './tone.ts';
import { isValidValue } from './types.ts';

interface VectorCase {
  id: string;
  input: never;
  expected?: unknown;
  expectedAnyOf?: unknown[];
}

const operations: Record<string, (input: never) => unknown> = {
  'data-types': ({ value, ...of }: { value: string; type: string; options?: string[] }) => ({
    valid: isValidValue(value, of),
  }),
  'cad-scripts': (text: string) => answerOf(decodeCadScript(text)),
  'freq-scripts': (text: string) => answerOf(decodeFreqScript(text)),
  'tone-scripts': (text: string) => answerOf(decodeToneScript(text)),
  'parameter-names': xmlName,
  'report-secrets': (name: string) => isSecretParameter(xmlName(name)),
};

function answerOf(read: Read<unknown>): unknown {
  return read.ok ? read.value : { error: expect.anything() };
}

describe.each(Object.entries(operations))('the examples of %s', (suite, operation) => {
  const file = new URL(`../../../../test/vectors/${suite}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: VectorCase[] };
  it.each(cases.map((one) => [one.id, one] as const))('%s comes out as printed', (_, one) => {
    expect(one.expectedAnyOf ?? [one.expected]).toContainEqual(operation(one.input));
  });
});
