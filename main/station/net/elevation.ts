/**
 * How a command is started with an administrator's rights, and what its end says. Pure.
 *
 * Card names are the user's or the maker's text. None becomes part of a script: the scripts for `sh`
 * and AppleScript hold only positions of arguments, the one for PowerShell is quoted by its rules.
 */
import { visible } from '../log.ts';

/** A program with its full path, and its arguments as the system hands them over. */
export interface Launch {
  program: string;
  args: string[];
}

/** How a launch ended. `code` is null when a signal ended it; `stderr` may be cut. */
export interface Ended {
  code: number | null;
  stderr: string;
}

/** What became of commands that need an administrator. */
export type Elevated =
  | { outcome: 'done' }
  /** The person said no in the system's dialog; nothing ran. */
  | { outcome: 'declined' }
  /** `why` is what the system said, as the end of a sentence. Part of the commands may have run. */
  | { outcome: 'failed'; why: string }
  /** Nobody can be asked here: the commands as one line, to be run by hand. */
  | { outcome: 'no-dialog'; byHand: string };

/** Win32's ERROR_CANCELLED, which the question of UAC ends with on "No". */
const ERROR_CANCELLED = 1223;
/** pkexec(1), return value: the dialog was dismissed, or no authorization could be had. */
const PKEXEC_DISMISSED = 126;
const PKEXEC_REFUSED = 127;
const WORDS_LIMIT = 200;

/**
 * What to start, one after the other until one fails. Everything is asked for at once on Linux
 * (pkexec) and macOS (osascript), per command on Windows (UAC), where there is only one.
 *
 * @param commands       programs with full paths, and their arguments
 * @param isRoot         the station has the rights and nobody is asked; means nothing on Windows
 * @param dialogProgram  full path of {@link dialogProgramOf}; not used as root
 */
export function elevation(
  commands: readonly string[][],
  platform: NodeJS.Platform,
  isRoot: boolean,
  dialogProgram: string,
): Launch[] {
  if (platform === 'win32') return [powershell(commands, dialogProgram)];
  if (isRoot) return commands.map(([program = '', ...args]) => ({ program, args }));
  if (platform === 'darwin') return [osascript(commands, dialogProgram)];
  return [pkexec(commands, dialogProgram)];
}

/** The program that brings the system's dialog up, by its name in the system's folders. */
export function dialogProgramOf(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'powershell.exe';
  return platform === 'darwin' ? 'osascript' : 'pkexec';
}

/**
 * Without its own agent pkexec never asks in the terminal `serve` was started from. A single command
 * runs as it is, so that the dialog names it; several share one dialog through `"${1}" "${2}" && …`.
 */
function pkexec(commands: readonly string[][], program: string): Launch {
  const [first = [], ...others] = commands;
  const plain = ['--disable-internal-agent'];
  if (others.length === 0) return { program, args: [...plain, ...first] };
  const script = byPosition(commands, (position) => `"\${${position}}"`, ' ', ' && ');
  return { program, args: [...plain, '/bin/sh', '-c', script, 'sh', ...commands.flat()] };
}

/** AppleScript's `quoted form of` makes one word for `sh` of any text. */
function osascript(commands: readonly string[][], program: string): Launch {
  const line = byPosition(
    commands,
    (position) => `quoted form of item ${position} of argv`,
    ' & " " & ',
    ' & " && " & ',
  );
  const prompt = 'SPA Bench wants to change the network settings of this computer.';
  const script = [
    'on run argv',
    `do shell script ${line} with prompt "${prompt}" with administrator privileges`,
    'end run',
  ];
  return { program, args: [...script.flatMap((text) => ['-e', text]), ...commands.flat()] };
}

/** Writes commands as the positions (from 1) their words have among all words. */
function byPosition(
  commands: readonly string[][],
  word: (position: number) => string,
  betweenWords: string,
  betweenCommands: string,
): string {
  let position = 0;
  const next = (): string => {
    position += 1;
    return word(position);
  };
  return commands.map((command) => command.map(next).join(betweenWords)).join(betweenCommands);
}

/**
 * As `Start-Process -Verb RunAs -Wait` does it, but by .NET, whose error says by number, not in the
 * user's language, that the question was declined. The script travels as base64, so that only
 * PowerShell's own quotes matter.
 */
function powershell(commands: readonly string[][], program: string): Launch {
  const runs = commands.map(([file = '', ...args]) => {
    const line = args.map(windowsArgument).join(' ');
    return `Run ${powershellText(file)} ${powershellText(line)}`;
  });
  const script = `${RUN_ELEVATED}\n${runs.join('\n')}\nexit 0`;
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  const args = ['-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand'];
  return { program, args: [...args, encoded] };
}

const RUN_ELEVATED = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
function Run($file, $line) {
  $info = New-Object Diagnostics.ProcessStartInfo
  $info.FileName = $file
  $info.Arguments = $line
  $info.Verb = 'runas'
  $info.UseShellExecute = $true
  $info.WindowStyle = 'Hidden'
  try {
    $process = [Diagnostics.Process]::Start($info)
    $process.WaitForExit()
  } catch {
    $cause = $_.Exception.GetBaseException()
    if ($cause.NativeErrorCode -eq ${ERROR_CANCELLED}) { exit ${ERROR_CANCELLED} }
    [Console]::Error.WriteLine($cause.Message)
    exit 1
  }
  if ($process.ExitCode -ne 0) { exit $process.ExitCode }
}`;

/** A literal between single quotes; PowerShell also takes U+2018 to U+201B for such quotes. */
function powershellText(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** One argument of a command line, as Windows programs take it apart (CommandLineToArgvW). */
function windowsArgument(text: string): string {
  if (/^[\w.:/=-]+$/.test(text)) return text;
  return `"${text.replace(/(\\*)("|$)/g, (_all, slashes: string, quote: string) => {
    return slashes + slashes + (quote === '"' ? '\\"' : '');
  })}"`;
}

/**
 * What the end of a launch means.
 * @param byHand  the commands as a person types them, for when nobody can be asked
 */
export function readEnd(
  { code, stderr }: Ended,
  platform: NodeJS.Platform,
  isRoot: boolean,
  byHand: string,
): Elevated {
  if (code === 0) return { outcome: 'done' };
  const failed: Elevated = { outcome: 'failed', why: lastWords(stderr, code) };
  if (platform === 'win32') return code === ERROR_CANCELLED ? { outcome: 'declined' } : failed;
  if (isRoot) return failed;
  if (platform === 'darwin') {
    if (stderr.includes('(-128)')) return { outcome: 'declined' }; // userCanceledErr
    // errAENoUserInteraction: nobody is logged in at the screen.
    return stderr.includes('(-1713)') ? { outcome: 'no-dialog', byHand } : failed;
  }
  if (code === PKEXEC_DISMISSED) return { outcome: 'declined' };
  const hasNobodyToAsk = code === PKEXEC_REFUSED && /no authentication agent/i.test(stderr);
  return hasNobodyToAsk ? { outcome: 'no-dialog', byHand } : failed;
}

/** The first line a program complained with, or its exit code when it said nothing. */
function lastWords(stderr: string, code: number | null): string {
  const line = stderr.split(/\r?\n/).find((text) => text.trim() !== '');
  if (line !== undefined) return visible(line.trim()).slice(0, WORDS_LIMIT);
  return code === null ? 'it was ended from outside' : `it ended with code ${code}`;
}
