import { bad, good, positionOf, type Read } from '../problem.ts';
import { escapeXml } from './xml-write.ts';

/** What a field may be called: `mac`, `bootstrap.key`, `account.sip-user`. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_.-]*$/;

export interface FilledText {
  text: string;
  /** Names that were filled, each once, in order of first use. */
  used: string[];
}

/**
 * Fills the station's own fields, `{{name}}`, in a template; blanks around the name are allowed.
 * Filled values are never searched for fields again.
 *
 * @param values  field name to its value; a name that is not there is a problem, never left or emptied
 * @param options `escape: 'xml'` writes values so that XML reads them back unchanged; `'none'` as is
 * @returns problem `unknown-field` naming the field, or `bad-field` for `{{` without a name and `}}`
 *          on the same line, both with line and column of the `{{`
 */
export function fillFields(
  text: string,
  values: ReadonlyMap<string, string>,
  options: { escape: 'xml' | 'none' },
): Read<FilledText> {
  const used = new Set<string>();
  let filled = '';
  let from = 0;
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const lineEnd = text.indexOf('\n', open);
    const close = text.indexOf('}}', open + 2);
    const isClosed = close >= 0 && (lineEnd < 0 || close < lineEnd);
    const name = isClosed ? text.slice(open + 2, close).trim() : '';
    if (!FIELD_NAME.test(name)) {
      return bad('bad-field', 'A field is written {{name}}, on one line.', positionOf(text, open));
    }
    const value = values.get(name);
    if (value === undefined) {
      return bad('unknown-field', `There is no field {{${name}}}.`, positionOf(text, open));
    }
    used.add(name);
    filled += text.slice(from, open) + (options.escape === 'xml' ? escapeXml(value) : value);
    from = close + 2;
  }
  return good({ text: filled + text.slice(from), used: [...used] });
}
