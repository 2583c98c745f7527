/** What happens to a simulated unit, in plain sentences; they hold no more secrets than the events do. */
import { isoTime } from '../../../contract/values.ts';
import type { ShownChange, SimulationEnd, UnitEvent } from './events.ts';
import { durationWords, explainChoice } from './explain-words.ts';
import type { Wake } from './timers.ts';
import { NO_CONDITION } from './upgrade.ts';

/** More changes than these are counted, not named. */
const MOST_NAMED = 8;

const ENDS: Record<SimulationEnd, string> = {
  'nothing-more': '',
  steady: 'So it goes on until something else changes.',
  'limit-of-time': 'So much for the time that was looked at.',
  'limit-of-events': 'More events were not looked at.',
  'limit-of-resyncs': 'More resyncs were not looked at.',
};

/**
 * The events as numbered sentences, in order: `1. After power-on it waits up to 40 s
 * (Resync_Random_Delay 2).` Empty rules B, C and D are left out.
 * @param end adds why there are no more
 */
export function explainEvents(events: readonly UnitEvent[], end?: SimulationEnd): string[] {
  const sentences = events.map((event, index) => sentenceOf(event, events[index - 1]));
  if (end !== undefined) sentences.push(ENDS[end]);
  return sentences
    .filter((sentence) => sentence !== '')
    .map((sentence, index) => `${index + 1}. ${sentence}`);
}

/** One event; '' for one that others say. */
function sentenceOf(event: UnitEvent, before: UnitEvent | undefined): string {
  switch (event.type) {
    case 'boot':
      if (event.boot === 'power') return '';
      return event.boot === 'update'
        ? 'It reboots.'
        : `It reboots and has firmware ${event.firmware}.`;
    case 'wait':
      return waitWords(event, before?.type === 'boot' && before.boot === 'power');
    case 'rest':
      return `Nothing more happens by itself: ${ended(event.why)}`;
    case 'resync':
      return '';
    case 'rule': {
      const isSpare = /_[BCD]$/.test(event.parameter) && event.explanation.why === 'empty';
      return isSpare ? '' : explainChoice(event.parameter, event.explanation);
    }
    case 'assigned':
      return `Before anything is fetched it sets ${changeWords(event.change)}.`;
    case 'request':
      return requestWords(event);
    case 'file':
      return event.version === null ? '' : `The image is firmware ${event.version}.`;
    case 'not-found':
      return 'The server has no such file.';
    case 'opened':
      return OPENED[event.usedKey ? 'key' : event.format] ?? 'The file comes.';
    case 'applied':
      return appliedWords(event);
    case 'failed': {
      // What is wrong with a rule has been said where it was chosen.
      if (event.problem?.message === event.why) return '';
      return `That fails: ${ended(event.why)} ${event.problem?.message ?? ''}`.trim();
    }
    case 'log':
      return `It tells the syslog server ${event.server}: ${event.line}`;
    case 'resynced':
      return resyncedWords(event);
    case 'upgraded':
      return upgradedWords(event);
  }
}

const OPENED: Partial<Record<string, string>> = {
  key: 'The file comes encrypted, and the key of the rule opens it.',
  gzip: 'The file comes compressed.',
  xml: 'The file comes as plain XML.',
};

function waitWords(event: Extract<UnitEvent, { type: 'wait' }>, isAfterPowerOn: boolean): string {
  const { wake, setting, until } = event;
  const who = isAfterPowerOn ? 'After power-on it' : 'It';
  switch (wake.by) {
    case 'reboot':
      return `${who} resyncs at once after the reboot.`;
    case 'Resync_After_Upgrade_Attempt':
      return `${who} resyncs because of the upgrade attempt (${wake.by} ${setting}).`;
    case 'Resync_At':
      return `${who} waits for its time of day (${wake.by} ${setting}), until ${isoTime(until)}.`;
    case 'Resync_Trigger_1':
    case 'Resync_Trigger_2':
      return `${who} waits ${rangeWords(wake)}, until ${wake.by} holds: ${setting}`;
    default:
      if (wake.range.max === 0) return `${who} does not wait (${wake.by} ${setting}).`;
      return `${who} waits ${rangeWords(wake)} (${wake.by} ${setting}).`;
  }
}

function rangeWords({ range: { min, max } }: Wake): string {
  if (min === max) return durationWords(max);
  return min === 0
    ? `up to ${durationWords(max)}`
    : `${durationWords(min)} to ${durationWords(max)}`;
}

function requestWords(event: Extract<UnitEvent, { type: 'request' }>): string {
  const { url, body, purpose } = event;
  if (body !== null) return `It posts to ${url}: ${body}`;
  return `It asks for ${purpose === 'firmware' ? 'the image ' : ''}${url}.`;
}

function changeWords({ name, to, isSecret }: ShownChange): string {
  if (!isSecret) return `${name} to "${to}"`;
  return to === '' ? `${name} to nothing` : `${name} to a secret (fingerprint ${to})`;
}

function appliedWords({ changes, ignored }: Extract<UnitEvent, { type: 'applied' }>): string {
  const skipped = ignored.length === 0 ? '' : ` It ignores ${ignored.join(', ')}.`;
  if (changes.length === 0) return `It sets nothing it does not have already.${skipped}`;
  const named = changes.slice(0, MOST_NAMED).map(changeWords);
  const more = changes.length - named.length;
  const rest = more === 0 ? '' : `, and ${more} more`;
  return `It sets ${named.join(', ')}${rest}.${skipped}`;
}

function resyncedWords(event: Extract<UnitEvent, { type: 'resynced' }>): string {
  const { outcome, changed, reboots, why } = event;
  switch (outcome) {
    case 'changed':
      return `The resync succeeds; ${countWords(changed.length)}, so it reboots.`;
    case 'same':
      return 'The resync succeeds and changes nothing.';
    case 'failed': {
      const after = reboots ? `; ${countWords(changed.length)}, so it reboots` : '';
      return `The resync fails, and the rules behind this one are not looked at${after}.`;
    }
    case 'off':
      return `It does not resync: ${ended(why ?? '')}`;
    case 'dropped':
      return 'It falls silent.';
  }
}

function countWords(count: number): string {
  return count === 1 ? '1 parameter changed' : `${count} parameters changed`;
}

function upgradedWords(event: Extract<UnitEvent, { type: 'upgraded' }>): string {
  const { outcome, why, from, to } = event;
  if (outcome === 'done') return `The upgrade from ${from} to ${to} succeeds.`;
  if (outcome === 'failed') return `The upgrade fails: ${ended(why ?? '')}`;
  // The rule has been explained already.
  return why === NO_CONDITION ? '' : `There is no upgrade: ${ended(why ?? '')}`;
}

/** `$ERR` may be a sentence already. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
