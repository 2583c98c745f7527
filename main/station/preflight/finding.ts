import type { Check, CheckId } from '../../contract/preflight.ts';
import { asCommandLine } from '../net/address-commands.ts';

/** One check's result, with the commands behind its fix; null: no command can mend it. */
export interface Finding {
  check: Check;
  commands: string[][] | null;
}

/** A way out: commands that are run when a person says so, or a hint what that person can do. */
export interface Fix {
  label: string;
  commands?: string[][] | undefined;
  hint?: string | undefined;
}

/**
 * @param word    at most three words
 * @param detail  one line; of a warning, what will not work
 */
export function finding(
  id: CheckId,
  result: Check['result'],
  word: string,
  detail: string,
  fix: Fix | null = null,
  platform: NodeJS.Platform = process.platform,
): Finding {
  const commands = fix?.commands ?? null;
  return {
    check: {
      id,
      result,
      word,
      detail,
      fix: fix && {
        label: fix.label,
        command: commands && asCommandLine(commands, platform),
        hint: fix.hint ?? null,
      },
    },
    commands,
  };
}

/** Nothing to run: looking once more is all there is. */
export function again(hint: string): Fix {
  return { label: 'Check again', hint };
}
