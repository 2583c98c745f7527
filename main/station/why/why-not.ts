/**
 * The first rule or check that stopped a unit, in a sentence, with what to do. Asked in the order in which they
 * stand in a unit's way: the question itself, what is done, the station, the unit's own state, silence. Pure.
 */
import type { Mac } from '../../contract/values.ts';
import type { Why } from '../../contract/why.ts';
import { awaitedOf } from '../provisioning/awaited.ts';
import { isCustomised } from '../provisioning/on-customised.ts';
import type { Answer, Rule, WhyFacts } from './facts.ts';
import { fixedAddress, foreign, unknown } from './not-met.ts';
import { ago, full } from './words.ts';

/** In this order; the first that says something decides. */
const rules: readonly Rule[] = [
  ownCard,
  done,
  bound,
  notServing,
  missingService,
  customised,
  offBoard,
  held,
  foreign,
  fixedAddress,
  brokenService,
  unknown,
  notHeard,
  failedOrWaiting,
  refused,
  noLease,
];

export function whyNot(facts: WhyFacts): Why {
  const { typed, last, near } = facts;
  const rest = { last, near };
  if (typed.mac === null) {
    const todo = near.length > 0 ? 'Was one of these meant?' : 'Read it from the unit’s label.';
    const answer = { verdict: 'not-a-mac', rule: 'not-a-mac', sentence: typed.problem } as const;
    return { mac: null, code: null, ...answer, todo, ...rest };
  }
  const { mac } = typed;
  for (const rule of rules) {
    const answer = rule(facts, mac);
    if (answer !== null) return { mac, code: null, todo: null, ...answer, ...rest };
  }
  return { mac, code: null, todo: null, ...onItsWay(facts), ...rest };
}

function ownCard({ station }: WhyFacts, mac: Mac): Answer | null {
  if (station.ownMac !== mac) return null;
  const sentence = `That is this computer’s own card${station.interface ? `, ${station.interface}` : ''}, not a unit.`;
  return { verdict: 'stopped', rule: 'own-card', sentence, todo: 'Read the MAC on the unit.' };
}

function done({ unit, account, batch }: WhyFacts): Answer | null {
  if (unit?.stage !== 'VERIFIED' || unit.mayGoAgain || isCustomised(unit)) return null;
  const binding =
    account === null
      ? 'It is bound to nobody yet.'
      : `It is bound to account ${account}${batch === null ? '' : `, exported in batch ${batch}`}.`;
  const attention = unit.attention === null ? '' : ` But look: ${unit.attention}.`;
  return {
    ...{ verdict: 'done', rule: 'verified' },
    sentence: `Nothing stopped it: it is verified. ${binding}${attention}`,
    todo: account === null ? 'Scan the unit and its account.' : null,
  };
}

function bound({ unit, account }: WhyFacts): Answer | null {
  if (!unit?.isBound || unit.mayGoAgain) return null;
  return {
    ...{ verdict: 'stopped', rule: 'bound' },
    sentence: `It is bound${account === null ? '' : ` to account ${account}`}, so it gets no more profiles.${unit.attention === null ? '' : ` ${unit.attention}.`}`,
    todo: 'Release it from its account, or choose Provision again.',
  };
}

function notServing({ station }: WhyFacts): Answer | null {
  const { state, problem, locked } = station;
  const stopped = (rule: string, sentence: string, todo: string): Answer => {
    return { verdict: 'stopped', rule, sentence, todo };
  };
  if (locked !== null) {
    return stopped(
      'locked',
      `The keys are locked, so nothing is served. ${locked}`,
      'Unlock them.',
    );
  }
  if (state === 'stopped') {
    const sentence = `The station is not serving${problem === null ? '' : `: ${problem}`}`;
    return stopped('not-serving', full(sentence), 'Press Start on the first page.');
  }
  if (state === 'failed') {
    const sentence = `The station could not start${problem === null ? '' : `: ${problem}`}`;
    return stopped('start-failed', full(sentence), 'Mend that, then press Start.');
  }
  if (state === 'starting') {
    const sentence = 'The station is starting: it first looks for other DHCP servers.';
    return { verdict: 'on-its-way', rule: 'starting', sentence, todo: 'Wait some seconds.' };
  }
  if (state === 'no-link') {
    const sentence = problem ?? 'No link on the bench card.';
    return stopped('no-link', sentence, 'Check the cable between this computer and the switch.');
  }
  return null;
}

/** A service units cannot get through without does not run. */
function missingService({ station }: WhyFacts): Answer | null {
  const [problem] = station.missing;
  if (problem === undefined) return null;
  return {
    ...{ verdict: 'stopped', rule: 'service-not-running', sentence: full(problem) },
    todo: 'Press its name in the top bar and start it again.',
  };
}

function customised({ unit }: WhyFacts): Answer | null {
  if (unit === null || !isCustomised(unit)) return null;
  return {
    ...{ verdict: 'stopped', rule: 'customised' },
    sentence: `Its maker customised it (${unit.customisation}): it fetches its profile from the maker’s server and is left alone.`,
    todo: 'Set it aside. If its Info page says Open, mark it so in its drawer.',
  };
}

