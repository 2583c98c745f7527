import { bad, good, type Read } from '../problem.ts';
import { expandRule, expandSecrets, settle } from './macro.ts';

export interface ResyncOptions {
  /** Pass phrase of the profile, `$SA` … `$SD` expanded. */
  key?: string;
  /** Letter `a` … `p`: POST with the body of GPP_A … GPP_P instead of GET. */
  post?: string;
  /** Letter `a` … `p` of the parameter that holds the alias map. */
  alias?: string;
  /** HTTP account, newer firmware only; not in the guide. */
  uid?: string;
  pwd?: string;
}

/**
 * Reads `[--key … --post … --alias …]`, brackets included (guide: Optional Resync Arguments).
 * Everything is macro expanded, `$SA` … `$SD` only in the argument of `--key`, and there after the
 * argument was cut out: blanks in a secret do not end it.
 *
 * @returns problems `bad-options`, `unknown-option`, `bad-letter`; never showing an argument
 */
export function readResyncOptions(
  text: string,
  values: ReadonlyMap<string, string>,
): Read<ResyncOptions> {
  const inside = /^\s*\[(.*)\]\s*$/s.exec(expandRule(text, values))?.[1];
  if (inside === undefined) return bad('bad-options', 'Options stand between [ and ].');
  const options: ResyncOptions = {};
  const pattern = /\s*--([A-Za-z0-9]*)\s+(?:"([^"]*)"|([^\s"\]]+))(?=\s|$)/y;
  const end = inside.trimEnd().length;
  for (let at = 0; at < end; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const [, name, quoted, bare] = pattern.exec(inside) ?? [];
    if (name === undefined) {
      return bad('bad-options', 'An option is written --name and an argument.');
    }
    const argument = quoted ?? bare ?? '';
    if (name === 'key') options.key = settle(expandSecrets(argument, values));
    else if (name === 'uid' || name === 'pwd') options[name] = settle(argument);
    else if (name !== 'post' && name !== 'alias') {
      return bad('unknown-option', `There is no option --${name}.`);
    } else if (!/^[a-p]$/.test(argument)) {
      return bad('bad-letter', `The argument of --${name} is a letter from a to p.`);
    } else options[name] = argument;
  }
  return good(options);
}
