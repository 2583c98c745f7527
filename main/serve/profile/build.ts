/** `profile build FILE --mac M …`, `profile open FILE`: a file as it goes to a unit, and back. */
import { detectFormat } from '../../station/profile/packed/detect.ts';
import { openSource, packProfile } from '../../station/profile/packed/pack.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { builtProfile, fieldFlags } from './built.ts';
import { writePrivateFile } from './files-out.ts';
import { keyOf, macOf, modelOf, onlyFile, parsed } from './options.ts';
import { readBytes } from './source-file.ts';

const keyFlags = { key: { type: 'string' }, 'key-file': { type: 'string' } } as const;
const outFlag = { out: { type: 'string', short: 'o' } } as const;

/** @returns 1 when the profile does not build; nothing is written then */
export function buildCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, {
    ...{ ...keyFlags, ...outFlag, ...fieldFlags },
    mac: { type: 'string' },
    gzip: { type: 'boolean' },
    model: { type: 'string' },
    serial: { type: 'string' },
  });
  const path = onlyFile(positionals, 'build');
  if (values.mac === undefined) throw new WrongUse('profile build needs --mac M');
  if (values.out === undefined) throw new WrongUse('profile build needs -o OUT');
  const mac = macOf(values.mac);
  const model = values.model === undefined ? null : modelOf(values.model);
  const key = keyOf(values);
  const text = builtProfile(path, { mac, model, serial: values.serial ?? null, values }, printer);
  if (text === null) return exitCode.refused;
  const bytes = packProfile(text, { gzip: values.gzip ?? false, key });
  writePrivateFile(values.out, bytes);
  const about = { file: values.out, bytes: bytes.length, format: detectFormat(bytes) };
  printer.value(about, `${values.out}: ${bytes.length} bytes, ${formatWords[about.format]}`);
  return exitCode.done;
}

const formatWords = {
  openssl: 'encrypted (AES-256-CBC)',
  gzip: 'compressed, not encrypted',
  xml: 'plain XML, not encrypted',
  'plain-text': 'plain text',
  unknown: 'binary',
};

export function openCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, { ...keyFlags, ...outFlag });
  const path = onlyFile(positionals, 'open');
  const opened = openSource(readBytes(path), keyOf(values));
  if (!opened.ok) {
    printer.problem('NOT_OPENED', `${path}: ${opened.problem.message}`);
    return exitCode.refused;
  }
  if (values.out === undefined) printer.text(opened.value);
  else writePrivateFile(values.out, opened.value);
  return exitCode.done;
}
