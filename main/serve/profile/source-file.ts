/** A profile of the disk and everything it imports, for verbs that need no station. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { openSource } from '../../station/profile/packed/pack.ts';
import { importedNames } from '../../station/profile/text/plain-scan.ts';
import { isXml, scanProfile, withoutMark } from '../../station/profile/text/scan.ts';
import type { ProfileSource, SourceFile } from '../../station/profile/text/source.ts';
import { WrongUse } from '../usage.ts';

/** More than any profile; a slip of the keyboard may name something else. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_FILES = 500;

export interface ReadSource {
  source: ProfileSource;
  /** What a file of the source is called on this computer. */
  pathOf(name: string): string;
}

/**
 * @param path of a file, or `-` for standard input; compressed and, with its key, encrypted ones too
 * @throws WrongUse when it cannot be read
 */
export function readSource(path: string, key: string | null = null): ReadSource {
  const isInput = path === '-';
  const folder = isInput ? '.' : dirname(path);
  const name = isInput ? '-' : basename(path);
  const text = textOf(path, key);
  const main: SourceFile = { name, text };
  const files = isXml(text) ? new Map<string, string>() : readImports(folder, main);
  return {
    source: scanProfile(main, files),
    pathOf: (file) => (file === name ? path : join(folder, file)),
  };
}

/** @throws WrongUse for what is no text */
export function textOf(path: string, key: string | null = null): string {
  const opened = openSource(readBytes(path), key);
  if (opened.ok) return withoutMark(opened.value);
  const { kind, message } = opened.problem;
  if (kind === 'empty') return '';
  const hint = kind === 'needs-key' ? ' "profile open" makes a text of it.' : '';
  throw new WrongUse(`${path}: ${message}${hint}`);
}

/** @throws WrongUse naming the file and why */
export function readBytes(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path === '-' ? 0 : path);
  } catch (cause) {
    throw new WrongUse(`${path} cannot be read: ${reasonOf(cause)}`);
  }
  if (bytes.length > MOST_BYTES) throw new WrongUse(`${path} is larger than 8 MiB: no profile is.`);
  return bytes;
}

/** Those inside of the folder, links followed no further; what is missing the reader names. */
function readImports(folder: string, main: SourceFile): Map<string, string> {
  const root = realpathSync(folder);
  const files = new Map<string, string>();
  const waiting = importedNames(main);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (files.has(name) || name === main.name || files.size >= MOST_FILES) continue;
    const text = readInside(root, name);
    if (text === null) continue;
    files.set(name, text);
    waiting.push(...importedNames({ name, text }));
  }
  return files.set(main.name, main.text);
}

function readInside(root: string, name: string): string | null {
  try {
    const real = realpathSync(join(root, name));
    const inside = relative(root, real);
    if (inside.startsWith(`..${sep}`) || inside === '..' || !statSync(real).isFile()) return null;
    return textOf(real);
  } catch (cause) {
    if (cause instanceof WrongUse) throw cause;
    return null; // the scan says "There is no file …" at the import
  }
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'it is a folder.';
  return code === 'EACCES' ? 'no right to read it.' : code || String(cause);
}
