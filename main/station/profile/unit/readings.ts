import { bad, good, type Read } from '../problem.ts';
import { type ReadingText, readingTexts } from './reading-texts.ts';

export { type ReadingText, readingTexts } from './reading-texts.ts';

/** One decision for each question of {@link readingTexts}. */
export type Readings = {
  [N in keyof typeof readingTexts]: (typeof readingTexts)[N] extends ReadingText<infer A>
    ? A
    : never;
};

/** All standard decisions, with those given laid over them. */
export function readingsOf(partial: Partial<Readings> = {}): Readings {
  return { ...standardReadings, ...partial };
}

/** What everybody uses who says nothing. */
export const standardReadings: Readings = Object.freeze(
  // The type is made from the same table, member by member, which the compiler cannot follow.
  Object.fromEntries(Object.entries(readingTexts).map(([name, text]) => [name, text.standard])) as {
    [N in keyof Readings]: Readings[N];
  },
);

/**
 * Reads `retryDelayZero=at-once,emptyElement=keep`; blanks do not count, of a name given twice the
 * last one does. An empty text is the standard.
 * @returns problems `bad-reading` and `unknown-reading`, with the column and what there is to choose from
 */
export function parseReadings(text: string): Read<Readings> {
  const chosen: Record<string, string> = {};
  let at = 0;
  for (const part of text.trim() === '' ? [] : text.split(',')) {
    const where = { column: at + 1 + part.length - part.trimStart().length };
    at += part.length + 1;
    const [name = '', alternative, ...rest] = part.split('=').map((side) => side.trim());
    if (alternative === undefined || rest.length > 0) {
      return bad('bad-reading', 'A reading is written name=alternative.', where);
    }
    if (!isReading(name)) {
      const names = Object.keys(readingTexts).join(', ');
      return bad('unknown-reading', `There is no such reading; there are ${names}.`, where);
    }
    const alternatives = Object.keys(readingTexts[name].alternatives);
    if (!alternatives.includes(alternative)) {
      return bad('unknown-reading', `${name} is one of ${alternatives.join(', ')}.`, where);
    }
    chosen[name] = alternative;
  }
  return good({ ...standardReadings, ...chosen });
}

function isReading(name: string): name is keyof Readings {
  return Object.hasOwn(readingTexts, name);
}
