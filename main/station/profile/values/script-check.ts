import type { Read } from '../problem.ts';
import { error, firstGood, type ValueFinding } from './finding.ts';
import { SCRIPT_LIMIT } from './script-reader.ts';

/**
 * The finding of a script that does not decode: the decoder's problem, over the part it stands at.
 * The fix puts in slashes lost after `*` and takes out blanks, if that makes a script of it.
 */
export function checkScript(
  value: string,
  decode: (text: string) => Read<unknown>,
): ValueFinding[] {
  const read = decode(value);
  if (read.ok) return [];
  const { kind, message, column = 1 } = read.problem;
  const at = Math.min(column - 1, value.length);
  const end = kind === 'too-long' ? value.length : endOfPart(value, at);
  return [error(kind, message, at, end, repair(value, decode))];
}

/** The end of a number or word, or of the one character that stands there. */
function endOfPart(value: string, at: number): number {
  const part = /[^\s,;:()/@+]*/y;
  part.lastIndex = at;
  const length = part.exec(value)?.[0].length ?? 0;
  return Math.min(at + Math.max(length, 1), value.length);
}

function repair(value: string, decode: (text: string) => Read<unknown>): { fix?: string } {
  // Longer ones with blanks around are not worth the while.
  if (value.length > 2 * SCRIPT_LIMIT) return {};
  const withSlash = value.replace(/\*(?=[\d.])/g, '*/');
  // A blank between two digits may stand for anything, so it stays.
  const candidates = [withSlash, withSlash.replace(/(?<![\d.])\s+|\s+(?![\d.\s])/g, '')];
  return firstGood(value, candidates, (text) => decode(text).ok);
}
