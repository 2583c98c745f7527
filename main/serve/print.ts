/**
 * What the command line prints. With `--json` standard output is one JSON value per line and nothing
 * else; sentences for people go to standard error.
 */
import { isoTime } from '../contract/values.ts';
import { visible } from '../station/log.ts';

/** Exit codes, stable for automation. */
export const exitCode = { done: 0, refused: 1, wrongUse: 2, notRunning: 3 } as const;

export interface Printer {
  /** One result: a JSON line; for people columns, or the sentence that says the same. */
  value(value: Record<string, unknown>, sentence?: string): void;
  /** A whole text as it is; a JSON line `{"text"}` with `--json`. */
  text(text: string): void;
  /** A sentence for people, never on standard output when that is JSON. */
  say(text: string): void;
  /** A refusal or failure: `{"code","message"}` on standard output with `--json`. */
  problem(code: string, message: string): void;
}

export function createPrinter(isJson: boolean): Printer {
  const out = (text: string) => process.stdout.write(`${text}\n`);
  const say = (text: string) => process.stderr.write(`${shown(text)}\n`);
  return {
    value: (value, sentence) =>
      out(isJson ? JSON.stringify(value) : shown(sentence ?? forPeople(value))),
    text: (text) => {
      if (isJson) out(JSON.stringify({ text }));
      else process.stdout.write(text);
    },
    say,
    problem: (code, message) => {
      if (isJson) out(JSON.stringify({ code, message }));
      say(`spa-bench: ${message}`);
    },
  };
}

/** A time of the contract as it is printed; null stays null. */
export function printedTime(at: number | null): string | null {
  return at === null ? null : isoTime(at);
}

/** A file of somebody else's may hold what a terminal would obey; line ends are our own. */
function shown(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function forPeople(value: Record<string, unknown>): string {
  return Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .map(
      ([name, each]) =>
        `${name}: ${typeof each === 'object' ? JSON.stringify(each) : String(each)}`,
    )
    .join('  ');
}
