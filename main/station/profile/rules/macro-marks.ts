import { concealing, secretFingerprint } from '../unit/fingerprint.ts';
import { type Readings, standardReadings } from '../unit/readings.ts';
import { isSecretParameter } from '../values/secrets.ts';
import { parameterOf } from './assignment.ts';
import { expandSecrets, ruleMacros, settle } from './macro.ts';

/** A stretch of an expanded rule, for a screen that prints expanded parts in bold. */
export interface MarkedPiece {
  /** As expanded; of a secret the fingerprint, '' for an empty one. */
  text: string;
  /** `MA` where `$MA` stood; null for text, and for a secret that is more than one macro. */
  macro: string | null;
  isSecret: boolean;
  /** Where the piece begins in the expanded text that problems count columns in; from 1. */
  column: number;
}

/**
 * Expands a rule and tells what came out of which macro. Secret are, whatever they are made of: the
 * arguments of `--key` and `--pwd`, and values assigned to secret parameters. `$SA` … `$SD` stay as
 * they are elsewhere, as in {@link evaluateRule}.
 */
export function expandWithMarks(
  text: string,
  values: ReadonlyMap<string, string>,
  readings: Readings = standardReadings,
): MarkedPiece[] {
  const pieces = ruleMacros(text, values, readings);
  const expanded = pieces.map((piece) => piece.text).join('');
  const secrets = secretsIn(expanded, values, readings);
  const conceal = concealing(secrets.map((secret) => secret.value));
  const marked: MarkedPiece[] = [];
  const put = (part: string, macro: string | null, at: number) => {
    if (part === '' && macro === null) return;
    marked.push({ text: conceal(settle(part)), macro, isSecret: false, column: at + 1 });
  };
  let at = 0;
  let next = 0;
  for (const piece of pieces) {
    const end = at + piece.text.length;
    let done = at;
    for (let secret = secrets[next]; secret && secret.from < end; secret = secrets[next]) {
      if (secret.from >= done && secret.from >= at) {
        if (secret.from > done)
          put(piece.text.slice(done - at, secret.from - at), piece.macro, done);
        const isWhole = piece.macro !== null && secret.from === at && secret.to === end;
        const macro = isWhole ? piece.macro : secret.macro;
        const fingerprint = secretFingerprint(secret.value);
        const column = secret.from + 1;
        marked.push({ text: fingerprint, macro, isSecret: true, column });
      }
      done = Math.min(end, secret.to);
      if (secret.to > end) break;
      next += 1;
    }
    if (done < end || piece.text === '') put(piece.text.slice(done - at), piece.macro, done);
    at = end;
  }
  return marked;
}

interface SecretPlace {
  from: number;
  to: number;
  value: string;
  /** The one of `$SA` … `$SD` that is all of it. */
  macro: string | null;
}

/** Secrets of an expanded rule, in order, none inside another. */
function secretsIn(
  expanded: string,
  values: ReadonlyMap<string, string>,
  readings: Readings,
): SecretPlace[] {
  const pattern = /--(key|pwd)\s+(?:"([^"]*)"|([^\s"\]]+))|([A-Za-z_][\w.-]*)\s*=\s*"([^"]*)"/g;
  const places: SecretPlace[] = [];
  for (const found of expanded.matchAll(pattern)) {
    const [whole, option, quoted, bare, name, value] = found;
    if (option === undefined && !isSecretParameter(parameterOf(name ?? ''))) continue;
    const argument = quoted ?? bare ?? value ?? '';
    const to = found.index + whole.length - (bare === undefined ? 1 : 0);
    const opened = option === 'key' ? expandSecrets(argument, values, readings) : argument;
    const macro = /^\$\(?(?:GPP_)?(S[A-D])(?:[:\d]*\))?$/.exec(argument)?.[1] ?? null;
    places.push({
      from: to - argument.length,
      to,
      value: settle(opened),
      macro: option === 'key' ? macro : null,
    });
  }
  return places;
}
