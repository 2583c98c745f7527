import { readFile } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

/**
 * A text that is another one after each restart of this computer, on systems where a card's address
 * is gone by then; empty where addresses last (Windows), and where the system does not tell.
 */
export async function bootId(): Promise<string> {
  if (process.platform === 'linux') {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
  }
  if (process.platform !== 'darwin') return '';
  return ((await runProgram('sysctl', ['-n', 'kern.bootsessionuuid'])) ?? '').trim();
}
