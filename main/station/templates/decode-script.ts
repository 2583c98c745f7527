/** A script of a tone or ring in words and as notes a page can play (R-211 … R-213). */
import type { DecodedScript } from '../../contract/profiles.ts';
import { good, type Read } from '../profile/problem.ts';
import { decodeCadScript } from '../profile/values/cadence.ts';
import { decodeToneScript } from '../profile/values/tone.ts';
import { cadenceTone, toneSchedule } from '../profile/values/tone-schedule.ts';
import { describeScript } from '../profile/values/words.ts';

/** Long enough to tell a tone by. */
const PREVIEW_SECONDS = 12;

export function decodeScript(text: string): Read<DecodedScript> {
  const words = describeScript(text);
  if (!words.ok) return words;
  const { kind, lines } = words.value;
  return good({ kind, lines, sounds: soundsOf(kind, text) });
}

function soundsOf(kind: DecodedScript['kind'], text: string): DecodedScript['sounds'] {
  if (kind === 'tone') {
    const tone = decodeToneScript(text);
    return tone.ok ? toneSchedule(tone.value, PREVIEW_SECONDS) : [];
  }
  if (kind !== 'cadence') return [];
  const cadence = decodeCadScript(text);
  return cadence.ok ? toneSchedule(cadenceTone(cadence.value), PREVIEW_SECONDS) : [];
}
