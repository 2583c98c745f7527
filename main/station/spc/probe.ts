/** Whether a program is the vendor's compiler: it is asked for its sample profile. */
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from '../profile/packed/pack.ts';
import { readSample } from '../profile/values/sample-read.ts';
import { failed, type SpcResult } from './failure.ts';
import { masked } from './mask.ts';
import { inPrivateFolder } from './private-folder.ts';
import { runSpc } from './run.ts';

export interface SpcFound {
  /** In its sample profile. */
  parameters: number;
  /** What it printed; may be empty. */
  said: string;
}

/** The documented program takes a key in no other way. */
export const keyIsVisible =
  'A key goes to the compiler on its command line, the only way it has: other users of this computer can see it while it runs.';

const MOST_SAMPLE_BYTES = 4 * 1024 * 1024;

/** @returns what was found, or why it is not usable */
export function probeSpc(path: string, timeoutMs = 5000): Promise<SpcResult<SpcFound>> {
  return inPrivateFolder<SpcResult<SpcFound>>(async (folder) => {
    const name = 'sample.txt';
    const run = await runSpc(path, ['--sample-profile', name], { cwd: folder, timeoutMs });
    if (!run.ok)
      return { ok: false, failure: { ...run.failure, said: masked(run.failure.said, []) } };
    const { exitCode } = run.value;
    const said = masked(run.value.said, []);
    if (exitCode !== 0) return failed('exit', { exitCode, said });
    const file = join(folder, name);
    const about = await lstat(file).catch(() => null);
    if (about === null || !about.isFile() || about.size === 0) {
      return failed('nothing-written', { exitCode, said });
    }
    if (about.size > MOST_SAMPLE_BYTES) return failed('too-large', { exitCode, said });
    const sample = readSample(decodeText(await readFile(file)));
    if (!sample.ok || sample.value.length === 0)
      return failed('nothing-written', { exitCode, said });
    return { ok: true, value: { parameters: sample.value.length, said } };
  }).catch(() => failed('no-folder'));
}
