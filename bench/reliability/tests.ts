/** Figures that tests of the suite show as they are: these are run, and counted. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, note } from './figures.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Of one file: those whose name has this text (a regular expression); empty: all. */
export type Tests = readonly [project: string, file: string, name: string];

/** Runs them and prints the line. A file without such a test is not met; nor is a skipped one, for it shows nothing. */
export function shownByTests(
  row: number,
  asked: string,
  tests: readonly Tests[],
  env: Record<string, string> = {},
  more = '',
): void {
  let [passed, bad] = [0, 0];
  for (const [project, file, name] of tests) {
    const dir = mkdtempSync(join(tmpdir(), 'spa-bench-figures-'));
    const out = join(dir, 'report.json');
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const what = ['run', '--project', project, file, ...(name ? ['-t', name] : [])];
    const report = ['--reporter=json', `--outputFile=${out}`];
    const run = spawnSync(process.execPath, [vitest, ...what, ...report], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    const found = countsOf(out);
    rmSync(dir, { recursive: true });
    if (run.status !== 0 || found.passed === 0) {
      bad += 1;
      note(`${file} ${name}: ${found.passed} passed\n${found.why}\n${run.stderr}`);
    }
    passed += found.passed;
  }
  const files = [...new Set(tests.map(([, file]) => file))].join(', ');
  const seen = `${passed} tests passed (${files})${more && `; ${more}`}`;
  figure(
    row,
    asked,
    bad === 0 ? seen : `${seen}; ${bad} of ${tests.length} runs failed`,
    bad === 0,
  );
}

interface Report {
  numPassedTests: number;
  testResults: { assertionResults: { fullName: string; failureMessages: string[] }[] }[];
}

function countsOf(file: string): { passed: number; why: string } {
  try {
    const { numPassedTests, testResults }: Report = JSON.parse(readFileSync(file, 'utf8'));
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ failureMessages }) => failureMessages.length > 0);
    const why = failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]}`);
    return { passed: numPassedTests, why: why.join('\n') };
  } catch {
    return { passed: 0, why: 'no report' };
  }
}
