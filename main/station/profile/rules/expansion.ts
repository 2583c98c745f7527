import { type Readings, standardReadings } from '../unit/readings.ts';
import { expandRule, ruleMacros } from './macro.ts';

/** A text after its first expansion ({@link expandRule}; not yet settled), and where it came from. */
export interface Expansion {
  text: string;
  /**
   * How a stretch of `text` was typed. An end inside a macro's value takes the whole macro in.
   * @param from offsets in `text`
   */
  before(from: number, to: number): string;
}

/** Expands a rule, or one part of it, and remembers what it was made of. */
export function expand(
  typed: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): Expansion {
  // Most texts are never looked up; the pieces wait until one is.
  let places: Place[] | null = null;
  const text = expandRule(typed, values, readings);
  return {
    text,
    before(from, to) {
      places ??= placesOf(ruleMacros(typed, values, readings));
      return typed.slice(typedOffset(places, from, 'from'), typedOffset(places, to, 'to'));
    },
  };
}

/** One piece: where it begins in the expanded text and, both ends, in the typed one. */
interface Place {
  at: number;
  isMacro: boolean;
  from: number;
  to: number;
}

function placesOf(pieces: ReturnType<typeof ruleMacros>): Place[] {
  let at = 0;
  return pieces.map(({ text, macro, from, to }) => {
    const place = { at, isMacro: macro !== null, from, to };
    at += text.length;
    return place;
  });
}

function typedOffset(places: readonly Place[], offset: number, side: 'from' | 'to'): number {
  // An end belongs to the piece that holds the character before it.
  const character = side === 'from' ? offset : offset - 1;
  let low = 0;
  let high = places.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((places[middle]?.at ?? 0) <= character) low = middle;
    else high = middle - 1;
  }
  const place = places[low];
  if (!place) return offset;
  if (place.isMacro) return place[side];
  return Math.min(place.to, place.from + offset - place.at);
}
