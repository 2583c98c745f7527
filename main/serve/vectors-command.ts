/** `vectors DIR`: suites of worked examples through the product's own functions. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOfSchema, readSuite, runSuite } from '../vectors/run.ts';
import { exitCode, type Printer } from './print.ts';
import { WrongUse } from './usage.ts';

/** Prints each mismatch, then the count. @returns 1 when a case failed or a file cannot be read */
export function vectorsCommand(args: string[], printer: Printer): number {
  const [dir, ...more] = args;
  if (dir === undefined || more.length > 0)
    throw new WrongUse('vectors needs one folder: vectors DIR');
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const name of suiteFiles(dir)) {
    const suite = readJson(join(dir, name));
    if (!suite.ok) {
      count.failed += 1;
      printer.value({ file: name, problem: suite.why }, `${name}: ${suite.why}`);
      continue;
    }
    if (!isOfSchema(suite.json)) {
      printer.say(`${name}: not of the schema station-vectors/1; left out`);
      continue;
    }
    const read = readSuite(suite.json);
    if (!read.ok) {
      count.failed += 1;
      printer.value({ file: name, problem: read.why }, `${name}: ${read.why}`);
      continue;
    }
    const outcomes = runSuite(read.suite);
    const skipped = outcomes.filter(({ outcome }) => outcome === 'skipped').length;
    if (skipped > 0) {
      printer.say(
        `${name}: the operation ${read.suite.operation} is not known; ${skipped} cases skipped`,
      );
    }
    for (const { id, outcome, expected, got } of outcomes) {
      count[outcome] += 1;
      if (outcome !== 'failed') continue;
      const sides = `expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
      printer.value({ file: name, id, expected, got }, `${name} ${id}: ${sides}`);
    }
  }
  const { passed, failed, skipped } = count;
  printer.value(count, `${passed} passed, ${failed} failed, ${skipped} skipped`);
  // Nothing tried is nothing shown.
  return failed === 0 && passed + skipped > 0 ? exitCode.done : exitCode.refused;
}

function suiteFiles(dir: string): string[] {
  try {
    const names = readdirSync(dir)
      .filter((name) => name.endsWith('.json'))
      .sort();
    if (names.length === 0) throw new WrongUse(`${dir} has no suite (*.json)`);
    return names;
  } catch (cause) {
    if (cause instanceof WrongUse) throw cause;
    throw new WrongUse(`${dir} is no folder that can be read`);
  }
}

function readJson(file: string): { ok: true; json: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, json: JSON.parse(readFileSync(file, 'utf8')) };
  } catch (cause) {
    return { ok: false, why: cause instanceof Error ? cause.message : String(cause) };
  }
}
