/** The guide's worked examples through the runner of `spa-bench vectors`; rules of comparison in README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CaseOutcome, readSuite, runSuite } from '../../main/vectors/run.ts';
import type { VectorSuite } from '../../main/vectors/suite.ts';

const dir = new URL('./', import.meta.url);
const suites = readdirSync(dir)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const read = readSuite(JSON.parse(readFileSync(new URL(name, dir), 'utf8')));
    if (!read.ok) throw new Error(`${name}: ${read.why}`);
    return read.suite;
  });

describe.each(suites.map((suite) => [suite.suite, suite] as const))(
  'the examples of %s',
  (_, suite) => {
    it.each(runSuite(suite).map((one) => [one.id, one] as const))(
      '%s comes out as printed',
      (_id, one) => {
        expect(one).toMatchObject({ outcome: 'passed' });
      },
    );
  },
);

it('are all there, each under a name of its own', () => {
  const ids = suites.flatMap(({ suite, cases }) => cases.map(({ id }) => `${suite} ${id}`));
  expect(new Set(ids).size).toBe(478);
  expect(suites).toHaveLength(25);
});

describe('the runner', () => {
  const suite = (about: Partial<VectorSuite>): VectorSuite => ({
    ...{ schema: 'station-vectors/1', suite: 'a suite', operation: 'xmlName', cases: [] },
    ...about,
  });
  const outcomes = (about: Partial<VectorSuite>): CaseOutcome['outcome'][] =>
    runSuite(suite(about)).map(({ outcome }) => outcome);

  it('says what was expected and what came out', () => {
    const [one] = runSuite(suite({ cases: [{ id: 'A', input: 'a b', expected: 'a b' }] }));
    expect(one).toEqual({
      ...{ suite: 'a suite', id: 'A', outcome: 'failed', expected: 'a b', got: 'a_b' },
    });
  });

  it('skips what it has no operation for, and fails everything else that does not fit', () => {
    const cases = [{ id: 'A', input: 'a', expected: 'a' }];
    expect(outcomes({ operation: 'brewCoffee', cases })).toEqual(['skipped']);
    expect(
      outcomes({ cases: [{ id: 'A', operation: 'brewCoffee', input: 'a', expected: 'a' }] }),
    ).toEqual(['failed']);
    expect(outcomes({ cases: [{ id: 'A', input: 7, expected: 'a' }] })).toEqual(['failed']);
    expect(outcomes({ cases: [{ id: 'A', input: 'a' }] })).toEqual(['failed']);
    expect(readSuite({ schema: 'something-else', suite: 'a', operation: 'b', cases: [] }).ok).toBe(
      false,
    );
  });

  it('takes any member of a list, numbers by value, members of objects in any order', () => {
    const expected = [{ random: 0.0, delay: 60.0 }];
    expect(
      outcomes({ operation: 'parseSchedule', cases: [{ id: 'A', input: '60', expected }] }),
    ).toEqual(['passed']);
    const expectedAnyOf = [{ error: { kind: 'x' } }, []];
    expect(
      outcomes({ operation: 'parseSchedule', cases: [{ id: 'A', input: '', expectedAnyOf }] }),
    ).toEqual(['passed']);
  });

  it('compares the place of an error, of a place without column the line alone', () => {
    const files = { 'a.txt': 'A "1"\nB "2" ;' };
    const at = (place: object) =>
      outcomes({
        operation: 'parsePlainText',
        cases: [
          {
            id: 'A',
            input: { files, entry: 'a.txt' },
            expected: { error: { kind: 'any', at: [place] } },
          },
        ],
      });
    expect(at({ line: 1 })).toEqual(['passed']);
    expect(at({ line: 1, column: 6, file: 'a.txt' })).toEqual(['passed']);
    expect(at({ line: 1, column: 7 })).toEqual(['failed']);
    expect(at({ line: 2 })).toEqual(['failed']);
  });
});
