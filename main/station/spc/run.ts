/** One start of the vendor's program: no shell, a time limit, a cap on what it says. */
import { spawn } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failed, type SpcResult } from './failure.ts';

const MOST_OUTPUT_BYTES = 64 * 1024;

export interface SpcRun {
  exitCode: number;
  /** Both streams as they came, not masked. */
  said: string;
}

/** @param cwd a folder of its own: relative names in `args` lie there */
export async function runSpc(
  path: string,
  args: readonly string[],
  { cwd, timeoutMs }: { cwd: string; timeoutMs: number },
): Promise<SpcResult<SpcRun>> {
  const look = await lookAt(path);
  if (look !== 'program' && look !== 'elf-386') return failed(look);
  // A name alone would be looked for on PATH, a relative path in `cwd`: neither is the file looked at.
  const run = await started(resolve(path), args, cwd, timeoutMs);
  if (!run.ok || run.value.exitCode === 0) return run;
  // Where the system cannot run it, the C library hands the file to sh, which finds no script in it.
  const { exitCode, said } = run.value;
  const isShell = /(?:: \d+: |syntax error|exec format|cannot execute)/i.test(said);
  return look === 'elf-386' && [2, 126, 127].includes(exitCode) && isShell
    ? failed('wrong-platform', { exitCode })
    : run;
}

function started(
  path: string,
  args: readonly string[],
  cwd: string,
  timeoutMs: number,
): Promise<SpcResult<SpcRun>> {
  return new Promise((resolve) => {
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (result: SpcResult<SpcRun>) => {
      clearTimeout(timer);
      resolve(result);
    };
    let child: ReturnType<typeof spawn>;
    try {
      child = spawn(path, args, {
        ...{ cwd, shell: false, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] },
        // Nothing of the station's own surroundings is the program's business.
        env: { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, TMPDIR: cwd },
        detached: process.platform !== 'win32',
      });
    } catch (error) {
      return end(failed(kindOf(error)));
    }
    const hear = (chunk: Buffer) => {
      if (said.length < MOST_OUTPUT_BYTES) said += chunk.toString('latin1');
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', (error) => end(failed(kindOf(error))));
    child.once('close', (code) =>
      end(code === null ? failed('exit', { said }) : { ok: true, value: { exitCode: code, said } }),
    );
    timer = setTimeout(() => {
      stopWhole(child);
      child.stdout?.destroy();
      child.stderr?.destroy();
      end(failed('hangs', { said }));
    }, timeoutMs);
  });
}

/** The program and what it started, which is a group of its own. */
function stopWhole(child: ReturnType<typeof spawn>): void {
  try {
    if (process.platform !== 'win32' && child.pid !== undefined)
      process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It ended at this very moment.
    child.kill('SIGKILL');
  }
}

function kindOf(error: unknown): 'missing' | 'not-executable' | 'wrong-platform' {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'not-executable';
  // The file was there a moment ago: what is missing is what it needs to run.
  return 'wrong-platform';
}

/** From the first bytes: a rubbish file would end in a shell's hands. */
async function lookAt(
  path: string,
): Promise<'program' | 'elf-386' | 'missing' | 'not-executable' | 'wrong-platform'> {
  const head = Buffer.alloc(20);
  let mode: number;
  try {
    const about = await stat(path);
    if (!about.isFile()) return 'not-executable';
    mode = about.mode;
    const handle = await open(path, 'r');
    try {
      await handle.read(head, 0, head.length, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'not-executable' : 'missing';
  }
  if (process.platform === 'win32') {
    return head.toString('latin1', 0, 2) === 'MZ' ? 'program' : 'wrong-platform';
  }
  const magic = head.toString('latin1', 0, 4);
  const isElf = magic === '\x7fELF';
  const isScript = magic.startsWith('#!');
  const isMach =
    process.platform === 'darwin' && /^(?:cffaedfe|cefaedfe|cafebabe)/.test(head.toString('hex'));
  if (!isElf && !isScript && !isMach) return 'wrong-platform';
  if (isElf && process.platform !== 'linux') return 'wrong-platform';
  if ((mode & 0o111) === 0) return 'not-executable';
  if (!isElf) return 'program';
  const machine = head.readUInt16LE(18);
  if (machine === ELF_386 && process.arch === 'x64') return 'elf-386';
  return machine === elfMachines[process.arch] ? 'program' : 'wrong-platform';
}

const ELF_386 = 3;
const elfMachines: Record<string, number> = { ia32: ELF_386, x64: 62, arm: 40, arm64: 183 };
