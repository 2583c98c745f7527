/** The pieces a condition is made of (guide: Conditional Expressions), with their places. */

export type Operator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

interface Placed {
  /** Offset in the text that was read. */
  at: number;
  /** One past the last character, quotes included. */
  end: number;
}

/** A value as it stands: `text` was in double quotes, `word` was not. */
export type Operand = Placed & { type: 'text' | 'word'; text: string };
export type Token = Operand | (Placed & { type: 'operator'; operator: Operator });

const words = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
const OPERATORS = new Map<string, Operator>([
  ['=', 'eq'],
  ['!=', 'ne'],
  // Firmware before 2.0.6.
  ['!', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
  ...words.map((name) => [name, name] as const),
]);

/** @returns the tokens, or the offset of a double quote without its partner */
export function readTokens(text: string): Token[] | { unclosedAt: number } {
  const tokens: Token[] = [];
  const pattern = /\s*(?:"([^"]*)"|(!=|<=|>=|[=<>!])|([^\s"=<>!]+))/y;
  for (let at = 0; ; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) {
      const rest = text.slice(at);
      return rest.trim() === '' ? tokens : { unclosedAt: at + rest.search(/\S/) };
    }
    const [whole, quoted, sign, word = ''] = found;
    const place = { at: at + whole.search(/\S/), end: at + whole.length };
    const operator = OPERATORS.get(sign ?? word);
    if (quoted !== undefined) tokens.push({ type: 'text', text: quoted, ...place });
    else if (operator) tokens.push({ type: 'operator', operator, ...place });
    else tokens.push({ type: 'word', text: word, ...place });
  }
}
