/**
 * One scan at one seat, from text to verdict. Runs inside the store's transaction: whatever it reads and
 * writes, binding, scan and seat alike, becomes true together or not at all.
 */
import type { Account } from '../../contract/accounts.ts';
import type { ScanOutcome } from '../../contract/model.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { SeatMemory } from '../store/seats.ts';
import type { Tables } from '../store/store.ts';
import { type BindingSettings, bindPair, devicesOf, pairOf, type UnitDirectory } from './pair.ts';
import { type BenchUnit, isUnderWay, judgePair, unitProblem } from './rules.ts';
import { type BenchKnowledge, classifyScan, type ScanReading } from './scan.ts';
import { cleanScan } from './scan-text.ts';
import { acknowledged, isDoubleScan, withoutExpired } from './seat.ts';
import { undoLast } from './undo.ts';
import { shortMac, words } from './words.ts';

export interface Scan {
  seat: string;
  text: string;
  at: EpochMs;
  /** Whether a refusal pauses this seat. */
  isLocking: boolean;
  settings: BindingSettings;
}

type Verdict = Pick<ScanOutcome, 'verdict' | 'unit' | 'account' | 'reason'>;
type Step = { memory: SeatMemory; verdict: Verdict };
type HalfKind = 'unit' | 'account';

/** Decides one scan, and stores the decision, the seat and the scan itself. */
export function scanStep(tables: Tables, units: UnitDirectory, scan: Scan): ScanOutcome {
  const reading = classifyScan(scan.text, knowledgeOf(tables, units));
  const before = withoutExpired(tables.seats.of(scan.seat), scan.at, scan.settings.halfPairMs);
  const { memory, verdict } = new Decision(tables, units, scan).take(before, reading);
  const outcome = { at: scan.at, text: scan.text, class: reading.class, ...verdict };
  const isRefusal = scan.isLocking && verdict.verdict === 'not-bound';
  tables.seats.save(isRefusal ? { ...memory, lockedBy: outcome } : memory);
  tables.scans.add(scan.seat, outcome);
  return outcome;
}

function knowledgeOf(tables: Tables, units: UnitDirectory): BenchKnowledge {
  return {
    hasUnit: (mac) => units.byMac(mac) !== null,
    hasSerial: (serial) => units.bySerial(serial) !== null,
    findAccount: (text) => tables.accounts.find(text)?.account ?? null,
    hasWorkOrder: (text) => tables.accounts.byWorkOrder(text).length > 0,
  };
}

class Decision {
  readonly #tables: Tables;
  readonly #units: UnitDirectory;
  readonly #scan: Scan;

  constructor(tables: Tables, units: UnitDirectory, scan: Scan) {
    this.#tables = tables;
    this.#units = units;
    this.#scan = scan;
  }

