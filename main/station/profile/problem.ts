/** What is wrong with a text of the profile language; never holds a key or a password. */
export interface ProfileProblem {
  /** Stable, kebab-case: `bad-url`, `wrong-key`, `unknown-field` … */
  kind: string;
  /** One sentence for a person, without the values of secrets. */
  message: string;
  /** Both from 1; absent where the text has no lines, or the place is unknown. */
  line?: number;
  column?: number;
  /** The file the position belongs to, where several are read together. */
  file?: string;
}

/** What every reader of this folder answers: it never throws. */
export type Read<T> = { ok: true; value: T } | { ok: false; problem: ProfileProblem };

export function good<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function bad(
  kind: string,
  message: string,
  where: { line?: number; column?: number; file?: string } = {},
): { ok: false; problem: ProfileProblem } {
  return { ok: false, problem: { kind, message, ...where } };
}

/** Line and column (both from 1) of a character offset; columns count UTF-16 units. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (const char of before) if (char === '\n') line += 1;
  return { line, column: offset - lineStart + 1 };
}

/** As {@link positionOf}, for many offsets of one text. */
export function lineIndex(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
