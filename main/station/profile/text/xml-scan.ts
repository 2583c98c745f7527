/**
 * Scans a profile in the open format (guide: Open Format Configuration File) with saxes, keeping what
 * saxes does not: where everything stands, and `<X/>` apart from `<X></X>`.
 *
 * `flat-profile` may stand anywhere in the tree. Values lose their outer blanks, each line break
 * inside becomes a blank; escapes are translated. Of the attributes only `ua` is read.
 */
import { SaxesParser } from 'saxes';
import type { Access } from './entry.ts';
import type { ProfileSource, SourceFile, Span } from './source.ts';
import { contentOffsets } from './xml-content.ts';
import { tidyXmlError } from './xml-errors.ts';

/** Where the parser stands: around flat-profile, directly in it, in a parameter, or deeper. */
type Place = 'outside' | 'flat' | 'parameter' | 'deeper';

interface OpenElement {
  name: string;
  place: Place;
  nameAt: Span;
  /** Behind the `>` of the opening tag. */
  contentStart: number;
  text: string;
  isShort: boolean;
  /** As written; null: not there. */
  ua: { text: string; at: Span } | null;
  holdsElements: boolean;
}

/** An `&` outside of comments, CDATA and processing instructions that no `name;` follows. */
const NO_ESCAPE =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|[A-Za-z_:][\w:.-]*;)/g;

/** `<? … ?>` in front of the root, whatever it says, is allowed and ignored (guide: Open Format). */
const HEADERS = /^(?:\s|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)+/;

/** Ends the parser where what follows would only be a consequence. */
class Broken extends Error {}

const MAX_PROBLEMS = 1000;

/**
 * @returns format `xml`; problems `mismatched-tag`, `unclosed-tag`, `bad-tag`, `bad-attribute`,
 *          `bad-entity`, `bad-xml` (not well-formed), `no-flat-profile`, `bad-access` and `not-ascii`
 *          (units hold ASCII only). After a fault of the tree nothing more is read.
 * @param options `known`: names that are parameters; what stands in others is not looked at
 */
export function scanXml(
  main: SourceFile,
  options: { known?: ReadonlySet<string> | undefined } = {},
): ProfileSource {
  const source: ProfileSource = {
    format: 'xml',
    main,
    entries: [],
    elements: [],
    hasFlatProfile: false,
    comments: [],
    problems: [],
  };
  new XmlScan(source, options.known).run();
  return source;
}

class XmlScan {
  readonly #source: ProfileSource;
  readonly #text: string;
  readonly #known: ReadonlySet<string> | undefined;
  readonly #parser = new SaxesParser();
  readonly #open: OpenElement[] = [];
  /** saxes closes an element before it says that the tag does not fit. */
  #left: OpenElement | null = null;
  /** Where the tag being read says `ua`. */
  #ua: OpenElement['ua'] = null;

  constructor(source: ProfileSource, known: ReadonlySet<string> | undefined) {
    this.#source = source;
    this.#known = known;
    this.#text = source.main.text;
  }

