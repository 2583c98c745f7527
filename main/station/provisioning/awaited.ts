/**
 * What the station waits for next, and how long that usually takes (UI design, section 6.8: the "now"
 * entry of a unit's timeline). Pure.
 */
import type { FailureCode, UnitDetail } from '../../contract/model.ts';
import { levelOf } from '../proof/level.ts';
import { finalStep, quietSince } from './marks.ts';
import { isCustomised, SOMEBODY } from './on-customised.ts';
import { type ChainStep, chainSteps, type UnitRecord } from './record.ts';
import type { Limits } from './unit-event.ts';

type Awaited = NonNullable<UnitDetail['awaited']>;

/** What a person does about a failure, and what happens then. */
const wayOut: Partial<Record<FailureCode, Awaited>> = {
  F01: says(
    'Add its model in the settings, then turn it off and on',
    'The station has no file of the name it asks for.',
  ),
  F02: says(
    'Look at the templates, then choose Provision again',
    'A unit that says no to a profile says no to the same one again.',
  ),
  F03: says(
    'Check its cable and its switch port, then turn it off and on',
    'It goes on where it was: key and directory stay the same.',
  ),
  F04: says(
    'Turn it off and on; if that does not help, factory reset it: ****73738#, then 1',
    'Within 40 s of its start it asks for its first file.',
  ),
  F05: says('Turn it off and on', 'It goes on where it was: key and directory stay the same.'),
  F06: says(
    'Choose Provision again, then factory reset it',
    'It then begins anew with the same key.',
  ),
  F07: says('Factory reset it: ****73738#, then 1', 'It then asks for the files of this station.'),
  F08: says('Turn both units off and on', 'Each then gets an address of its own.'),
  F09: says('Take finished units off the board', 'It keeps asking and gets the next free address.'),
  F10: says('Check its power supply', 'It goes on by itself once it stays on.'),
  F11: says('Factory reset it: ****73738#, then 1', 'It then asks for the file of its model.'),
  F12: says(
    'Read why, then choose Provision again',
    'Its upgrade then begins anew, when its turn comes.',
  ),
  F17: says(
    'Look at what differs, then mend the template or choose Resync now',
    'It stays at its rehearsal and is read back again whenever it asks.',
  ),
  F18: says(
    'Switch its web server on in the templates before SEC-PRV-2, then choose Resync now',
    'It stays at its rehearsal until it was read back.',
  ),
  F19: says(
    'Take what names the bench out of the templates, then choose Resync now',
    'It gets its last file once nothing of the bench is in it.',
  ),
  F21: says(
    'Mend what the compiler says: `spc probe --path FILE` tries it, Settings, Models show it',
    'It is compiled again when the unit asks the next time.',
  ),
  F22: says(
    'Set up the vendor’s compiler in the settings, or upgrade the unit and choose Provision again',
    'It is held at its common file. By TFTP it does not say its firmware again by itself.',
  ),
  F15: says(
    'Mend the template',
    'A unit that is held asks again every 30 s; any other after it was turned off and on.',
  ),
};

/** The file each step waits for next, as a sentence names it. */
const nextFile: Record<ChainStep, string> = {
  common: 'first file',
  own: 'own file',
  rehearsal: 'rehearsal',
  last: 'last file',
};

/** Its firmware comes first. */
function duringUpgrade(unit: UnitRecord, limits: Limits): Awaited | null {
  if (unit.upgrade === null) return null;
  const { phase, to, file, unsafeSince } = unit.upgrade;
  const minutes = Math.round(limits.upgradeMs / 60_000);
  if (unsafeSince !== null) {
    const what = phase === 'taking' ? `to take ${file} whole` : `to come back with firmware ${to}`;
    return says(
      `Waiting for it ${what}. Do not unplug it`,
      `Usually some minutes. After ${minutes} min it needs a look.`,
    );
  }
  switch (phase) {
    case 'asking':
      return says(
        'Waiting for it to say its firmware version',
        'It restarts first: usually 5–30 s.',
      );
    case 'waiting':
      return says('Waiting for its turn to upgrade', 'Others upgrade before it. Nothing to do.');
    case 'told':
      return says(`Waiting for it to fetch ${file}`, 'It restarts first: usually 5–30 s.');
    default:
      return null;
  }
}

