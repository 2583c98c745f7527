/** The smallest single change that makes one text of another: pure. */
export interface TextChange {
  from: number;
  to: number;
  insert: string;
}

/** @returns null when they are the same; places are of the old text */
export function changeTo(before: string, after: string): TextChange | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
