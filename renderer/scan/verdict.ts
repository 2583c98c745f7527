/** What the verdict panel says: pure, so that every row of the scan rules has its words tested. */
import type { ScanOutcome } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { type DroppedHalf, isCommand, type ScanPart } from '../mirror/scans.ts';
import { macSpoken, macTail } from '../units/names.ts';

export type VerdictTone = 'ready' | 'half' | 'ok' | 'no' | 'info';
export type VerdictIcon = 'scan' | 'unit' | 'account' | 'check' | 'stop' | 'warn';

export interface VerdictView {
  tone: VerdictTone;
  icon: VerdictIcon;
  word: string;
  /** The pair in question, when there is one. */
  pair: { unit: Mac; account: string } | null;
  sentence: string;
  /** The panel read aloud; MAC digits in pairs. */
  spoken: string;
  /** Scanning is paused until a person acknowledges. */
  isLocked: boolean;
}

/** @param isConnected  whether a scan could reach the station at all */
export function verdictOf(part: Omit<ScanPart, 'scans'>, isConnected: boolean): VerdictView {
  if (!isConnected) {
    return question('Do not scan', 'The station does not answer: nothing can be stored.');
  }
  const { seat, shown } = part;
  if (seat.lockedBy !== null) return refusal(seat.lockedBy, shown, true);
  return (shown === null ? null : outcomeView(shown)) ?? seatView(part);
}

function outcomeView(outcome: ScanOutcome): VerdictView | null {
  const { verdict, unit, account } = outcome;
  const pair = unit !== null && account !== null ? { unit, account } : null;
  switch (verdict) {
    case 'bound':
      return view({
        tone: 'ok',
        icon: 'check',
        word: 'BOUND',
        pair,
        sentence: outcome.reason ?? 'Stored. Scan the next device or account.',
      });
    case 'already':
      return view({
        tone: 'ok',
        icon: 'check',
        word: 'Already done',
        pair,
        sentence: outcome.reason ?? 'This pair was bound before. Nothing changed.',
      });
    case 'not-bound':
    case 'locked':
      return refusal(outcome, null, false);
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

/** @param latest  what was scanned last; while scanning is paused it was not used */
function refusal(outcome: ScanOutcome, latest: ScanOutcome | null, isLocked: boolean): VerdictView {
  const sentence = outcome.reason ?? 'The station refused this pair.';
  const refused = view({ tone: 'no', icon: 'stop', word: 'NOT BOUND', sentence, isLocked });
  return latest?.verdict === 'locked'
    ? { ...refused, spoken: `Not used. Scanning is paused. ${refused.spoken}` }
    : refused;
}

function question(word: string, sentence: string): VerdictView {
  return view({ tone: 'info', icon: 'warn', word, sentence });
}

function seatView({ seat, shown, dropped }: Omit<ScanPart, 'scans'>): VerdictView {
  const said = shown?.verdict === 'replaced' || shown?.verdict === 'command' ? shown.reason : null;
  if (seat.heldUnit !== null) {
    return view({
      tone: 'half',
      icon: 'account',
      word: 'Now scan the account',
      sentence:
        said ??
        hintOf(shown) ??
        'Device accepted. Account number on the order, or type it and press Enter.',
    });
  }
  if (seat.heldAccount !== null) {
    return view({
      tone: 'half',
      icon: 'unit',
      word: 'Now scan the device',
      sentence:
        said ??
        hintOf(shown) ??
        'Account accepted. MAC or serial on the device, or type it and press Enter.',
    });
  }
  const isUndone = shown !== null && isCommand(shown, 'UNDO') && shown.unit !== null;
  return view({
    tone: 'ready',
    icon: 'scan',
    word: isUndone ? 'Undone' : 'Ready',
    sentence:
      said ??
      (dropped === null ? 'Scan a device or an account, in any order.' : droppedText(dropped)),
  });
}

/** What is special about a held half, such as "Bound to account …"; the usual hint says less than ours. */
function hintOf(shown: ScanOutcome | null): string | null {
  const hint = shown?.verdict === 'held' ? shown.reason : null;
  return hint === null || /^Now scan/.test(hint) ? null : hint;
}

/** The notice of a half pair that was let go. */
export function droppedText({ unit, account, by }: DroppedHalf): string {
  const what = unit === null ? `Account ${account}` : `Device ${macTail(unit)}`;
  return by === 'cancel'
    ? `${what} let go. Nothing was bound.`
    : `${what} let go: the second scan did not come in time. Nothing was bound.`;
}

/** What the panel says aloud, from what it shows. */
function view(
  shown: Pick<VerdictView, 'tone' | 'icon' | 'word' | 'sentence'> &
    Partial<Pick<VerdictView, 'pair' | 'isLocked'>>,
): VerdictView {
  const { word, sentence, pair = null, isLocked = false } = shown;
  const who = pair === null ? '' : `${macSpoken(pair.unit)} to account ${pair.account}. `;
  const said = /^[A-Z ]+$/.test(word) ? `${word[0]}${word.slice(1).toLowerCase()}` : word;
  return { ...shown, pair, isLocked, spoken: `${said}. ${who}${sentence}` };
}