  take(before: SeatMemory, reading: ScanReading): Step {
    const { at } = this.#scan;
    const text = cleanScan(this.#scan.text).text;
    const again = isDoubleScan(before, text, at) ? this.#doubleScan(before) : null;
    if (again !== null) return { memory: before, verdict: again };
    const memory = { ...before, last: { text, at } };
    if (reading.class === 'command') return this.#command(memory, reading.command);
    if (memory.lockedBy !== null) return { memory, verdict: says('locked', words.locked) };
    switch (reading.class) {
      case 'mac':
        return this.#unit(memory, reading.mac, this.#units.byMac(reading.mac));
      case 'serial':
        return this.#serial(memory, this.#units.bySerial(reading.serial));
      case 'account':
        return this.#account(memory, reading.account);
      case 'work-order':
        return this.#workOrder(memory, reading.workOrder);
      case 'product-code':
        return { memory, verdict: says('not-readable', words.productCode) };
      case 'unreadable':
        return { memory, verdict: says('not-readable', reading.reason) };
      case 'ambiguous':
        return { memory, verdict: says('ambiguous', reading.reason) };
      case 'unknown':
        return { memory, verdict: says('not-bound', words.notOnList, heldUnit(memory)) };
    }
  }

  #command(memory: SeatMemory, command: string): Step {
    switch (command) {
      case 'OK':
        return { memory: { ...acknowledged(memory), last: memory.last }, verdict: says('command') };
      case 'CANCEL':
        return { memory: { ...memory, half: null }, verdict: says('command') };
      case 'UNDO': {
        const undone = undoLast(this.#tables, this.#scan.seat, this.#scan.at);
        if (!undone.ok) return { memory, verdict: says('command', undone.reason) };
        const { mac, account } = undone.binding;
        // No binding of the unit changed where only a pair waited.
        if (undone.wasKept) {
          return { memory, verdict: says('command', words.waitsNoLonger(mac, account)) };
        }
        const reason = words.takenBack(mac, account);
        return { memory, verdict: says('command', reason, mac, account) };
      }
      // CAMERA and PRINT are the screen's to act on.
      default:
        return { memory, verdict: says('command') };
    }
  }

  /** A serial nobody on the bench has is no unit: a label alone proves nothing. */
  #serial(memory: SeatMemory, unit: BenchUnit | null): Step {
    if (unit !== null) return this.#unit(memory, unit.mac, unit);
    return { memory, verdict: says('not-bound', words.neverSeen, null, heldAccount(memory)) };
  }

  /**
   * A scanner that fired twice changes nothing. A person sees the last verdict stay; a program is told
   * what stands: the half that is held, or the bind just made. A refusal is simply said again.
   */
  #doubleScan(before: SeatMemory): Verdict | null {
    if (this.#scan.isLocking) return says('ignored', words.sameAgain);
    const { half, last, seat } = before;
    if (half !== null && !half.isRefused) {
      const isUnit = half.kind === 'unit';
      return says('held', words.sameAgain, isUnit ? half.value : null, isUnit ? null : half.value);
    }
    const kept = this.#tables.seats.keptPairs().findLast((pair) => pair.seat === seat);
    if (kept && last !== null && kept.at >= last.at) {
      return says('held', words.sameAgain, kept.mac, kept.account);
    }
    const bind = this.#tables.bindings.lastOfSeat(seat);
    const isJustMade = bind !== null && last !== null && bind.boundAt >= last.at;
    return isJustMade ? says('already', words.sameAgain, bind.mac, bind.account) : null;
  }

