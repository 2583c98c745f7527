import type { DraftOutcome } from './editing-session.ts';

/**
 * What is said of something that was to be done to the draft. Pure.
 * @param not  goes on from “so”: `it is not published`
 */
export function draftWords(
  outcome: DraftOutcome,
  { done, not }: { done: string; not: string },
): [words: string, options: { tone?: 'fail' }] {
  switch (outcome.kind) {
    case 'done':
      return [done, {}];
    case 'not-saved':
      return [`The draft could not be saved, so ${not}.`, { tone: 'fail' }];
    case 'changed':
      return [
        `Another window changed this template, so ${not}. Look at it first.`,
        { tone: 'fail' },
      ];
  }
}
