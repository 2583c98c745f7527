/** Runs commands that need an administrator, after the system's own dialog has asked for one. */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { asCommandLine } from './address-commands.ts';
import {
  dialogProgramOf,
  type Elevated,
  type Ended,
  elevation,
  type Launch,
  readEnd,
} from './elevation.ts';
import { programPath } from './run-program.ts';

export type { Elevated } from './elevation.ts';

/** Long enough to find the password; a dialog nobody answers does not hold the card for ever. */
const TIME_LIMIT_MS = 120_000;
const MAX_STDERR_CHARS = 4096;

/**
 * Runs the commands one after the other until one fails, as root at once, otherwise when the person
 * at this computer agrees. Never throws. Does not keep the process alive: a dialog nobody answers is
 * taken away when the station ends.
 *
 * @param commands  the system's own programs by name (`ip`), and their arguments
 * @param limitMs   for dialog and commands together; then they are ended and count as failed
 */
export async function runElevated(
  commands: readonly string[][],
  limitMs = TIME_LIMIT_MS,
): Promise<Elevated> {
  const { platform } = process;
  const isRoot = process.geteuid?.() === 0;
  const byHand = asCommandLine(commands, platform);
  if (commands.flat().some((word) => /[\u0000-\u001f\u007f]/.test(word))) {
    return { outcome: 'failed', why: 'a name has characters that no command line carries' };
  }
  const found: string[][] = [];
  for (const [name = '', ...args] of commands) {
    const path = await programPath(platform === 'win32' ? `${name}.exe` : name);
    if (path === null) return { outcome: 'failed', why: `this computer has no program ${name}` };
    found.push([path, ...args]);
  }
  const dialogProgram = await programPath(dialogProgramOf(platform));
  if (dialogProgram === null && !isRoot) return { outcome: 'no-dialog', byHand };
  const until = performance.now() + limitMs;
  for (const launch of elevation(found, platform, isRoot, dialogProgram ?? '')) {
    const ended = await run(launch, until - performance.now());
    const result = readEnd(ended, platform, isRoot, byHand);
    if (result.outcome !== 'done') return result;
  }
  return { outcome: 'done' };
}

/** Ends at the limit also when the program cannot be killed, being root's by then. */
function run({ program, args }: Launch, limitMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
      env: { ...process.env, LC_ALL: 'C' },
    });
    let stderr = '';
    const kill = (): void => void child.kill();
    process.once('exit', kill);
    child.unref();
    (child.stderr as Socket).unref();
    const end = (ended: Ended): void => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve(ended);
    };
    const timer = setTimeout(() => {
      kill();
      end({ code: null, stderr: 'it took too long, and was given up' });
    }, limitMs).unref();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(0, MAX_STDERR_CHARS);
    });
    child.on('error', (error) => end({ code: null, stderr: error.message }));
    child.on('close', (code) => end({ code, stderr }));
  });
}
