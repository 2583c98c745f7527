import { type Readings, standardReadings } from '../unit/readings.ts';

/** `$$`, `$NAME`, or `$(NAME)` with an optional `:p` or `:p:q`. */
const MACRO =
  /\$(?:(\$)|(GPP_S?[A-P](?![A-Z0-9])|[A-Z][A-Z0-9]*)|\(([A-Z][A-Z0-9_]*)(?::(\d+))?(?::(\d+))?\))/g;
/** No macro of the guide has a longer name, by far. */
const LONGEST_NAME = 32;
const SECRET_NAME = /^(?:GPP_)?S[A-D]$/;

/**
 * Expands the macros of a rule or a log message, once, left to right (guide: Macro Expansion).
 *
 * A bare name is the longest run of upper-case letters and digits, so `$MAconfig` is `$MA` and text,
 * and `$MAUX` is an unknown name, not `$MAU` (the reading `bareName`). `$GPP_A` is accepted beside
 * `$A`: the guide uses both. The guide prints `$$SA` for `$SA` once; its table and its examples have
 * one `$`.
 *
 * @param text    `$NAME`, `$(NAME)`, `$(NAME:p)`, `$(NAME:p:q)`; p and q count characters
 * @param values  macro name in upper case, without `$`, to its value; `A` … `P` are GPP_A … GPP_P
 * @param options `secrets`: also expand `$SA` … `$SD`, which is right only for the argument of `--key`
 * @returns the expanded text. A name missing from `values` stays as written, `$$` becomes `$`,
 *          and nothing that came out of an expansion is expanded again. Never throws.
 */
export function expandMacros(
  text: string,
  values: ReadonlyMap<string, string>,
  options: { secrets?: boolean; readings?: Readings } = {},
): string {
  const lookUp = (name: string) =>
    isSecretMacro(name) && !options.secrets ? undefined : macroValue(name, values);
  return joined(splitMacros(text, lookUp, options));
}

/**
 * Stands for a `$` that is text and no macro (out of `$$` or out of a value) between the two
 * expansions a rule goes through. No parameter can hold NUL.
 */
const TEXT_DOLLAR = '\0';

/** A stretch of a text: as it is, or what became of one macro. */
export interface MacroPiece {
  text: string;
  /** `MA` for `$MA` and `$(MA:2)`, `$` for `$$`; null for text, unknown names among it. */
  macro: string | null;
  /** Where it stood in the text before expansion. */
  from: number;
  to: number;
}

/**
 * First expansion of a rule, in pieces: everything but `$SA` … `$SD`, which wait for
 * {@link expandSecrets} in the argument of `--key`. {@link settle} ends it.
 */
export function ruleMacros(
  text: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): MacroPiece[] {
  const lookUp = (name: string) =>
    isSecretMacro(name) ? undefined : macroValue(name, values)?.replaceAll('$', TEXT_DOLLAR);
  return splitMacros(text, lookUp, { readings, textDollar: TEXT_DOLLAR });
}

/** {@link ruleMacros} as one text. Doing it twice changes nothing. */
export function expandRule(
  text: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): string {
  return joined(ruleMacros(text, values, readings));
}

/** Second expansion, of one argument of `--key`: only `$SA` … `$SD`. */
export function expandSecrets(
  text: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): string {
  const lookUp = (name: string) =>
    isSecretMacro(name) ? macroValue(name, values)?.replaceAll('$', TEXT_DOLLAR) : undefined;
  return joined(splitMacros(text, lookUp, { readings }));
}

/** Last step of a rule's expansion: what was kept apart as text is an ordinary `$` again. */
export function settle(text: string): string {
  return text.replaceAll(TEXT_DOLLAR, '$');
}

/** One macro as it is written, known or not. */
export interface MacroUse {
  /** `$MA`, `$(MA:2)`. */
  text: string;
  /** `MA`; a bare name is the whole run of capitals and digits. */
  name: string;
  from: number;
  to: number;
  /** Without parentheses. */
  isBare: boolean;
  /** Of `$(NAME:p)`; null without. */
  start: number | null;
}

/** Every macro of a text in order, without looking at values; `$$` is none. */
export function findMacros(text: string): MacroUse[] {
  return [...text.matchAll(MACRO)].flatMap(
    ({ 0: whole, 1: dollar, 2: bare, 3: inner, 4: start, index }) => {
      if (dollar !== undefined) return [];
      const place = { text: whole, from: index, to: index + whole.length };
      const name = bare ?? inner ?? '';
      return [
        {
          ...place,
          name,
          isBare: bare !== undefined,
          start: start === undefined ? null : Number(start),
        },
      ];
    },
  );
}

/** `SA` … `SD` and `GPP_SA` … `GPP_SD`: the registers only `--key` may use. */
export function isSecretMacro(name: string): boolean {
  return SECRET_NAME.test(name);
}

function joined(pieces: readonly MacroPiece[]): string {
  return pieces.map((piece) => piece.text).join('');
}

function splitMacros(
  text: string,
  lookUp: (name: string) => string | undefined,
  { readings = standardReadings, textDollar = '$' }: { readings?: Readings; textDollar?: string },
): MacroPiece[] {
  const pieces: MacroPiece[] = [];
  let at = 0;
  const put = (from: number, to: number, found: { text: string; macro: string }) => {
    if (from > at) pieces.push({ text: text.slice(at, from), macro: null, from: at, to: from });
    pieces.push({ ...found, from, to });
    at = to;
  };
  for (const found of text.matchAll(MACRO)) {
    const [whole, dollar, bare, inner, start, size] = found;
    const from = found.index;
    if (dollar !== undefined) {
      put(from, from + whole.length, { text: textDollar, macro: '$' });
      continue;
    }
    const name = bare === undefined ? (inner ?? '') : bareName(bare, lookUp, readings);
    const value = lookUp(name);
    if (value === undefined) continue;
    const first = Number(start ?? 0);
    const part = value.slice(first, size === undefined ? undefined : first + Number(size));
    const end = bare === undefined ? whole.length : 1 + name.length;
    put(from, from + end, { text: part, macro: name });
  }
  if (at < text.length) {
    pieces.push({ text: text.slice(at), macro: null, from: at, to: text.length });
  }
  return pieces;
}

/** How much of a run of capitals and digits is the name. */
function bareName(
  run: string,
  lookUp: (name: string) => string | undefined,
  { bareName: ends }: Readings,
): string {
  if (ends === 'longest') return run;
  for (let size = Math.min(run.length, LONGEST_NAME); size > 0; size -= 1) {
    if (lookUp(run.slice(0, size)) !== undefined) return run.slice(0, size);
  }
  return run;
}

function macroValue(name: string, values: ReadonlyMap<string, string>): string | undefined {
  return values.get(name) ?? (name.startsWith('GPP_') ? values.get(name.slice(4)) : undefined);
}
