/** Key files: 256 random bits as 64 hex digits and a line end, readable by their owner only. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { KEY_BYTES } from './seal.ts';
import { syncDir } from './vault-file.ts';

const LARGEST_BYTES = 4096;

/**
 * @throws StationError KEY_FILE_MISSING, KEY_FILE_OPEN (others can read it; not looked at on Windows, where
 *         the rights of the folder protect it), KEY_FILE_BAD
 */
export function readKeyFile(file: string): Buffer {
  const text = readSecretText(file, 'key file', 'KEY_FILE').trim();
  if (new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`, 'i').test(text)) return Buffer.from(text, 'hex');
  throw new StationError(
    'KEY_FILE_BAD',
    `The key file ${file} holds no key: 64 hex digits on one line, such as “openssl rand -hex 32” prints.`,
  );
}

/** The key of the file, which is made when there is none. @throws as {@link readKeyFile}, and KEY_FILE_FAILED */
export function makeKeyFile(file: string): Buffer {
  if (existsSync(file)) return readKeyFile(file);
  const key = randomBytes(KEY_BYTES);
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeSync(handle, `${key.toString('hex')}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    syncDir(dirname(file));
  } catch (cause) {
    const message = `The key file ${file} cannot be made. Check that its folder is there, and its rights.`;
    throw new StationError('KEY_FILE_FAILED', message, { cause });
  }
  return key;
}

/** A passphrase kept in a file: its first line. @throws StationError PASSPHRASE_FILE_… as above */
export function readPassphraseFile(file: string): string {
  const [line = ''] = readSecretText(file, 'passphrase file', 'PASSPHRASE_FILE').split(/\r?\n/);
  if (line !== '') return line;
  throw new StationError(
    'PASSPHRASE_FILE_BAD',
    `The passphrase file ${file} begins with an empty line.`,
  );
}

function readSecretText(file: string, what: string, code: string): string {
  let text: string;
  let mode: number;
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > LARGEST_BYTES) throw new Error('not a small file');
    mode = found.mode;
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `The ${what} ${file} is not there or cannot be read. Put it there, then unlock the keys.`;
    throw new StationError(`${code}_MISSING`, message, { cause });
  }
  if (process.platform === 'win32' || (mode & 0o077) === 0) return text;
  throw new StationError(
    `${code}_OPEN`,
    `Others on this computer can read the ${what} ${file}. Make it yours alone: chmod 600 ${file}`,
  );
}
