/** What a program printed, made fit to be shown and kept. Pure. */
import { visible } from '../log.ts';

const MOST_CHARACTERS = 2000;
const SHORTEST_SECRET = 4;

/** Longest first, so that no part of a longer one is left over. Line ends stay. */
export function masked(said: string, secrets: readonly string[]): string {
  const long = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  let text = said;
  for (const secret of [...new Set(long)].sort((a, b) => b.length - a.length)) {
    text = text.replaceAll(new RegExp(escaped(secret), 'gi'), '•••');
  }
  // A key that was cut, or written another way, is still a long row of hex digits.
  text = text.replaceAll(/[0-9a-fA-F]{13,}/g, '•••');
  const lines = text.split(/\r?\n/).map((line) => visible(line.trimEnd()));
  const whole = lines.join('\n').trim();
  return whole.length > MOST_CHARACTERS ? `${whole.slice(0, MOST_CHARACTERS)} …` : whole;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Values of a profile in plain text, each of which the compiler might repeat. */
export function valuesOf(text: string): string[] {
  return [...text.matchAll(/"([^"\n]*)"/g)].flatMap(([, value]) => value ?? []);
}
