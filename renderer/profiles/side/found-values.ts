import type { PreviewValue } from '../../../main/contract/profiles.ts';

/** Values whose name, value or layer holds every word that was typed. Pure. */
export function foundValues(
  values: readonly PreviewValue[],
  typed: string,
): readonly PreviewValue[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return values;
  return values.filter(({ name, value, isSecret, from }) => {
    // Of a secret only its fingerprint is here; nobody looks for that.
    const text = `${name} ${isSecret ? '' : (value ?? '')} ${from}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
