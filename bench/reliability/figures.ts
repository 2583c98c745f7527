/** What the rows of `bench/reliability.sh` share: how a figure is printed, and how a row ends. */

/** One line of the table; a figure that is not met makes the row's exit code 1. */
export function figure(row: number, asked: string, seen: string, isMet: boolean): void {
  const cells = [String(row), asked, seen, isMet ? 'met' : 'NOT MET'];
  process.stdout.write(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`);
  if (!isMet) process.exitCode = 1;
}

/** What is not in the table: on standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Seconds with two digits, of milliseconds. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
