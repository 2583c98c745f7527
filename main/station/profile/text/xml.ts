import { SaxesParser } from 'saxes';
import { good, type ProfileProblem, type Read } from '../problem.ts';
import type { Access } from './entry.ts';

export type { Access, ProfileEntry } from './entry.ts';
export { escapeXml, writeXmlProfile } from './xml-write.ts';

/** `<X/>` keeps the unit's value, anything else sets one, the empty string too (`<X></X>`). */
export type XmlParameter = ({ value: string } | { keep: true }) & { ua?: Access };

export interface XmlProfile {
  /** By element name, in the order of their last occurrence, which is the one that counts. */
  parameters: Map<string, XmlParameter>;
  /** Elements inside flat-profile that set nothing: unknown names, and elements holding elements. */
  ignored: string[];
}

/**
 * Reads a profile in the open format (guide: Open Format Configuration File).
 *
 * `flat-profile` may stand anywhere in the tree. Values lose their outer blanks, each line break
 * inside becomes a blank; escapes are translated. Of the attributes only `ua` is read. The guide says
 * both that `<X></X>` sets the empty string and that it restores the default; we follow the first,
 * which it shows as an example.
 *
 * @param options `known`: names that are parameters; others go to `ignored`. Absent: every name is one
 * @returns problems `bad-xml` (not well-formed), `no-flat-profile`, `bad-access` and `not-ascii`
 *          (units hold ASCII only), each with the position
 */
export function readXmlProfile(
  text: string,
  options: { known?: ReadonlySet<string> } = {},
): Read<XmlProfile> {
  const reader = new FlatProfileReader(options.known);
  // Half a surrogate pair would make saxes throw; it is no character of XML anyway.
  const problem = reader.read(text.replace(/^\ufeff/, '').replace(/\p{Surrogate}/gu, '\ufffd'));
  return problem
    ? { ok: false, problem }
    : good({ parameters: reader.parameters, ignored: [...reader.ignored] });
}

/** Where the parser stands: around flat-profile, directly in it, in a parameter, or deeper. */
type Place = 'outside' | 'flat' | 'parameter' | 'deeper';

interface OpenParameter {
  name: string;
  text: string;
  isShort: boolean;
  ua: string | undefined;
  holdsElements: boolean;
}

class FlatProfileReader {
  readonly parameters = new Map<string, XmlParameter>();
  readonly ignored = new Set<string>();
  readonly #known: ReadonlySet<string> | undefined;
  readonly #parser = new SaxesParser();
  readonly #places: Place[] = [];
  #open: OpenParameter | null = null;
  #hasProfile = false;
  #problem: ProfileProblem | null = null;

  constructor(known: ReadonlySet<string> | undefined) {
    this.#known = known;
  }

  read(text: string): ProfileProblem | null {
    this.#parser.on('error', (error) => {
      // saxes writes the position in front of its sentence; we carry it apart.
      this.#fail('bad-xml', error.message.replace(/^\S*\d+:\d+: /, ''));
    });
    this.#parser.on('opentag', (tag) => this.#enter(tag));
    this.#parser.on('closetag', () => this.#leave());
    this.#parser.on('text', (part) => this.#addText(part));
    this.#parser.on('cdata', (part) => this.#addText(part));
    this.#parser.write(text).close();
    if (!this.#problem && !this.#hasProfile) {
      return { kind: 'no-flat-profile', message: 'The file has no <flat-profile> element.' };
    }
    return this.#problem;
  }

  #enter(tag: { name: string; attributes: Record<string, string>; isSelfClosing: boolean }): void {
    const around = this.#places.at(-1) ?? 'outside';
    if (tag.name === 'flat-profile' && (around === 'outside' || around === 'flat')) {
      this.#hasProfile = true;
      this.#places.push('flat');
    } else if (around === 'flat') {
      this.#places.push('parameter');
      const ua = Object.hasOwn(tag.attributes, 'ua') ? tag.attributes.ua : undefined;
      this.#open = {
        name: tag.name,
        text: '',
        isShort: tag.isSelfClosing,
        ua,
        holdsElements: false,
      };
    } else if (around === 'outside') {
      this.#places.push('outside');
    } else {
      if (this.#open) this.#open.holdsElements = true;
      this.#places.push('deeper');
    }
  }

  #addText(part: string): void {
    if (this.#open && this.#places.at(-1) === 'parameter') this.#open.text += part;
  }

  #leave(): void {
    const left = this.#places.pop();
    const open = this.#open;
    if (left !== 'parameter' || !open) return;
    this.#open = null;
    if (open.holdsElements || (this.#known && !this.#known.has(open.name))) {
      this.ignored.add(open.name);
      return;
    }
    if (open.ua !== undefined && !isAccess(open.ua)) {
      this.#fail('bad-access', `The attribute ua of ${open.name} must be "na", "ro" or "rw".`);
      return;
    }
    const value = open.text.replace(/\r\n|[\r\n]/g, ' ').trim();
    if (/[^\x00-\x7f]/.test(value)) {
      this.#fail('not-ascii', `The value of ${open.name} holds a character that is not ASCII.`);
      return;
    }
    const set = open.isShort ? { keep: true as const } : { value };
    const { ua } = open;
    this.parameters.delete(open.name);
    this.parameters.set(open.name, ua === undefined ? set : { ...set, ua });
  }

  /** Keeps the first problem only: later ones are often its consequences. */
  #fail(kind: string, message: string): void {
    const { line, column } = this.#parser;
    this.#problem ??= { kind, message, line, column: Math.max(1, column) };
  }
}

function isAccess(text: string): text is Access {
  return text === 'na' || text === 'ro' || text === 'rw';
}
