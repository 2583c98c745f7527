/**
 * Scans the compiler's plain-text source (guide: Source Text Syntax) and goes on behind mistakes, so
 * that a person sees all of them.
 *
 *     name [ '?' | '!' ] [ "value" ] ';'      # comment
 *     import file-name
 *
 * Line ends mean nothing except to comments, `import` and strings. There is no escape for a double
 * quote inside a value, and a value does not go over a line end (the guide shows neither).
 */
import { xmlName } from './names.ts';
import type { ProfileSource, SourceFile, Span } from './source.ts';

const MAX_DEPTH = 16;
/** A full profile has 554 entries; beyond this a few files importing each other twice are at work. */
const MAX_ENTRIES = 100_000;
const MAX_PROBLEMS = 1000;
/** Ten files that import each other ten times each would be read a thousand million times. */
const MAX_IMPORTS = 1000;

/**
 * @param main  what is read first
 * @param files the files `import` may name, by their path from the project's folder with `/` between
 *              folders; a name is looked up from the folder of the importing file (guide: import
 *              directive; the guide does not say where from)
 * @returns format `plain-text`; problems `expected-name`, `expected-string`, `missing-semicolon`,
 *          `unterminated-string`, `missing-file`, `outside-folder`, `import-cycle`,
 *          `import-too-deep`, `too-many-imports`, `too-many-entries`
 */
export function scanPlainText(
  main: SourceFile,
  files: ReadonlyMap<string, string> = new Map(),
): ProfileSource {
  const source: ProfileSource = {
    format: 'plain-text',
    main,
    entries: [],
    elements: [],
    hasFlatProfile: false,
    comments: [],
    problems: [],
  };
  new FileScan(main, [], files, source, { imports: 0 }).run();
  return source;
}

