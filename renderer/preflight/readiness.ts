/** What stands in the way of a start, and what will not work although it starts. Pure. */
import type { Check, CheckId, Spared } from '../../main/contract/preflight.ts';
import type { CardRow } from './card-rows.ts';

export interface Readiness {
  /** Why Start is off, the first thing to do first; empty: it is on. */
  blocks: string[];
  /** Sentences of what will not work. */
  warnings: string[];
  /** Where nothing else is in the way: services to start without, and what that costs. */
  without: readonly Spared[];
}

/** Names of the checks, as people know them. */
export const checkNames: Record<CheckId, string> = {
  link: 'Link on the bench card',
  'foreign-dhcp': 'No other DHCP server',
  ports: 'Ports free',
  firewall: 'Firewall',
  permission: 'Permission to open low ports',
  disk: 'Disk and database',
  profiles: 'Profiles',
  certificate: 'HTTPS certificate',
  clock: 'Clock',
};

/**
 * @param chosen    the chosen card's row; null: none
 * @param rows      all rows
 * @param checks    the newest results, or null while they are looked at for the first time
 * @param networkProblem  what is wrong in the bench network's form, or null
 */
export function readiness(
  chosen: CardRow | null,
  rows: readonly CardRow[],
  checks: readonly Check[] | null,
  networkProblem: string | null,
): Readiness {
  if (chosen === null) {
    const isAnyFree = rows.some(({ standing }) => standing === 'free');
    const text = isAnyFree
      ? 'Choose the card that goes to the bench switch.'
      : 'No card can serve the bench. Plug in a USB network adapter.';
    return { blocks: [text], warnings: [], without: [] };
  }
  const blocks: string[] = [];
  const { card } = chosen;
  if (!card.isLoopback && card.addressGiver === 'nobody') {
    blocks.push('The card has no address yet. Give it one first, in the list of cards.');
  }
  if (networkProblem !== null) blocks.push(`Bench network: ${networkProblem}`);
  for (const check of checks ?? []) {
    if (check.result === 'fail') blocks.push(`${checkNames[check.id]}: ${check.detail}`);
  }
  const warnings = (checks ?? [])
    .filter(({ result }) => result === 'warn')
    .map((check) => `${checkNames[check.id]}: ${check.detail}`);
  const spared = checks?.find(({ result }) => result === 'fail')?.without ?? [];
  return { blocks, warnings, without: blocks.length === 1 ? spared : [] };
}

/** What a person waits for while the station starts, from how long it has taken; null before it. */
export function startingWords(elapsedMs: number): { text: string; hint: string } {
  if (elapsedMs < PROBE_MS) {
    return {
      text: 'Asking whether another DHCP server answers',
      hint: 'Three questions on the bench card, 3 to 6 s.',
    };
  }
  if (elapsedMs < SLOW_MS) {
    return { text: 'Opening DHCP, TFTP, HTTP and syslog', hint: 'A moment.' };
  }
  return {
    text: 'This takes longer than usual',
    hint: 'Wait, or stop the start and look at the log.',
  };
}

/** How long the question for another DHCP server takes at most. */
export const PROBE_MS = 6500;
const SLOW_MS = 15_000;
