/** How two texts differ, line by line. Pure. */

import { diff } from '@codemirror/merge';

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** In the newer text; of a removed line where it would stand. From 1. */
  line: number;
}

export interface TextDiff {
  added: number;
  removed: number;
  /** Changes with a line around them; parts that lie apart are apart here too. */
  parts: readonly (readonly DiffLine[])[];
}

/** Lines that stay the same, shown before and after a change. */
const AROUND = 1;
/** Texts that have next to nothing in common are told apart roughly: nobody reads such a difference. */
const limits = { scanLimit: 2000, timeout: 50 };

export function diffTexts(older: string, newer: string): TextDiff {
  const before = linesOf(older);
  const after = linesOf(newer);
  const letters = new Map<string, string>();
  const a = lettersOf(before, letters);
  const b = lettersOf(after, letters);
  const parts: DiffLine[][] = [];
  let added = 0;
  let removed = 0;
  /** Lines of the newer text that are in the last part already. */
  let shown = 0;
  const same = (from: number, to: number): DiffLine[] =>
    after.slice(from, to).map((text, at) => ({ kind: 'same', text, line: from + at + 1 }));
  for (const { fromA, toA, fromB, toB } of diff(a, b, limits)) {
    removed += toA - fromA;
    added += toB - fromB;
    const from = Math.max(shown, fromB - AROUND);
    const isApart = parts.length === 0 || from > shown;
    const part = isApart ? [] : (parts.pop() ?? []);
    part.push(...same(from, fromB));
    for (const text of before.slice(fromA, toA)) {
      part.push({ kind: 'removed', text, line: fromB + 1 });
    }
    after.slice(fromB, toB).forEach((text, at) => {
      part.push({ kind: 'added', text, line: fromB + at + 1 });
    });
    shown = Math.min(after.length, toB + AROUND);
    part.push(...same(toB, shown));
    parts.push(part);
  }
  return { added, removed, parts };
}

/** `2 lines more, 1 line less`, or that nothing changed. */
export function diffWords({ added, removed }: Pick<TextDiff, 'added' | 'removed'>): string {
  if (added === 0 && removed === 0) return 'No change.';
  const words = [added > 0 ? `+ ${added}` : null, removed > 0 ? `− ${removed}` : null].filter(
    (word) => word !== null,
  );
  return `${words.join(', ')} ${added + removed === 1 ? 'line' : 'lines'}`;
}

/** An empty text has no line; a line end at the end begins none. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** A letter for each line, the same for lines that are alike: so whole lines are compared. */
function lettersOf(lines: readonly string[], letters: Map<string, string>): string {
  return lines
    .map((line) => {
      const known = letters.get(line);
      if (known !== undefined) return known;
      // More kinds of lines than letters: the rest counts as one.
      const letter = String.fromCharCode(Math.min(letters.size, 0xffff));
      letters.set(line, letter);
      return letter;
    })
    .join('');
}
