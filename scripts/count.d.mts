export interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

export function countRun(
  report: Report | null,
  around: { exitCode: number | null; failedSteps: string[] },
): { line: string; isGreen: boolean };