/** A factory reset does not help: what the maker customised are its factory values (guide: Deploying RC Units). */
function leftAlone({ customisation }: UnitRecord): Awaited {
  return says(
    'Left alone: set it aside',
    customisation === SOMEBODY
      ? 'Its Info page, under Customization, says for whom. A factory reset brings the maker’s values back; only a unit that says Open there can be provisioned here: mark it Open.'
      : 'A factory reset brings the maker’s values back, not Open. Mark it Open only if its Info page says so.',
  );
}

/** @returns null: nothing is awaited, the unit is done or bound. */
export function awaitedOf(unit: UnitRecord, limits: Limits): Awaited | null {
  if (unit.condition === 'link-lost') {
    const why = unit.reason === null ? '' : `${unit.reason.text}. `;
    return says('Waiting for it to answer again', `${why}Then it goes on where it was.`);
  }
  if (isCustomised(unit)) return leftAlone(unit);
  if (unit.stage === 'VERIFIED') {
    if (!unit.mayGoAgain) return null;
    return says(
      'Waiting for it to ask for its first file again',
      'A finished unit asks here only after a factory reset: ****73738#, then 1.',
    );
  }
  if (unit.isBound && !unit.mayGoAgain) return null;
  const upgrading = duringUpgrade(unit, limits);
  if (upgrading !== null && (unit.condition !== 'failed' || unit.upgrade?.unsafeSince)) {
    return upgrading;
  }
  if (unit.condition === 'failed') {
    const code = unit.reason?.code ?? null;
    return (
      (code === null ? undefined : wayOut[code]) ??
      says('Choose Provision again', 'It then begins anew.')
    );
  }
  if (unit.condition === 'waiting' && unit.reason !== null && unit.reason.code === null) {
    return says('Held at its first file', `${unit.reason.text}. It asks again every 30 s.`);
  }
  if (unit.lastProof !== null) {
    return says('Waiting to read its values back', 'A few seconds: it restarts first.');
  }
  const quiet = quietSince(unit, limits);
  return quiet === null ? nextRequest(unit, limits) : lastProof(unit, limits);
}

function nextRequest(unit: UnitRecord, limits: Limits): Awaited {
  const step = chainSteps.findLast((each) => unit.steps[each].askedAt !== null);
  if (step === undefined) {
    return unit.lastLeaseAt === null && unit.address === null
      ? says('Waiting for it to take its address', 'A few seconds after its request.')
      : says(
          'Waiting for it to ask for its first file',
          'Waits up to 40 s by itself. This is normal.',
        );
  }
  const { askedAt, servedAt } = unit.steps[step];
  if (servedAt === null || (askedAt ?? 0) > servedAt) {
    return says(`Waiting for its ${nextFile[step]} to arrive whole`, 'A second or two.');
  }
  const next = chainSteps[chainSteps.indexOf(step) + 1] ?? step;
  return says(
    `Waiting for it to ask for its ${nextFile[next]}`,
    `It restarts first: usually 5–30 s. After ${seconds(limits.nextMs)} it counts as waiting.`,
  );
}

/** It has its last file; what is missing is the proof that it was applied. */
function lastProof(unit: UnitRecord, limits: Limits): Awaited {
  if (levelOf(unit, limits) === 'message') {
    const last = finalStep(limits) === 'last' ? 'last' : 'own';
    return says(
      `Waiting for its own message about its ${last} file`,
      'Only that counts as proof here. Usually 5–30 s.',
    );
  }
  return says(
    `Waiting for ${seconds(limits.quietMs)} of quiet`,
    'A unit that asks for nothing more has applied its last file. This is normal.',
  );
}

function says(text: string, usual: string): Awaited {
  return { text, usual };
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
