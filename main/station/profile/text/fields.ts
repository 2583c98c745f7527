/**
 * The station's own fields in a template: `{{unit.mac}}`, `{{secret:admin}}`, and with filters for
 * notation `{{unit.mac | colon | upper}}`. They are no part of the vendor's language and never reach a
 * unit.
 */
import { bad, good, positionOf, type Read } from '../problem.ts';
import { applyFilter, type FieldFilter, readFilter } from './field-filters.ts';
import type { Span } from './source.ts';
import { escapeXml } from './xml-write.ts';

/** `account.sip-user`, `secret:admin`; names without `:` take no argument. */
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_.-]*(?::[A-Za-z0-9_.-]{1,40})?$/;

/** Other spellings of a field, as people write them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'key:256': 'key',
  'dir:random': 'directory',
  'station.ip': 'station.address',
};

/** One `{{…}}` of a text. */
export interface FieldUse extends Span {
  /** As the values know it. */
  name: string;
  filters: readonly FieldFilter[];
}

/** A `{{` that opens no field, or a filter nobody knows. */
export interface FieldMistake extends Span {
  kind: 'bad-field' | 'bad-filter';
  message: string;
}

export interface FilledText {
  text: string;
  /** Names that were filled, each once, in order of first use. */
  used: string[];
}

/** Field name to its value; undefined: there is no such field. */
export interface FieldValues {
  get(name: string): string | undefined;
  /** What is written for a field, after its filters; absent: what it holds. */
  shown?(name: string, text: string): string;
}

/** What would end a part of a rule, begin another, or be expanded on the unit. */
const RULE_SIGNS = /[|$[\]()"#\s]/;

/** Who makes more has not meant fields. */
const MOST_MISTAKES = 1000;

/** Every field of a text and every mistake up to the thousandth, in order. Never throws. */
export function scanFields(text: string): { uses: FieldUse[]; mistakes: FieldMistake[] } {
  const uses: FieldUse[] = [];
  const mistakes: FieldMistake[] = [];
  for (let start = text.indexOf('{{'), from = 0; start >= 0; start = text.indexOf('{{', from)) {
    const lineEnd = text.indexOf('\n', start);
    const close = text.indexOf('}}', start + 2);
    const isClosed = close >= 0 && (lineEnd < 0 || close < lineEnd);
    const [name = '', ...filters] = isClosed
      ? text
          .slice(start + 2, close)
          .split('|')
          .map((part) => part.trim())
      : [];
    if (mistakes.length >= MOST_MISTAKES) break;
    if (!FIELD_NAME.test(name)) {
      const message = 'A field is written {{name}}, on one line.';
      mistakes.push({ kind: 'bad-field', message, start, end: start + 2 });
      from = start + 2;
      continue;
    }
    const end = close + 2;
    const read = filters.map(readFilter);
    const wrong = read.indexOf(null);
    if (wrong >= 0) {
      const message = `There is no filter "${filters[wrong]}".`;
      mistakes.push({ kind: 'bad-filter', message, start, end });
    } else {
      const known = read.filter((filter) => filter !== null);
      uses.push({ name: SPELLINGS[name] ?? name, filters: known, start, end });
    }
    from = end;
  }
  return { uses, mistakes };
}

/**
 * Fills a template's fields; blanks around names and filters are allowed. Filled values are never
 * searched for fields again.
 *
 * @param values  a name it does not have is a problem, never left or emptied
 * @param options `escape: 'xml'` writes values so that XML reads them back unchanged; `'none'` as is;
 *                `isRule`: the text is a rule, which what is filled in may not change
 * @returns problem `unknown-field` naming the field, `bad-field` for `{{` without a name and `}}` on
 *          the same line, `bad-filter`, or `breaks-rule`; with line and column of the `{{`
 */
export function fillFields(
  text: string,
  values: FieldValues,
  options: { escape: 'xml' | 'none'; isRule?: boolean },
): Read<FilledText> {
  const { uses, mistakes } = scanFields(text);
  const [mistake] = mistakes;
  if (mistake) return bad(mistake.kind, mistake.message, positionOf(text, mistake.start));
  let filled = '';
  let from = 0;
  for (const { name, filters, start, end } of uses) {
    const value = values.get(name);
    if (value === undefined) {
      return bad('unknown-field', `There is no field {{${name}}}.`, positionOf(text, start));
    }
    const written = filters.reduce((so, filter) => applyFilter(so, filter), value);
    if (options.isRule && RULE_SIGNS.test(written)) {
      const message = `What {{${name}}} holds would change the rule; write {{${name} | url}}.`;
      return bad('breaks-rule', message, positionOf(text, start));
    }
    const shown = values.shown?.(name, written) ?? written;
    filled += text.slice(from, start) + (options.escape === 'xml' ? escapeXml(shown) : shown);
    from = end;
  }
  const used = [...new Set(uses.map(({ name }) => name))];
  return good({ text: filled + text.slice(from), used });
}
