/**
 * What a unit would leave the bench with, looked through before its last file goes out: the permanent
 * rule, the timers, traces of the bench, and whether it can be read back before it is locked. Pure.
 */
import type { FailureCode } from '../../contract/model.ts';
import { namesStation } from '../device/bench-marks.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { readBool } from '../profile/values/plain-values.ts';

export interface ReleaseValues {
  /** What it has at the end, each name once. */
  final: readonly ProfileEntry[];
  /** What it has before its last file. */
  rehearsed: readonly ProfileEntry[];
  /** Addresses and names of the station, as values would hold them. */
  station: readonly string[];
}

/** `text` names parameters, never values: those may be secret. */
export interface ReleaseProblem {
  code: FailureCode;
  text: string;
}

/** Shorter is a timer of the bench: a whole customer base would ask the ISP's server every few seconds. */
const SHORTEST_FIELD_SECONDS = 60;
const TIMERS = ['Resync_Periodic', 'Resync_Error_Retry_Delay'];
const LOCKS = ['Enable_Web_Server', 'Enable_Web_Admin_Access'];
const MOST_NAMED = 5;

/** @returns the first thing that speaks against it, worst first; null: it may leave so */
export function releaseProblem({
  final,
  rehearsed,
  station,
}: ReleaseValues): ReleaseProblem | null {
  const value = valuesOf(final);
  const rule = (value('Profile_Rule') ?? '').replace(/^\s*\[[^\]]*\]\s*/, '').trim();
  const leftBehind = (text: string): ReleaseProblem => ({ code: 'F19', text });
  if (rule === '')
    return leftBehind('It would leave without a Profile_Rule. Set the ISP’s address');
  if (namesStation(value('Profile_Rule') ?? '', station)) {
    return leftBehind('Its permanent Profile_Rule leads to this station. Set the ISP’s address');
  }
  const named = final.filter((one) => one.value !== null && namesStation(one.value, station));
  if (named.length > 0) {
    return leftBehind(
      `${listed(named.map(({ name }) => name))} would keep an address of the bench`,
    );
  }
  const short = TIMERS.filter((name) => isShort(value(name)));
  if (short.length > 0) {
    return leftBehind(
      `${listed(short)} would stay below ${SHORTEST_FIELD_SECONDS} s, as on the bench`,
    );
  }
  const locked = locksIn(rehearsed);
  if (locked.length > 0) {
    return {
      code: 'F18',
      text: `${listed(locked)} locks it before it was read back. Say it in SEC-PRV-2 only`,
    };
  }
  return null;
}

/** Whether these values switch the pages off that read-back needs (device facts 11.10). */
export function isLocked(entries: readonly ProfileEntry[]): boolean {
  return locksIn(entries).length > 0;
}

function locksIn(entries: readonly ProfileEntry[]): string[] {
  const value = valuesOf(entries);
  return LOCKS.filter((name) => readBool(value(name) ?? '') === false);
}

/** 0 switches periodic resync off, which the ISP may want; a list of waits counts by its first. */
function isShort(text: string | null): boolean {
  const seconds = Number.parseInt(text ?? '', 10);
  return seconds > 0 && seconds < SHORTEST_FIELD_SECONDS;
}

function valuesOf(entries: readonly ProfileEntry[]): (name: string) => string | null {
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  return (name) => values.get(name) ?? null;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
