/** What the screen says of keys, as sentences. Pure. */
import type {
  CertificateWords,
  ImportedUnit,
  KeyImport,
  KeyOverview,
} from '../../main/contract/escrow.ts';
import { count, countOf, dayAndTime } from '../ui/format.ts';

/** `1 204 keys, AES-256-CBC, encrypted at rest` */
export function keysLine({ keys, algorithm, isSealed }: KeyOverview): string {
  const rest = isSealed ? 'encrypted at rest' : 'kept in memory only';
  return `${countOf(keys, 'key')}, ${algorithm}, ${rest}`;
}

export function exportLine({ exports, keys, notExported }: KeyOverview, now: number): string {
  if (keys === 0) return 'There is nothing to export yet';
  const [last] = exports;
  const missing =
    notExported === 0
      ? 'Every key is in an export'
      : `${count(notExported)} of ${countOf(keys, 'key')} in no export yet`;
  if (last === undefined) return missing;
  return `${missing} · last ${dayAndTime(last.at, now)}, for ${names(last.recipients)}`;
}

/** `CN=isp` of a subject alone, several with "and". */
export function names(recipients: readonly CertificateWords[]): string {
  return recipients.map(({ subject }) => shortName(subject)).join(' and ');
}

/** What a person calls the owner of a certificate. */
export function shortName(subject: string): string {
  return /(?:^|, )CN=(.+?)(?:, [A-Z]+=|$)/.exec(subject)?.[1] ?? subject;
}

export const importStates: Readonly<
  Record<ImportedUnit['state'], { word: string; tone: 'ok' | 'idle' | 'warn' | 'fail' }>
> = {
  new: { word: 'New', tone: 'ok' },
  same: { word: 'The same', tone: 'idle' },
  different: { word: 'Different', tone: 'warn' },
  'in-use': { word: 'In use here', tone: 'fail' },
};

/** `2 new · 1 the same` */
export function importSummary({ units }: Pick<KeyImport, 'units'>): string {
  const states = ['new', 'same', 'different', 'in-use'] as const;
  const counted = states.map((state) => {
    const many = units.filter((unit) => unit.state === state).length;
    return many === 0 ? null : `${count(many)} ${importStates[state].word.toLowerCase()}`;
  });
  return counted.filter((one) => one !== null).join(' · ') || 'No unit is in it';
}

/** The three files of an export among those a person chose, by how they begin and end. */
export function sortedFiles<F extends { name: string }>(
  files: readonly F[],
): { file: F | null; manifest: F | null; signature: F | null } {
  const manifest = files.find(({ name }) => /\.json$/i.test(name)) ?? null;
  const signature = files.find(({ name }) => /\.p7s$/i.test(name)) ?? null;
  const file = files.find((one) => one !== manifest && one !== signature) ?? null;
  return { file, manifest, signature };
}

/** What is still to be chosen, as a sentence; null: nothing. */
export function missingFiles(files: readonly { name: string }[]): string | null {
  const { file, manifest, signature } = sortedFiles(files);
  if (file !== null && manifest !== null && signature !== null && files.length === 3) return null;
  return 'Choose all three files of one export together: the encrypted file, its .manifest.json and its .manifest.p7s.';
}
