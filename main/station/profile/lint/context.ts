import type { Finding, LayerKind, TemplateStage } from '../../../contract/profiles.ts';
import { lineIndex } from '../problem.ts';
import type { ProfileSource, SourceEntry, SourceFile, Span } from '../text/source.ts';
import { effectiveEntries } from '../text/source.ts';
import { escapeXml } from '../text/xml-write.ts';
import type { Catalogue, Parameter } from '../values/catalogue.ts';
import { type LintCodeName, lintCodes, type Severity } from './codes.ts';

export interface LintOptions {
  catalogue: Catalogue;
  /** Of the units it is for; null: not known, nothing is said about it. */
  firmware: string | null;
  /** First firmware of the model that reads XML. */
  xmlSince: string;
  /** Which file the text goes into; what is no template counts as the last one. */
  stage: TemplateStage;
  /** The layer it stands in; null: a file of no layer. */
  layer: LayerKind | null;
  /** It is everything the unit gets of that stage, so that what is missing counts. */
  isWhole: boolean;
  /** Addresses the station has, or will have. */
  stationAddresses: readonly string[];
  /** XML names of parameters that something else sets before. */
  setElsewhere: ReadonlySet<string>;
}

interface FindingParts {
  severity?: Severity;
  fix?: { title: string; edits: Edit[] } | null;
}

export type Edit = { start: number; end: number; text: string };

/** Nobody reads more; a text of braces alone would have a hundred thousand. */
const MOST_FINDINGS = 1000;

/** What the rules look at, and where they put what they find. */
export class LintContext {
  readonly source: ProfileSource;
  readonly options: LintOptions;
  /** Each parameter once, with what counts. */
  readonly effective: ReadonlyMap<string, SourceEntry>;
  readonly #findings: Finding[] = [];
  #left: { count: number; severity: Severity; at: Span & { file: SourceFile } } | null = null;
  readonly #lines = new Map<SourceFile, ReturnType<typeof lineIndex>>();

  constructor(source: ProfileSource, options: LintOptions) {
    this.source = source;
    this.options = options;
    this.effective = new Map(effectiveEntries(source.entries).map((e) => [e.xmlName, e]));
  }

  /** The first thousand, and one that says how many more there are, as bad as the worst of those. */
  get findings(): readonly Finding[] {
    if (this.#left === null) return this.#findings;
    const { count, severity, at } = this.#left;
    const message = `${count} more findings are not shown.`;
    return [...this.#findings, this.#finding('L41', at, message, { severity })];
  }

  /** Whether further findings are only counted, so that a fix for them would be made in vain. */
  get isFull(): boolean {
    return this.#findings.length >= MOST_FINDINGS;
  }

  /** From 1. */
  lineOf({ nameAt, file }: SourceEntry): number {
    return this.#place(file, nameAt.start).line;
  }

  parameter(entry: SourceEntry): Parameter | undefined {
    return this.options.catalogue.byXmlName(entry.xmlName);
  }

  /** The value that counts; '' and undefined are different things. */
  valueOf(xmlName: string): string | null | undefined {
    return this.effective.get(xmlName)?.value;
  }

  add(
    code: LintCodeName,
    at: Span & { file: SourceFile },
    message: string,
    more: FindingParts = {},
  ): void {
    if (!this.isFull) {
      this.#findings.push(this.#finding(code, at, message, more));
      return;
    }
    const severity = more.severity ?? lintCodes[code].severity;
    const left = this.#left ?? { count: 0, severity: 'warning', at };
    const isWorse = severity === 'error' && left.severity !== 'error';
    this.#left = {
      count: left.count + 1,
      ...(isWorse ? { severity, at } : { severity: left.severity, at: left.at }),
    };
  }

  #finding(
    code: LintCodeName,
    at: Span & { file: SourceFile },
    message: string,
    { severity = lintCodes[code].severity, fix = null }: FindingParts,
  ): Finding {
    const { start, end, file } = at;
    const place = this.#place(file, start);
    return { code, severity, message, file: file.name, ...place, start, end, fix };
  }

  #place(file: SourceFile, at: number): { line: number; column: number } {
    const index = this.#lines.get(file) ?? lineIndex(file.text);
    this.#lines.set(file, index);
    return index(at);
  }
}

/** The place of an entry's name. */
export function nameOf(entry: SourceEntry): Span & { file: SourceFile } {
  return { ...entry.nameAt, file: entry.file };
}

/** The place of a part of an entry's value; of the name where the value is empty. */
export function inValue(
  entry: SourceEntry,
  from = 0,
  to = entry.value?.length ?? 0,
): Span & { file: SourceFile } {
  const { value, valueAt, file } = entry;
  if (value === null || value === '' || valueAt === null) return nameOf(entry);
  // What is missing at the end is missing from the value: that is where it is shown.
  const start = entry.offsetOf(from < value.length ? from : 0);
  const end = to >= value.length ? valueAt.end : entry.offsetOf(to);
  return { start, end: Math.max(start, end), file };
}

/** Puts other text in the place of a part of a value, written as its format wants it. */
export function valueEdit(
  entry: SourceEntry,
  source: ProfileSource,
  text: string,
  from = 0,
  to = entry.value?.length ?? 0,
): Edit {
  const written = source.format === 'xml' ? escapeXml(text) : text;
  if (entry.value === '' && entry.valueAt) {
    return { start: entry.valueAt.start, end: entry.valueAt.end, text: written };
  }
  const { start, end } = inValue(entry, from, to);
  return { start, end, text: written };
}

/** Takes a whole entry out, with the blanks and the line end behind it. */
export function removal({ whole, file }: SourceEntry): Edit {
  const rest = /^[ \t]*(?:#[^\n]*)?(?:\r?\n)?/.exec(file.text.slice(whole.end))?.[0] ?? '';
  const lineStart = file.text.lastIndexOf('\n', whole.start - 1) + 1;
  const isAlone = file.text.slice(lineStart, whole.start).trim() === '';
  const start = isAlone && rest.endsWith('\n') ? lineStart : whole.start;
  const keepsBreak = !isAlone && rest.endsWith('\n');
  return { start, end: whole.end + (keepsBreak ? 0 : rest.length), text: '' };
}
