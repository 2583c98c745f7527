import { describe, expect, it } from 'vitest';
import { countRun, type Report } from './count.mjs';

const report = (changes: Partial<Report> = {}): Report => ({
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...changes,
});
const allWell = { exitCode: 0, failedSteps: [] };

describe('the last line of a test run', () => {
  it('counts what passed', () => {
    expect(countRun(report(), allWell)).toEqual({ line: '12 passed, 0 failed', isGreen: true });
  });

  it('names skipped tests only when there are any', () => {
    expect(countRun(report({ numPendingTests: 2, numTodoTests: 1 }), allWell).line).toBe(
      '12 passed, 0 failed, 3 skipped',
    );
  });

  it('counts failed tests', () => {
    const file = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    const failed = report({ numFailedTests: 1, testResults: [file] });
    expect(countRun(failed, { exitCode: 1, failedSteps: [] })).toEqual({
      line: '12 passed, 1 failed',
      isGreen: false,
    });
  });

  it('counts a test file that could not be loaded', () => {
    const broken = report({ testResults: [{ status: 'failed', assertionResults: [] }] });
    expect(countRun(broken, { exitCode: 1, failedSteps: [] }).line).toBe('12 passed, 1 failed');
  });

  it('counts failed steps beside the tests', () => {
    const around = { exitCode: 0, failedSteps: ['lint', 'types'] };
    expect(countRun(report(), around)).toEqual({ line: '12 passed, 2 failed', isGreen: false });
  });

  it.each([
    ['broke off without a report', null, '0 passed, 1 failed'],
    ['ended badly although every test passed', report(), '12 passed, 1 failed'],
  ])('is never green when the run %s', (_what, given, line) => {
    expect(countRun(given, { exitCode: 1, failedSteps: [] })).toEqual({ line, isGreen: false });
  });

  it('is never green when nothing ran', () => {
    expect(countRun(report({ numPassedTests: 0 }), allWell).isGreen).toBe(false);
  });
});