  #unit(memory: SeatMemory, mac: Mac, unit: BenchUnit | null): Step {
    const { at } = this.#scan;
    if (memory.half?.kind === 'account') return this.#pair(memory, 'unit', mac, memory.half.value);
    const live = this.#tables.bindings.live(mac);
    const problem = live === null ? unitProblem(unit, at) : null;
    const mayWait = this.#scan.settings.bindWhenReady && live === null;
    if (mayWait && unit !== null && isUnderWay(unit)) {
      return this.#hold(memory, 'unit', mac, words.readyLater(unit, at));
    }
    if (problem !== null) {
      // Also in place of another unit: the account that follows was not meant for the older one.
      const half = { kind: 'unit' as const, value: mac, at, isRefused: true };
      return { memory: { ...memory, half }, verdict: says('not-bound', problem, mac) };
    }
    const hint = live ? words.boundElsewhere(live, at) : words.scanAccount;
    return this.#hold(memory, 'unit', mac, hint);
  }

  #account(memory: SeatMemory, number: string): Step {
    const { at } = this.#scan;
    if (memory.half?.kind === 'unit')
      return this.#pair(memory, 'account', memory.half.value, number);
    const account = this.#find(number);
    if (account.status === 'closed') {
      const half = { kind: 'account' as const, value: number, at, isRefused: true };
      const reason = words.closed(account);
      return { memory: { ...memory, half }, verdict: says('not-bound', reason, null, number) };
    }
    // A full account is held as well: its own unit may follow, which is "already done".
    const devices = devicesOf(this.#tables, number);
    const isFull = devices.length >= account.allowed;
    const hint = isFull ? words.full(account, devices) : words.scanDevice;
    return this.#hold(memory, 'account', number, hint);
  }

  /** A work order stands for its account when only one of them has room. */
  #workOrder(memory: SeatMemory, workOrder: string): Step {
    const accounts = this.#tables.accounts.byWorkOrder(workOrder);
    const open = accounts.filter((account) => account.status === 'open');
    const [only, another] = open.length > 0 ? open : accounts;
    if (only && !another) return this.#account(memory, only.account);
    const verdict =
      open.length > 0
        ? says('ambiguous', words.severalInOrder(workOrder, open.length), heldUnit(memory))
        : says('not-bound', words.noneInOrder(workOrder), heldUnit(memory));
    return { memory, verdict };
  }

  /** One half with no other half to go with it: held, in place of what was held before. */
  #hold(memory: SeatMemory, kind: HalfKind, value: string, hint: string): Step {
    const previous = memory.half?.isRefused ? null : memory.half;
    const half = { kind, value, at: this.#scan.at, isRefused: false };
    const isReplacing = previous !== null && previous.value !== value;
    const verdict: Verdict = {
      verdict: isReplacing ? 'replaced' : 'held',
      unit: kind === 'unit' ? value : null,
      account: kind === 'account' ? value : null,
      reason: isReplacing ? words.replaced(nameOf(previous)) : hint,
    };
    return { memory: { ...memory, half }, verdict };
  }

  #pair(memory: SeatMemory, scanned: HalfKind, mac: Mac, number: string): Step {
    const { at } = this.#scan;
    const { seat, settings } = this.#scan;
    const pair = pairOf(this.#tables, this.#units, mac, this.#find(number));
    const judged = judgePair(pair, at, settings.bindWhenReady);
    const without = { ...memory, half: null };
    if (memory.half?.isRefused) {
      const reason = judged.verdict === 'not-bound' ? judged.reason : words.wasRefused;
      return { memory: without, verdict: says('not-bound', reason, mac, number) };
    }
    if (judged.verdict === 'bound' && pair.unit !== null) {
      bindPair(this.#tables, pair.unit, { account: number, seat, at });
      return { memory: without, verdict: says('bound', null, mac, number) };
    }
    if (judged.verdict === 'not-yet') {
      this.#tables.seats.keepPair({ mac, account: number, seat, at });
      return { memory: without, verdict: says('held', words.bindsWhenReady, mac, number) };
    }
    if (judged.verdict === 'not-bound') {
      // The held half stays, unless it is the one that cannot be bound.
      const isHeldAtFault = judged.fault !== 'pair' && judged.fault !== scanned;
      const next = isHeldAtFault ? without : memory;
      return { memory: next, verdict: says('not-bound', judged.reason, mac, number) };
    }
    const reason = judged.verdict === 'already' ? judged.reason : null;
    return { memory: without, verdict: says('already', reason, mac, number) };
  }

  /** Accounts are never removed, so one that was found or held is there. */
  #find(number: string): Account {
    const account = this.#tables.accounts.get(number);
    if (account === null) throw new Error(`account ${number} is gone`);
    return account;
  }
}

function says(
  verdict: ScanOutcome['verdict'],
  reason: string | null = null,
  unit: Mac | null = null,
  account: string | null = null,
): Verdict {
  return { verdict, unit, account, reason };
}

function heldUnit({ half }: SeatMemory): Mac | null {
  return half?.kind === 'unit' ? half.value : null;
}

function heldAccount({ half }: SeatMemory): string | null {
  return half?.kind === 'account' ? half.value : null;
}

function nameOf(half: NonNullable<SeatMemory['half']>): string {
  return half.kind === 'unit' ? shortMac(half.value) : half.value;
}
