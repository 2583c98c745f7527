import type { Readings } from '../station/profile/unit/readings.ts';

/** What can be wrong with a simulated unit. */
export const faultNames = [
  /** Takes a lease and never asks for a file. */
  'silent',
  /** Asks for the file of a model nobody knows. */
  'wrong-name',
  /** Falls silent in the middle of one transfer, once; well again after a power cycle. */
  'drops',
  /** Reports its own profile as corrupt and never applies it. */
  'rejects',
  /** Two units share one MAC; `twin=1` makes a pair. */
  'twin',
  /** A PC on the bench wire: asks for an address, is no unit. */
  'foreign',
  /** Loses its power at random moments, a few times. */
  'power-cuts',
  /** Reads `<Syslog_Server></Syslog_Server>` like `<Syslog_Server/>`: keeps the bench's syslog server. */
  'long-syslog',
  /** Opens encrypted profiles with a key that is not the rule's. */
  'wrong-key',
] as const;
export type Fault = (typeof faultNames)[number];

export function isFault(name: string): name is Fault {
  return (faultNames as readonly string[]).includes(name);
}

/**
 * What a unit does after the reboot that a profile's changes cause; the guide says two things, and
 * no real unit has been seen: resync at once, wait for the new `Resync_Periodic`, or nothing until
 * somebody turns it off and on. One of the decisions of `station/profile/unit/readings.ts`.
 */
export type Reading = Readings['afterUpdate'];
export const readings: readonly Reading[] = ['at-once', 'timer', 'power-cycle'];