/** The names after `import`, as they are looked up, for a caller that has to fetch the files first. */
export function importedNames(file: SourceFile): string[] {
  const found = file.text.matchAll(/^import[ \t]+([^\s#][^\n#]*)/gm);
  return [...found].flatMap(([, name = '']) => {
    const path = besides(file.name, name.trim());
    return path === null ? [] : [path];
  });
}

/** A path seen from the folder of `from`; null when it leads out of the project's folder. */
function besides(from: string, path: string): string | null {
  if (/^(?:[A-Za-z]:|[/\\])/.test(path)) return null;
  const parts = from.split('/').slice(0, -1);
  for (const part of path.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length === 0 ? null : parts.join('/');
}

class FileScan {
  readonly #file: SourceFile;
  readonly #text: string;
  /** Names of the files being read around this one, outermost first. */
  readonly #around: readonly string[];
  readonly #files: ReadonlyMap<string, string>;
  readonly #source: ProfileSource;
  readonly #done: { imports: number };

  constructor(
    file: SourceFile,
    around: readonly string[],
    files: ReadonlyMap<string, string>,
    source: ProfileSource,
    done: { imports: number },
  ) {
    this.#file = file;
    this.#text = file.text;
    this.#around = around;
    this.#files = files;
    this.#source = source;
    this.#done = done;
  }

  run(): void {
    const text = this.#text;
    for (let at = this.#skipBlanks(0); at < text.length; at = this.#skipBlanks(at)) {
      if (this.#isTooMuch(at)) return;
      const isLineStart = at === 0 || text[at - 1] === '\n';
      const imported = isLineStart ? match(/import[ \t]+([^\s#][^\n#]*)/y, text, at) : null;
      at = imported ? this.#import(imported, at) : this.#entry(at);
    }
  }

  /** A few files importing each other twice, or a text that is none of ours, would never end. */
  #isTooMuch(at: number): boolean {
    const { entries, problems } = this.#source;
    if (problems.length >= MAX_PROBLEMS || this.#done.imports > MAX_IMPORTS) return true;
    if (entries.length <= MAX_ENTRIES) return false;
    if (problems.at(-1)?.kind !== 'too-many-entries') {
      this.#fail('too-many-entries', `There are more than ${MAX_ENTRIES} entries.`, at, at + 1);
    }
    return true;
  }

  #import(found: RegExpExecArray, at: number): number {
    const [whole, written = ''] = found;
    const name = written.trim();
    const start = at + whole.length - written.length;
    const end = start + name.length;
    const path = besides(this.#file.name, name);
    const around = [...this.#around, this.#file.name];
    const imported = path === null ? undefined : this.#files.get(path);
    if (path === null) {
      const message = `${name} lies outside of this folder; only files in it and below can be imported.`;
      this.#fail('outside-folder', message, start, end);
    } else if (around.includes(path)) {
      const chain = [...around.slice(around.indexOf(path)), path].join(' → ');
      this.#fail('import-cycle', `The files import each other in a circle: ${chain}.`, start, end);
    } else if (imported === undefined) {
      const chain = around.filter((each) => each !== '').concat(path);
      const by = chain.length > 1 ? ` (${chain.join(' → ')})` : '';
      this.#fail('missing-file', `There is no file ${path}${by}.`, start, end);
    } else if (around.length > MAX_DEPTH) {
      const message = `Files import each other more than ${MAX_DEPTH} deep.`;
      this.#fail('import-too-deep', message, start, end);
    } else if (++this.#done.imports > MAX_IMPORTS) {
      this.#fail('too-many-imports', `More than ${MAX_IMPORTS} files are imported.`, start, end);
    } else {
      const file = { name: path, text: imported };
      new FileScan(file, around, this.#files, this.#source, this.#done).run();
    }
    return at + whole.length;
  }

  /** @returns where to go on */
  #entry(start: number): number {
    const text = this.#text;
    const name = match(/[^\s"!?;#]+/y, text, start)?.[0];
    if (name === undefined) {
      const message = 'The name of a parameter must stand here.';
      this.#fail('expected-name', message, start, start + 1);
      return this.#behindStatement(start);
    }
    const nameAt = { start, end: start + name.length };
    let end = nameAt.end;
    let at = this.#skipBlanks(end);
    const mark = text[at];
    const accessAt = mark === '!' || mark === '?' ? { start: at, end: at + 1 } : null;
    if (accessAt) {
      end = accessAt.end;
      at = this.#skipBlanks(end);
    }
    const quoted = match(/"([^"\n]*)("?)/y, text, at);
    const value = quoted?.[1] ?? null;
    const valueAt = quoted ? { start: at + 1, end: at + 1 + (value ?? '').length } : null;
    const access = mark === '!' ? 'rw' : mark === '?' ? 'ro' : 'na';
    const entry = { name, xmlName: xmlName(name), value, access, file: this.#file } as const;
    const spans = { nameAt, valueAt, accessAt };
    if (quoted && quoted[2] === '') {
      const lineEnd = at + quoted[0].length;
      const message = 'The closing double quote is missing on this line.';
      this.#fail('unterminated-string', message, at, lineEnd);
      this.#add(entry, spans, lineEnd);
      return lineEnd;
    }
    if (quoted) {
      end = at + quoted[0].length;
      at = this.#skipBlanks(end);
    }
    if (text[at] === ';') {
      this.#add(entry, spans, at + 1);
      return at + 1;
    }
    return this.#notEnded({ nameAt, end, at, hasValue: quoted !== null }, () =>
      this.#add(entry, spans, end),
    );
  }

  /**
   * Something other than `;` follows an entry: on the same line it is the culprit, else the `;` is
   * missing, and what follows is the next entry.
   */
  #notEnded(
    { nameAt, end, at, hasValue }: { nameAt: Span; end: number; at: number; hasValue: boolean },
    keep: () => void,
  ): number {
    const text = this.#text;
    const isSameLine = at < text.length && !text.slice(end, at).includes('\n');
    if (!isSameLine || hasValue) {
      this.#fail('missing-semicolon', 'The semicolon is missing here.', end, end + 1);
      keep();
      return isSameLine ? this.#behindCulprit(at) : at;
    }
    const word = match(/[^\s;]+/y, text, at)?.[0] ?? '';
    const hint =
      word === '*'
        ? ' The * of order templates for customised units is no part of a profile.'
        : /"/.test(text.slice(at, this.#lineEnd(at)))
          ? ' A name has no blanks; write _ in their place.'
          : '';
    const message = `A value in double quotes, or a semicolon, must stand here.${hint}`;
    this.#fail('expected-string', message, at, at + Math.max(1, word.length));
    return Math.max(this.#behindStatement(at), nameAt.end);
  }

  /** After a missing `;` on the same line: the next name on it is the next entry. */
  #behindCulprit(at: number): number {
    return /[A-Za-z_]/.test(this.#text[at] ?? '') ? at : this.#behindStatement(at);
  }

  /** Behind the next `;` of this line that is not in quotes, else at the line's end. */
  #behindStatement(at: number): number {
    const lineEnd = this.#lineEnd(at);
    let isQuoted = false;
    for (let here = at; here < lineEnd; here += 1) {
      const char = this.#text[here];
      if (char === '"') isQuoted = !isQuoted;
      else if (char === ';' && !isQuoted) return here + 1;
    }
    return Math.max(lineEnd, at + 1);
  }

  #lineEnd(at: number): number {
    const lineEnd = this.#text.indexOf('\n', at);
    return lineEnd < 0 ? this.#text.length : lineEnd;
  }

  #skipBlanks(from: number): number {
    const text = this.#text;
    let at = from;
    for (;;) {
      while (isBlank(text.charCodeAt(at))) at += 1;
      if (text[at] !== '#') return at;
      const end = this.#lineEnd(at);
      this.#source.comments.push({ file: this.#file, start: at, end });
      at = end;
    }
  }

  #add(
    entry: Pick<ProfileSource['entries'][number], 'name' | 'xmlName' | 'value' | 'access' | 'file'>,
    spans: { nameAt: Span; valueAt: Span | null; accessAt: Span | null },
    end: number,
  ): void {
    const { nameAt, valueAt } = spans;
    const valueStart = valueAt?.start ?? nameAt.start;
    this.#source.entries.push({
      ...entry,
      ...spans,
      whole: { start: nameAt.start, end },
      offsetOf: (index) => valueStart + index,
    });
  }

  #fail(kind: string, message: string, start: number, end: number): void {
    const last = Math.min(Math.max(end, start), this.#text.length);
    this.#source.problems.push({
      kind,
      message,
      file: this.#file,
      start: Math.min(start, last),
      end: last,
    });
  }
}

/** As `\s` sees it; a text can be long, so no regular expression here. */
function isBlank(code: number): boolean {
  return (
    code === 0x20 ||
    (code >= 0x09 && code <= 0x0d) ||
    (code > 0x7f && /\s/.test(String.fromCharCode(code)))
  );
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
