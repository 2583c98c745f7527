/** What the two slots beside each other say: pure. */
import type { Account } from '../../main/contract/accounts.ts';
import type { ScanOutcome, Seat, Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { macTail } from '../units/names.ts';
import { tileStateOf } from '../units/tile-state.ts';

/** `free`: nothing, `awaited`: the half that is to come, `held`: fine, `bad`: what was refused. */
export type SlotLook = 'free' | 'awaited' | 'held' | 'bad';

export interface SlotView {
  look: SlotLook;
  /** Behind "Device" or "Account". */
  state: string | null;
  /** A name in mono, or what to do. */
  value: string;
  isName: boolean;
  detail: string;
}

type AccountInHand = Pick<
  Account,
  'account' | 'name' | 'devices' | 'allowed' | 'status' | 'workOrder'
>;

/** Which unit and account the slots are about, and which of them was refused. */
export interface SlotsInHand {
  unit: Mac | null;
  account: string | null;
  fault: 'unit' | 'account' | 'both' | null;
}

/**
 * Of a refusal the half the seat still holds is the good one. When neither is held, the unit was
 * refused if there is one in the outcome, and the account if there is one.
 */
export function slotsInHand(seat: Seat): SlotsInHand {
  const { lockedBy } = seat;
  if (lockedBy === null) return { unit: seat.heldUnit, account: seat.heldAccount, fault: null };
  const unit = seat.heldUnit ?? lockedBy.unit;
  const account = seat.heldAccount ?? lockedBy.account;
  if (seat.heldUnit !== null) return { unit, account, fault: 'account' };
  if (seat.heldAccount !== null) return { unit, account, fault: 'unit' };
  return { unit, account, fault: faultOf(lockedBy) };
}

function faultOf({ unit, account, class: scanned }: ScanOutcome): SlotsInHand['fault'] {
  if (unit !== null && account !== null) return 'both';
  if (unit !== null || scanned === 'mac' || scanned === 'serial') return 'unit';
  return 'account';
}

export function unitSlot(
  hand: SlotsInHand,
  unit: Unit | undefined,
  lockedBy: ScanOutcome | null,
): SlotView {
  const isBad = hand.fault === 'unit' || hand.fault === 'both';
  if (hand.unit === null) {
    if (isBad) return badText(lockedBy, 'not found');
    return hand.account === null
      ? free('Scan the next device…', 'MAC, serial or our own label')
      : awaited('Any device that is verified and free');
  }
  return {
    look: isBad ? 'bad' : 'held',
    state: isBad ? unitTrouble(unit) : goodUnit(unit),
    value: macTail(hand.unit),
    isName: true,
    detail: unit === undefined ? 'Not on this bench' : unitDetail(unit),
  };
}

export function accountSlot(
  hand: SlotsInHand,
  account: AccountInHand | undefined,
  lockedBy: ScanOutcome | null,
): SlotView {
  const isBad = hand.fault === 'account' || hand.fault === 'both';
  if (hand.account === null) {
    if (isBad) return badText(lockedBy, 'not on the list');
    return hand.unit === null
      ? free('…or the next account', 'Any order. Account number or work-order line')
      : awaited('Account number or work order');
  }
  return {
    look: isBad ? 'bad' : 'held',
    state: isBad ? accountTrouble(account) : goodAccount(account, hand.fault !== null),
    value: hand.account,
    isName: true,
    detail: account === undefined ? '' : accountDetail(account),
  };
}

function goodUnit(unit: Unit | undefined): string | null {
  if (unit === undefined) return null;
  if (unit.binding !== 'none') return 'already bound';
  return unit.stage === 'VERIFIED' ? 'verified, ready to bind' : tileStateOf(unit).word;
}

function unitTrouble(unit: Unit | undefined): string {
  if (unit === undefined) return 'never seen here';
  if (unit.binding !== 'none') return 'already bound';
  return unit.stage === 'VERIFIED' && unit.condition !== 'failed' ? 'refused' : 'not ready';
}

function goodAccount(account: AccountInHand | undefined, isKept: boolean): string | null {
  if (account === undefined) return isKept ? 'kept for the next device' : null;
  const state = account.status === 'open' ? 'free' : account.status;
  return isKept ? `${state}, kept for the next device` : state;
}

function accountTrouble(account: AccountInHand | undefined): string {
  if (account === undefined) return 'refused';
  return account.status === 'open' ? 'refused' : account.status;
}

/** `SPA2102 · serial 88012BA03391 · key set`. */
export function unitDetail(unit: Pick<Unit, 'model' | 'serial' | 'keyFingerprint'>): string {
  return [
    unit.model ?? 'Unknown model',
    unit.serial === null ? null : `serial ${unit.serial}`,
    unit.keyFingerprint === null ? null : 'key set',
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** `Autoservis Kolín · 0 of 1 devices · WO-20418`. */
export function accountDetail(account: AccountInHand): string {
  const { name, devices, allowed, workOrder } = account;
  return [name, `${devices} of ${allowed} device${allowed === 1 ? '' : 's'}`, workOrder]
    .filter((part) => part !== null)
    .join(' · ');
}

function free(value: string, detail: string): SlotView {
  return { look: 'free', state: null, value, isName: false, detail };
}

function awaited(detail: string): SlotView {
  return { look: 'awaited', state: null, value: 'Waiting for a scan…', isName: false, detail };
}

function badText(lockedBy: ScanOutcome | null, state: string): SlotView {
  const value = (lockedBy?.text ?? '').slice(0, 40);
  return { look: 'bad', state, value, isName: true, detail: 'As it was scanned' };
}
