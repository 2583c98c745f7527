import { type ProfileProblem, positionOf } from '../problem.ts';
import type { Access } from './entry.ts';

/** A text as it was read: the name is what problems call it, empty where there is only one. */
export interface SourceFile {
  name: string;
  text: string;
}

/** A stretch of a file's text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** What does not fit, and where. A reader that scans goes on behind it. */
export interface SourceProblem extends Span {
  /** Stable, kebab-case. */
  kind: string;
  /** One sentence for a person, without the values of secrets. */
  message: string;
  file: SourceFile;
}

/** One parameter as it stands in a file; repeated ones each have their own. */
export interface SourceEntry {
  /** As written: `User_ID[1]` in plain text, `User_ID_1_` in XML. */
  name: string;
  xmlName: string;
  /** null keeps the unit's value, '' sets the empty string. */
  value: string | null;
  /** Absent: no `ua` in XML. Plain text always says one. */
  access?: Access;
  file: SourceFile;
  /** From the name to the `;`, or from `<` to the end of the closing tag. */
  whole: Span;
  nameAt: Span;
  /** What the value was read of: between the quotes, or the element's content without outer blanks. */
  valueAt: Span | null;
  /** The `!` or `?`, or the value of `ua`. */
  accessAt: Span | null;
  /** Offset in the file of a character of `value`; the value's length gives its end. */
  offsetOf(index: number): number;
}

/** An element that is no parameter: it holds elements, or stands outside of flat-profile. */
export interface SourceElement {
  name: string;
  place: 'nested' | 'outside';
  file: SourceFile;
  nameAt: Span;
}

/** A profile's text, read as far as it can be: entries in order, and everything that does not fit. */
export interface ProfileSource {
  format: 'xml' | 'plain-text';
  main: SourceFile;
  entries: SourceEntry[];
  /** XML only. */
  elements: SourceElement[];
  /** XML only: a `<flat-profile>` was there. */
  hasFlatProfile: boolean;
  comments: (Span & { file: SourceFile })[];
  problems: SourceProblem[];
}

/** Of several entries with the same parameter only the last counts (guide: both formats say so). */
export function effectiveEntries(entries: readonly SourceEntry[]): SourceEntry[] {
  const last = new Map<string, SourceEntry>();
  for (const entry of entries) {
    last.delete(entry.xmlName);
    last.set(entry.xmlName, entry);
  }
  return [...last.values()];
}

/** A scan's problem with line and column, as the strict readers give it. */
export function problemOf({ kind, message, file, start }: SourceProblem): ProfileProblem {
  return {
    kind,
    message,
    ...positionOf(file.text, start),
    ...(file.name === '' ? {} : { file: file.name }),
  };
}
