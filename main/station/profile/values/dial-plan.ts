import { error, quoteChar, type ValueFinding, warning } from './finding.ts';
import { checkAscii } from './plain-values.ts';

type Open = '(' | '[' | '<';

/** More tell nobody anything, and a text of brackets alone has hundreds of thousands. */
const MOST_FINDINGS = 200;

const PARTNER = { ')': '(', ']': '[', '>': '<' } as const;
/** `L:8,S:4,` in front of the parentheses: interdigit timers of the whole plan. */
const TIMERS = /\s*(?:[LSP]\s?:?\s?\d+\s?,\s*)*/y;
/** What stands between `|` and `|`: keys, x, `.`, tone, bar, and the timers S0, L4, P5. */
const SEQUENCE = /(?:[\s\dxX*#+.,!]|[SLP]:?\d+)+/y;
/** Inside `[…]`: keys and ranges of them. */
const KEYS = /[\s\d*#,-]+/y;
/** Inside `<dialled:sent>` stand numbers, names and servers; the guide says nothing of their limits. */
const SUBSTITUTION = /[^()[\]<>"']+/y;
const UNKNOWN = /[^()[\]<>"'|\s\dxX*#+.,!]+/y;

/**
 * Checks the brackets and characters of a dial plan (R-214; guide: DialPlanScript). The guide gives no
 * grammar and two examples, so only what no reading of a plan allows is an error: brackets or quotes
 * without a partner or crossing each other, a plan without outer parentheses, text after it, and
 * characters that are not ASCII. Warnings: alternatives and brackets with nothing inside, parentheses
 * within parentheses, `<…>` without a colon, characters we know no meaning of.
 */
export function checkDialPlan(value: string): ValueFinding[] {
  const notAscii = checkAscii(value);
  return notAscii.length > 0 ? notAscii : new DialPlanChecker(value).check();
}

interface Bracket {
  open: Open;
  at: number;
}

class DialPlanChecker {
  readonly #text: string;
  readonly #findings: ValueFinding[] = [];
  readonly #open: Bracket[] = [];
  /** How many of each are open, so that one without a partner needs no search. */
  readonly #counts = { '(': 0, '[': 0, '<': 0 };
  /** Where the alternative that is being read starts. */
  #start = 0;

  constructor(text: string) {
    this.#text = text;
  }

  check(): ValueFinding[] {
    let at = this.#take(TIMERS, 0);
    if (this.#text[at] !== '(') {
      const message = 'The dial plan must stand in parentheses.';
      this.#findings.push(error('no-parentheses', message, at, this.#text.length));
      return this.#findings;
    }
    do at = this.#step(at);
    while (
      this.#open.length > 0 &&
      at < this.#text.length &&
      this.#findings.length < MOST_FINDINGS
    );
    if (this.#findings.length >= MOST_FINDINGS) return this.#findings;
    for (const { open, at: from } of this.#open.slice(0, MOST_FINDINGS)) {
      this.#findings.push(error('unbalanced', `This ${open} is never closed.`, from, from + 1));
    }
    const rest = this.#text.slice(at);
    if (rest.trim() !== '') {
      const from = this.#text.length - rest.trimStart().length;
      const message = 'The dial plan ended before this, with its outer parentheses.';
      this.#findings.push(error('text-after-plan', message, from, this.#text.length));
    }
    return this.#findings.sort((a, b) => a.at - b.at);
  }

  /** Reads one bracket, bar, quoted text or run of characters; returns where the next begins. */
  #step(at: number): number {
    const char = this.#text[at] ?? '';
    const inside = this.#open.at(-1)?.open;
    if (char === '(' || char === '[' || char === '<') return this.#enter(char, at);
    if (char === ')' || char === ']' || char === '>') return this.#leave(char, at);
    if (char === '"' || char === "'") return this.#skipQuoted(char, at);
    if (char === '|' && inside === '(') {
      this.#endAlternative(at);
      this.#start = at + 1;
      return at + 1;
    }
    const known = { '(': SEQUENCE, '[': KEYS, '<': SUBSTITUTION }[inside ?? '('];
    const end = this.#take(known, at);
    if (end > at) return end;
    const odd = Math.max(this.#take(UNKNOWN, at), at + 1);
    const message = `${quoteChar(char)} has no meaning here that we know.`;
    this.#findings.push(warning('unusual-character', message, at, odd));
    return odd;
  }

  #enter(char: Open, at: number): number {
    const around = this.#open.at(-1);
    if (around && around.open !== '(' && !(around.open === '<' && char === '[')) {
      const message = `${char} cannot stand inside ${around.open}.`;
      this.#findings.push(error('wrongly-nested', message, at, at + 1));
    } else if (around && char === '(') {
      const message = 'A dial plan needs no parentheses inside its own.';
      this.#findings.push(warning('nested-parentheses', message, at, at + 1));
    }
    if (char === '(') this.#start = at + 1;
    this.#open.push({ open: char, at });
    this.#counts[char] += 1;
    return at + 1;
  }

  #leave(char: ')' | ']' | '>', at: number): number {
    const partner = PARTNER[char];
    if (this.#counts[partner] === 0) {
      const message = `There is no ${partner} to this ${char}.`;
      this.#findings.push(error('unbalanced', message, at, at + 1));
      return at + 1;
    }
    let closed = this.#pop();
    while (closed && closed.open !== partner) {
      const message = `This ${closed.open} is still open where ${char} closes what is around it.`;
      this.#findings.push(error('wrongly-nested', message, closed.at, closed.at + 1));
      closed = this.#pop();
    }
    if (char === ')') this.#endAlternative(at);
    else if (closed) this.#checkInside(closed, at);
    return at + 1;
  }

  #pop(): Bracket | undefined {
    const last = this.#open.pop();
    if (last) this.#counts[last.open] -= 1;
    return last;
  }

  #checkInside({ open, at }: Bracket, end: number): void {
    const inside = this.#text.slice(at + 1, end);
    if (inside.trim() === '') {
      const message = 'There is nothing between these brackets.';
      this.#findings.push(warning('empty-brackets', message, at, end + 1));
    } else if (open === '<' && !inside.includes(':')) {
      const message = 'A substitution is written <dialled:sent>; the colon is missing.';
      this.#findings.push(warning('no-colon', message, at, end + 1));
    }
  }

  /** At a bar, or at the parenthesis that closes. */
  #endAlternative(at: number): void {
    if (this.#text.slice(this.#start, at).trim() === '') {
      const message = 'An alternative of the dial plan is empty.';
      this.#findings.push(warning('empty-alternative', message, this.#start, at));
    }
  }

  #skipQuoted(quote: string, at: number): number {
    const close = this.#text.indexOf(quote, at + 1);
    if (close >= 0) return close + 1;
    const message = `There is no second ${quote} to this one.`;
    this.#findings.push(error('unbalanced', message, at, at + 1));
    return at + 1;
  }

  /** Where what a sticky pattern finds at this place ends; the place itself if it does not fit. */
  #take(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return at + (pattern.exec(this.#text)?.[0].length ?? 0);
  }
}
