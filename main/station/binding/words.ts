/** The sentences a scan is answered with, in the voice of the screens. */
import type { Account } from '../../contract/accounts.ts';
import { type EpochMs, formatMac, type Mac } from '../../contract/values.ts';
import type { StoredBinding } from '../store/bindings.ts';
import type { BenchUnit } from './rules.ts';

/** `2A:0F:9E`: enough to find a box on one bench. */
export function shortMac(mac: Mac): string {
  return formatMac(mac).slice(9);
}

/** Local time of the station, `13:31`, with the date in front when it is not today's. */
export function clockTime(at: EpochMs, now: EpochMs): string {
  const date = new Date(at);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${time}`;
}

/** `0:24`, `12:05`, `1:00:00`. A clock set back gives `0:00`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

export const words = {
  scanAccount: 'Now scan the account.',
  scanDevice: 'Now scan the device.',
  neverSeen: 'This station has never seen it.',
  notOnList: 'Not in the account list.',
  productCode: 'That is the product code. Scan MAC or S/N.',
  sameAgain: 'The same code again within 2 seconds.',
  locked: 'Not used: a refusal waits to be acknowledged. Scan OK to go on.',
  wasRefused: 'The scan before was refused. Scan both again.',
  nothingToUndo: 'There is nothing to take back.',
  notReady: (unit: BenchUnit, now: EpochMs): string => {
    const state = unit.condition === 'failed' ? `failed at ${unit.stage}` : unit.stage;
    const why = unit.condition === 'failed' && unit.reason ? `: ${unit.reason.text}` : '';
    return `Not ready: ${state} since ${duration(now - unit.since)}${why}`;
  },
  boundElsewhere: (live: StoredBinding, now: EpochMs): string =>
    `Bound to account ${live.account} since ${clockTime(live.boundAt, now)}.`,
  already: (live: StoredBinding, now: EpochMs): string =>
    `Already done at ${clockTime(live.boundAt, now)}.`,
  full: (account: Account, macs: readonly Mac[]): string =>
    `${macs.length} of ${account.allowed} devices: ${macs.map((mac) => formatMac(mac)).join(', ')}`,
  closed: (account: Account): string => `Account ${account.account} is closed.`,
  wrongModel: (account: Account, unit: BenchUnit): string =>
    unit.model === null
      ? `Order asks for ${account.model}, the model of this is not known.`
      : `Order asks for ${account.model}, this is ${unit.model}.`,
  bindsWhenReady: 'Binds when it is verified.',
  readyLater: (unit: BenchUnit, now: EpochMs): string =>
    `${words.notReady(unit, now)}. Now scan the account: it binds when it is verified.`,
  waitsNoLonger: (mac: Mac, account: string): string =>
    `Taken back: ${formatMac(mac)} waits no longer for account ${account}.`,
  waitedTooLong: 'Not verified within a day. Scan both again.',
  waitSwitchedOff: '"Bind when ready" was switched off before it was verified. Scan both again.',
  replaced: (what: string): string => `${what} back to Ready.`,
  severalInOrder: (workOrder: string, open: number): string =>
    `Work order ${workOrder} has ${open} open accounts. Scan the account.`,
  noneInOrder: (workOrder: string): string => `No open account is left in work order ${workOrder}.`,
  exported: (live: StoredBinding): string =>
    `${formatMac(live.mac)} is already exported. Void its batch to change it.`,
  takenBack: (mac: Mac, account: string): string =>
    `Taken back: ${formatMac(mac)} from account ${account}.`,
};