function offBoard({ unit }: WhyFacts): Answer | null {
  if (!unit?.isOffBoard) return null;
  return {
    ...{ verdict: 'stopped', rule: 'off-board' },
    sentence: 'A person took it off the board, and it has not been heard since.',
    todo: 'Turn it off and on: it comes back by itself.',
  };
}

function held({ unit }: WhyFacts): Answer | null {
  if (unit === null || unit.heldBecause === null) return null;
  return {
    ...{ verdict: 'stopped', rule: 'held', code: 'F20' },
    sentence: `It is under suspicion and gets no file: ${full(unit.heldBecause)}`,
    todo: 'Look at it, then choose Provision again.',
  };
}

/** The station asked its own services, and one did not answer. */
function brokenService({ unit, station }: WhyFacts): Answer | null {
  const [problem] = station.broken;
  if (problem === undefined || (unit !== null && unit.condition !== 'ok')) return null;
  return {
    ...{ verdict: 'stopped', rule: 'broken-service' },
    sentence: `The station’s own self-test failed: ${full(problem)}`,
    todo: 'Then run the self-test again.',
  };
}

/** Known from before, but not from this run. */
function notHeard({ unit, station, now }: WhyFacts): Answer | null {
  if (unit === null || station.startedAt === null) return null;
  if (unit.lastSeenAt >= station.startedAt) return null;
  const before = unit.reason === null ? '' : ` Before that: ${full(unit.reason.text)}`;
  return {
    ...{ verdict: 'not-seen', rule: 'not-heard', code: unit.reason?.code ?? null },
    sentence: `It was last heard ${ago(now - unit.lastSeenAt)}, before the station was started.${before}`,
    todo: 'Check its power and its cable, then turn it off and on.',
  };
}

/** What to do where a sentence names the reason only; its beginning is looked for. */
const waysOut: readonly [why: string, todo: string][] = [
  ['No ISP address set', 'Set the ISP’s rule in the settings, Station & network.'],
  ['This maker is not on the allowed list', 'Add its maker, or switch on “Allow every maker”.'],
  ['Only its own word says which unit it is', 'Let it ask this station for its address.'],
  ['no lease and no neighbour entry', 'Let it ask this station for its address.'],
  ['Its profile does not build', 'Mend the template.'],
];

/** Its own state says why, in the words of its tile. */
function failedOrWaiting({ unit, limits }: WhyFacts): Answer | null {
  if (unit === null || unit.condition === 'ok') return null;
  const text = unit.reason?.text ?? 'It waits, and no reason is known';
  const code = unit.reason?.code ?? null;
  const awaited = awaitedOf(unit, limits);
  const known = waysOut.find(([why]) => text.startsWith(why))?.[1] ?? null;
  if (unit.condition === 'link-lost') {
    const todo = known ?? 'Check its cable and its power.';
    return { verdict: 'stopped', rule: 'no-answer', code, sentence: full(text), todo };
  }
  const isFailed = unit.condition === 'failed';
  const isHeld = code === null && !isFailed;
  const rule = code === null ? (isHeld ? 'held-at-first-file' : 'failed') : code.toLowerCase();
  const todo =
    known ?? (awaited === null || isHeld ? null : `${full(awaited.text)} ${full(awaited.usual)}`);
  const sentence = isHeld ? `It is held at its first file: ${full(text)}` : full(text);
  return {
    ...{ verdict: 'stopped', rule, code, sentence },
    todo: isHeld ? `${todo ?? 'Mend that.'} It asks again every 30 s.` : todo,
  };
}

function refused({ unit }: WhyFacts): Answer | null {
  if (unit === null || unit.attention === null) return null;
  return {
    ...{ verdict: 'stopped', rule: 'refused', sentence: full(unit.attention) },
    todo: 'If that is as it should be, choose Provision again.',
  };
}

/** It was heard, and has no address yet. */
function noLease({ unit, dhcp, now }: WhyFacts): Answer | null {
  if (unit === null || dhcp === null || unit.address !== null) return null;
  if (!/^(?:no answer|NAK)/.test(dhcp.outcome)) return null;
  return {
    ...{ verdict: 'stopped', rule: 'no-lease' },
    sentence: `It has no address: it said ${dhcp.message} ${ago(now - dhcp.at)}, ${full(dhcp.outcome)}`,
    todo: 'It asks again by itself; if it does not, turn it off and on.',
  };
}

function onItsWay({ unit, limits }: WhyFacts): Answer {
  const awaited = unit === null ? null : awaitedOf(unit, limits);
  const waits = awaited === null ? 'It has nothing to do here.' : full(awaited.text);
  return {
    ...{ verdict: 'on-its-way', rule: 'on-its-way' },
    sentence: `Nothing stopped it so far. ${waits}`,
    todo: awaited === null ? null : full(awaited.usual),
  };
}
