/** What the verdict panel says: pure, so that every row of the scan rules has its words tested. */
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { macSpoken, macTail } from '../units/names.ts';

export type VerdictTone = 'ready' | 'half' | 'ok' | 'no' | 'info';
export type VerdictIcon = 'scan' | 'unit' | 'account' | 'check' | 'stop' | 'warn' | 'info';

export interface VerdictView {
  tone: VerdictTone;
  icon: VerdictIcon;
  word: string;
  /** The pair in question, when there is one. */
  pair: { unit: Mac | null; account: string | null } | null;
  sentence: string;
  /** The panel read aloud; MAC digits in pairs. */
  spoken: string;
  /** Scanning is paused until a person acknowledges. */
  isLocked: boolean;
}

/**
 * @param seat         what the screen's seat holds
 * @param shown        the outcome of the last scan; null once the next scan has begun
 * @param isConnected  whether a scan could reach the station at all
 */
export function verdictOf(
  seat: Seat,
  shown: ScanOutcome | null,
  isConnected: boolean,
): VerdictView {
  if (!isConnected)
    return question('Do not scan', 'The station does not answer: nothing can be stored.');
  if (seat.lockedBy !== null) return refusal(seat.lockedBy, true);
  return (shown === null ? null : outcomeView(shown)) ?? seatView(seat, shown);
}

function outcomeView(outcome: ScanOutcome): VerdictView | null {
  const { verdict, unit, account } = outcome;
  switch (verdict) {
    case 'bound':
      return spoken({
        tone: 'ok',
        icon: 'check',
        word: 'BOUND',
        pair: { unit, account },
        sentence: outcome.reason ?? 'Stored. Scan the next device or account.',
        isLocked: false,
      });
    case 'already':
      return spoken({
        tone: 'ok',
        icon: 'check',
        word: 'Already done',
        pair: { unit, account },
        sentence: outcome.reason ?? 'This pair was bound before. Nothing changed.',
        isLocked: false,
      });
    case 'not-bound':
      return refusal(outcome, false);
    case 'locked':
      return refusal(outcome, false);
    case 'not-readable':
      return question('Scan again', outcome.reason ?? 'Not read completely.');
    case 'ambiguous':
      return question(
        'Which one?',
        outcome.reason ?? 'This can mean two things. Scan the other barcode.',
      );
    case 'command':
    case 'ignored':
    case 'held':
    case 'replaced':
      return null;
  }
}

function refusal(outcome: ScanOutcome, isLocked: boolean): VerdictView {
  return spoken({
    tone: 'no',
    icon: 'stop',
    word: 'NOT BOUND',
    pair: null,
    sentence: outcome.reason ?? 'The station refused this pair.',
    isLocked,
  });
}

function question(word: string, sentence: string): VerdictView {
  return spoken({ tone: 'info', icon: 'warn', word, pair: null, sentence, isLocked: false });
}

function seatView(seat: Seat, shown: ScanOutcome | null): VerdictView {
  const said = shown?.verdict === 'replaced' || shown?.verdict === 'command' ? shown.reason : null;
  if (seat.heldUnit !== null) {
    return spoken({
      tone: 'half',
      icon: 'account',
      word: 'Now scan the account',
      pair: null,
      sentence: said ?? `Device ${macTail(seat.heldUnit)} is held.`,
      isLocked: false,
    });
  }
  if (seat.heldAccount !== null) {
    return spoken({
      tone: 'half',
      icon: 'unit',
      word: 'Now scan the device',
      pair: null,
      sentence: said ?? `Account ${seat.heldAccount} is held.`,
      isLocked: false,
    });
  }
  return spoken({
    tone: 'ready',
    icon: 'scan',
    word: 'Ready',
    pair: null,
    sentence: said ?? 'Scan a device or an account, in any order.',
    isLocked: false,
  });
}

function spoken(view: Omit<VerdictView, 'spoken'>): VerdictView {
  const pair = view.pair;
  const who =
    pair?.unit && pair.account ? `${macSpoken(pair.unit)} to account ${pair.account}. ` : '';
  const word =
    view.word === 'NOT BOUND' ? 'Not bound' : view.word === 'BOUND' ? 'Bound' : view.word;
  return { ...view, spoken: `${word}. ${who}${view.sentence}` };
}
