import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

const TIME_LIMIT_MS = 5000;
/** A list of cards with hundreds of addresses still fits. */
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/** Where the system keeps its own programs; PATH is not asked, it belongs to the user. */
function systemDirs(): string[] {
  if (process.platform !== 'win32') {
    const dirs = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/run/current-system/sw/bin'];
    return process.platform === 'darwin' ? [...dirs, '/usr/libexec/ApplicationFirewall'] : dirs;
  }
  const system32 = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32');
  return [join(system32, 'WindowsPowerShell', 'v1.0'), system32];
}

/** @returns the full path of one of the system's programs (`.exe` included on Windows), or null. */
export async function programPath(name: string): Promise<string | null> {
  for (const dir of systemDirs()) {
    const path = join(dir, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

/**
 * Runs one of the system's programs, without a shell, in English, for at most 5 s.
 * @returns its standard output, or null when it is missing, failed or took too long. Never throws.
 */
export async function runProgram(name: string, args: readonly string[]): Promise<string | null> {
  const path = await programPath(name);
  if (path === null) return null;
  const options = {
    timeout: TIME_LIMIT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C' },
  };
  return new Promise((resolve) => {
    execFile(path, args, options, (error, stdout) => resolve(error ? null : stdout));
  });
}
