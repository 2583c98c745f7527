/** `profile decode-tone TEXT`: a script or a list of waits in words, tones and cadences as a sound file. */
import { decodeCadScript } from '../../station/profile/values/cadence.ts';
import { decodeToneScript } from '../../station/profile/values/tone.ts';
import { renderCadence, renderTone, toWav } from '../../station/profile/values/tone-sound.ts';
import { describeScript } from '../../station/profile/values/words.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { writePrivateFile } from './files-out.ts';
import { parsed } from './options.ts';

const SOUND = { sampleRate: 16_000, seconds: 20 };

export function decodeToneCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, { wav: { type: 'string' } });
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) {
    throw new WrongUse('profile decode-tone needs one TEXT, in quotes');
  }
  const words = describeScript(text);
  if (!words.ok) {
    const { column = 1, message } = words.problem;
    printer.problem('BAD_SCRIPT', `column ${column}: ${message}`);
    return exitCode.refused;
  }
  const { kind, lines } = words.value;
  printer.value({ kind, lines }, lines.join('\n'));
  if (values.wav !== undefined) writeSound(values.wav, kind, text, printer);
  return exitCode.done;
}

function writeSound(path: string, kind: string, text: string, printer: Printer): void {
  const samples = samplesOf(kind, text);
  if (samples === null) throw new WrongUse(`${kind} have no sound; give a whole tone or cadence`);
  writePrivateFile(path, toWav(samples, SOUND.sampleRate));
  printer.say(`${path}: ${(samples.length / SOUND.sampleRate).toFixed(1)} s of sound`);
}

function samplesOf(kind: string, text: string): Float32Array | null {
  if (kind === 'tone') {
    const tone = decodeToneScript(text);
    return tone.ok ? renderTone(tone.value, SOUND) : null;
  }
  const cadence = kind === 'cadence' ? decodeCadScript(text) : null;
  return cadence?.ok ? renderCadence(cadence.value, SOUND) : null;
}
