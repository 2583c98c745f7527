/** `$$`, `$NAME`, or `$(NAME)` with an optional `:p` or `:p:q`. */
const MACRO =
  /\$(?:(\$)|(GPP_S?[A-P](?![A-Z0-9])|[A-Z][A-Z0-9]*)|\(([A-Z][A-Z0-9_]*)(?::(\d+))?(?::(\d+))?\))/g;
const SECRET_NAME = /^(?:GPP_)?S[A-D]$/;

/**
 * Expands the macros of a rule or a log message, once, left to right (guide: Macro Expansion).
 *
 * A bare name is the longest run of upper-case letters and digits, so `$MAconfig` is `$MA` and text,
 * and `$MAUX` is an unknown name, not `$MAU`. `$GPP_A` is accepted beside `$A`: the guide uses both.
 * The guide prints `$$SA` for `$SA` once; its table and its examples have one `$`.
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
  options: { secrets?: boolean } = {},
): string {
  return replaceMacros(text, (name) =>
    SECRET_NAME.test(name) && !options.secrets ? undefined : macroValue(name, values),
  );
}

/**
 * Stands for a `$` that is text and no macro (out of `$$` or out of a value) between the two
 * expansions a rule goes through. No parameter can hold NUL.
 */
const TEXT_DOLLAR = '\0';

/**
 * First expansion of a rule: everything but `$SA` … `$SD`, which wait for {@link expandSecrets} in the
 * argument of `--key`. {@link settle} ends it. Doing it twice changes nothing.
 */
export function expandRule(text: string, values: ReadonlyMap<string, string>): string {
  const lookUp = (name: string) =>
    SECRET_NAME.test(name) ? undefined : macroValue(name, values)?.replaceAll('$', TEXT_DOLLAR);
  return replaceMacros(text, lookUp, TEXT_DOLLAR);
}

/** Second expansion, of one argument of `--key`: only `$SA` … `$SD`. */
export function expandSecrets(text: string, values: ReadonlyMap<string, string>): string {
  return replaceMacros(text, (name) =>
    SECRET_NAME.test(name) ? macroValue(name, values)?.replaceAll('$', TEXT_DOLLAR) : undefined,
  );
}

/** Last step of a rule's expansion: what was kept apart as text is an ordinary `$` again. */
export function settle(text: string): string {
  return text.replaceAll(TEXT_DOLLAR, '$');
}

function replaceMacros(
  text: string,
  lookUp: (name: string) => string | undefined,
  textDollar = '$',
): string {
  return text.replace(
    MACRO,
    (
      whole: string,
      dollar?: string,
      bare?: string,
      inner?: string,
      from?: string,
      size?: string,
    ) => {
      if (dollar) return textDollar;
      const value = lookUp(bare ?? inner ?? '');
      if (value === undefined) return whole;
      const start = Number(from ?? 0);
      return value.slice(start, size === undefined ? undefined : start + Number(size));
    },
  );
}

function macroValue(name: string, values: ReadonlyMap<string, string>): string | undefined {
  return values.get(name) ?? (name.startsWith('GPP_') ? values.get(name.slice(4)) : undefined);
}
