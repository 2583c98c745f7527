/** How the vendor's compiler can fail, in words a technician can act on. */

export type SpcFailureKind =
  | 'missing'
  | 'not-executable'
  | 'wrong-platform'
  | 'hangs'
  | 'exit'
  | 'nothing-written'
  | 'input-came-back'
  | 'too-large'
  | 'bad-arguments'
  | 'no-folder';

export interface SpcFailure {
  kind: SpcFailureKind;
  /** One sentence; no secret in it. */
  message: string;
  /** null: it did not end by itself, or never began. */
  exitCode: number | null;
  /** What the program printed, cut and with secrets masked. */
  said: string;
}

export type SpcResult<T> = { ok: true; value: T } | { ok: false; failure: SpcFailure };

const words: Record<SpcFailureKind, string> = {
  missing: 'There is no file at the path of the compiler. Choose the program again.',
  'not-executable':
    'The compiler cannot be started: it is no file, or may not be executed. On Linux: chmod +x FILE',
  'wrong-platform':
    'The compiler is no program for this computer. Windows needs spc.exe; Linux needs spc-linux-i386-static and a system that runs 32-bit programs.',
  hangs: 'The compiler did not end in time and was stopped. Check the program by hand.',
  exit: 'The compiler refused; its own message says why.',
  'nothing-written': 'The compiler ended without a message of failure, but wrote nothing.',
  'input-came-back':
    'What the compiler wrote is readable text or holds its input. It is not used: this is not the compiler.',
  'too-large': 'What the compiler wrote is larger than a profile can be. It is not used.',
  'bad-arguments': 'The compiler was not started: its arguments are not as documented.',
  'no-folder':
    'The folder for temporary files cannot be used. Make room there, or check who may write in it.',
};

export function failed(
  kind: SpcFailureKind,
  { exitCode = null, said = '' }: Partial<Pick<SpcFailure, 'exitCode' | 'said'>> = {},
): { ok: false; failure: SpcFailure } {
  return { ok: false, failure: { kind, message: words[kind], exitCode, said } };
}
