/** Where a station keeps its data, and how the command line finds the one that runs there. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { StationError } from '../contract/errors.ts';

const runFileSchema = z.object({ pid: z.number().int(), url: z.string(), token: z.string() });
/** A running station: its process, its page, and the token of this start. */
export type RunFile = z.infer<typeof runFileSchema>;

/** `--data`, else `SPA_BENCH_DATA`, else the usual place of the system. */
export function dataDir(option: string | undefined): string {
  const given = option ?? process.env.SPA_BENCH_DATA;
  if (given) return resolve(given);
  if (process.platform === 'win32') {
    return join(process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'SPA Bench');
  }
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Application Support', 'SPA Bench');
  }
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'spa-bench');
}

/** @throws StationError DATA_DIR_FAILED */
export function makeDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = `The data folder ${dir} cannot be made. Choose another with --data.`;
    throw new StationError('DATA_DIR_FAILED', message, { cause });
  }
}

/** Only the owner can read it: the token opens the page. */
export function writeRunFile(dir: string, run: RunFile): void {
  const file = join(dir, 'station.json');
  writeFileSync(`${file}.new`, JSON.stringify(run), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeRunFile(dir: string): void {
  rmSync(join(dir, 'station.json'), { force: true });
}

/** The station last started on this folder; it may be gone, so connect before believing it. */
export function readRunFile(dir: string): RunFile | null {
  try {
    return runFileSchema.parse(JSON.parse(readFileSync(join(dir, 'station.json'), 'utf8')));
  } catch {
    return null;
  }
}
