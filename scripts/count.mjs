// What a test run comes to, in one line.

/**
 * @param {object | null} report  vitest's JSON report; null when the run wrote none
 * @param {object} around
 * @param {number | null} around.exitCode  vitest's own; not 0 is a failed run whatever the report says
 * @param {string[]} around.failedSteps    steps beside the tests that failed, such as `lint`
 * @returns {{ line: string, isGreen: boolean }} `N passed, N failed`, with `, N skipped` if any. A step
 *   that failed, a file that could not be read and a run that broke off count as failed.
 */
export function countRun(report, { exitCode, failedSteps }) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const brokenFiles = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
  ).length;
  const found = (report?.numFailedTests ?? 0) + brokenFiles;
  const failedTests = exitCode === 0 || exitCode === null ? found : Math.max(found, 1);
  const failed = failedTests + failedSteps.length;
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, isGreen: failed === 0 && passed > 0 };
}
