/** What a person types into a search field, as conditions over a `search` column of lower-case text. */
import type { Sql, SqlValue, Statement } from './sql.ts';

export interface Condition {
  sql: string;
  values: SqlValue[];
}

/** The lower-case text an account or a binding is found by. */
export function searchText(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase();
}

/**
 * Every word must be somewhere in the column. A MAC or a part of one is found in any notation, since
 * the column holds it without signs.
 */
export function searchCondition(column: string, typed: string): Condition | null {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const each = words.map((word) => [...new Set([word, withoutMacSigns(word)])]);
  const sql = each
    .map((forms) => `(${forms.map(() => `instr(${column}, ?) > 0`).join(' OR ')})`)
    .join(' AND ');
  return { sql, values: each.flat() };
}

/** `00:0e:08:4f`, `000e.084f` and `2a-0f-` without signs; anything else as it is. */
function withoutMacSigns(word: string): string {
  const isMacLike = /^[0-9a-f]{2}(?:[0-9a-f]{2})?(?:[:.-][0-9a-f]{1,4})*[:.-]?$/.test(word);
  return isMacLike ? word.replace(/[:.-]/g, '') : word;
}

export function allOf(conditions: readonly (Condition | null)[]): Condition {
  const given = conditions.filter((each) => each !== null);
  return {
    sql: given.length === 0 ? '' : `WHERE ${given.map(({ sql }) => sql).join(' AND ')}`,
    values: given.flatMap(({ values }) => values),
  };
}

/** Runs statements that differ from question to question; each is compiled once. */
export function compiledOnce(sql: Sql): <T>(source: string, values: readonly SqlValue[]) => T[] {
  const compiled = new Map<string, Statement<unknown>>();
  return <T>(source: string, values: readonly SqlValue[]) => {
    const statement = compiled.get(source) ?? sql.prepare<unknown>(source);
    compiled.set(source, statement);
    return statement.all(...values) as T[];
  };
}

/**
 * Up to so many rows are found first and sorted then; of more, an index is walked in the order asked for until
 * the page is full. Either way a page of 100,000 rows costs some 30 ms at most.
 */
export const FEW_ROWS = 5000;