  run(): void {
    const parser = this.#parser;
    parser.on('error', (error) => this.#error(error));
    parser.on('attribute', ({ name, value }) => {
      const at = this.#attributeValueAt(value);
      if (name === 'ua') this.#ua ??= { text: value, at };
      if (this.#text[at.end] === "'") {
        const message = `The value of the attribute ${name} must stand in double quotes.`;
        this.#fail('bad-attribute', message, at.start - 1, at.end + 1);
      }
    });
    parser.on('opentag', (tag) => this.#enter(tag));
    parser.on('closetag', () => this.#leave());
    parser.on('text', (part) => this.#addText(part));
    parser.on('cdata', (part) => this.#addText(part));
    parser.on('comment', () => this.#comment());
    try {
      parser.write(this.#readable()).close();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return;
    }
    if (!this.#source.hasFlatProfile && this.#source.problems.length === 0) {
      const root = this.#text.indexOf('<');
      const message = 'The file has no <flat-profile> element; a unit takes nothing from it.';
      this.#fail('no-flat-profile', message, root, root + 1);
    }
  }

  /**
   * The text as saxes can read it, of the same length. Half a surrogate pair would make it throw; an
   * `&` that begins no escape would swallow the rest of the file looking for its `;`.
   */
  #readable(): string {
    const [start = ''] = HEADERS.exec(this.#text) ?? [];
    const headless = start.replace(/<\?[\s\S]*?\?>/g, (header) => header.replace(/[^\r\n]/g, ' '));
    const text = headless + this.#text.slice(start.length);
    return text.replace(/\p{Surrogate}/gu, '\ufffd').replace(NO_ESCAPE, (found, ...rest) => {
      if (found !== '&') return found;
      const at = rest.find((part) => typeof part === 'number') ?? 0;
      this.#fail('bad-entity', 'An & in a value is written &amp;.', at);
      return '+';
    });
  }

  #enter(tag: { name: string; isSelfClosing: boolean }): void {
    const end = this.#parser.position;
    const start = this.#text.lastIndexOf('<', end - 1);
    const nameAt = { start: start + 1, end: start + 1 + tag.name.length };
    const ua = this.#ua;
    this.#ua = null;
    const around = this.#open.at(-1);
    if (around) around.holdsElements = true;
    const place = placeOf(tag.name, around?.place ?? 'outside');
    if (place === 'flat') this.#source.hasFlatProfile = true;
    const { name, isSelfClosing: isShort } = tag;
    const open = { name, place, nameAt, contentStart: end, text: '', isShort, ua };
    this.#open.push({ ...open, holdsElements: false });
  }

  #addText(part: string): void {
    const open = this.#open.at(-1);
    if (open && open.place !== 'flat') open.text += part;
  }

  #leave(): void {
    const open = this.#open.pop();
    this.#left = open ?? null;
    if (open?.place === 'parameter') this.#parameter(open);
    else if (open?.place === 'outside' && !open.holdsElements) {
      const { name, nameAt } = open;
      this.#source.elements.push({ name, place: 'outside', file: this.#source.main, nameAt });
    }
  }

  #parameter(open: OpenElement): void {
    const { name, nameAt, ua, isShort } = open;
    const file = this.#source.main;
    const text = this.#text;
    const end = this.#parser.position;
    if (open.holdsElements) {
      this.#source.elements.push({ name, place: 'nested', file, nameAt });
      return;
    }
    const isKnown = this.#known?.has(name) ?? true;
    if (isKnown && ua && !isAccess(ua.text)) {
      const message = `The attribute ua of ${name} must be "na", "ro" or "rw".`;
      this.#fail('bad-access', message, ua.at.start, ua.at.end);
      return;
    }
    const value = open.text.replace(/\r\n|[\r\n]/g, ' ').trim();
    const raw = isShort ? null : trimmed(text, open.contentStart, text.lastIndexOf('<', end - 1));
    const lead = open.text.length - open.text.trimStart().length;
    const offsets = lazily(() =>
      contentOffsets(text, open.contentStart, raw?.end ?? open.contentStart),
    );
    const strange = value.search(/[^\x00-\x7f]/);
    const offsetOf = (index: number) =>
      value === '' || raw === null ? nameAt.start : (offsets()[lead + index] ?? raw.end);
    if (isKnown && strange >= 0) {
      const at = offsetOf(strange);
      this.#fail('not-ascii', `The value of ${name} holds a character that is not ASCII.`, at);
      return;
    }
    this.#source.entries.push({
      name,
      xmlName: name,
      value: isShort ? null : value,
      ...(ua && isAccess(ua.text) ? { access: ua.text } : {}),
      file,
      whole: { start: nameAt.start - 1, end },
      nameAt,
      valueAt: raw,
      accessAt: ua?.at ?? null,
      offsetOf,
    });
  }

  #comment(): void {
    // The reader says so at the second dash.
    const dashes = this.#parser.position;
    const end = dashes + (this.#text[dashes] === '>' ? 1 : 0);
    const start = this.#text.lastIndexOf('<!--', end);
    this.#source.comments.push({ file: this.#source.main, start, end });
  }

  /** The handler runs at the closing quote. */
  #attributeValueAt(value: string): Span {
    const last = Math.max(0, this.#parser.position - 1);
    const quote = this.#text[last] ?? '';
    const first = this.#text.lastIndexOf(quote, last - 1) + 1;
    return { start: Math.min(Math.max(first, last - value.length * 8), last), end: last };
  }

  #error(error: Error): void {
    // saxes writes the position in front of its sentence; we carry it apart.
    const said = error.message.replace(/^\S*\d+:\d+: /, '');
    const isLeft = /^unexpected close tag/.test(said) && this.#left !== null;
    const open = isLeft && this.#left ? [...this.#open, this.#left] : this.#open;
    const found = tidyXmlError(said, this.#text, this.#parser.position, open);
    this.#fail(found.kind, found.message, found.start, found.end);
    if (!found.goesOn || this.#source.problems.length >= MAX_PROBLEMS) throw new Broken();
  }

  #fail(kind: string, message: string, start: number, end = start + 1): void {
    const { length } = this.#text;
    const from = Math.min(Math.max(0, start), length);
    const until = Math.min(Math.max(from, end), length);
    this.#source.problems.push({ kind, message, file: this.#source.main, start: from, end: until });
  }
}

function placeOf(name: string, around: Place): Place {
  if (name === 'flat-profile' && (around === 'outside' || around === 'flat')) return 'flat';
  if (around === 'outside') return 'outside';
  return around === 'flat' ? 'parameter' : 'deeper';
}

function trimmed(text: string, start: number, end: number): Span {
  const content = text.slice(start, end);
  const lead = content.length - content.trimStart().length;
  const size = content.trim().length;
  return { start: start + Math.min(lead, content.length), end: start + lead + size };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function isAccess(text: string): text is Access {
  return text === 'na' || text === 'ro' || text === 'rw';
}
