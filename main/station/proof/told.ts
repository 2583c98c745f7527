/** What a unit told of itself, as the record keeps it and people see it. Pure; no secret is in it. */
import type { Difference, ReadBackView } from '../../contract/proof.ts';
import type { ReadBackAnswer } from '../device/read-back.ts';
import { isOfChain } from '../profile/layers/chain-names.ts';

const MOST_DIFFERENCES = 50;
const MOST_NAMED = 4;

/** @param about which values it was compared with, and how it told */
export function toldOf(
  answer: ReadBackAnswer,
  about: Pick<ReadBackView, 'phase' | 'by'>,
): ReadBackView {
  const nothing = {
    ...{ differences: [], sameCount: 0, notShownCount: 0, namingStation: [] },
    softwareVersion: answer.ok ? answer.value.softwareVersion : null,
  };
  if (!answer.ok) {
    const { kind, message } = answer.problem;
    const outcome = kind === 'other-unit' ? 'different' : 'not-read';
    return { ...about, ...nothing, at: answer.takenAt, outcome, why: message };
  }
  const { takenAt: at, differences, sameCount, notShown, namingStation } = answer.value;
  const counts = { sameCount, notShownCount: notShown.length, namingStation };
  if (differences.length === 0 && namingStation.length === 0 && sameCount === 0) {
    const why = 'What it tells holds none of the values it was given.';
    return { ...about, ...nothing, at, outcome: 'not-read', why };
  }
  const names = differences.filter(isAgainst).map(({ name }) => name);
  const isEqual = names.length === 0 && sameCount > 0 && namingStation.length === 0;
  const why = [
    ...(names.length === 0 ? [] : [`${counted(names)} not as wanted: ${listed(names)}`]),
    ...(namingStation.length === 0 ? [] : [`${listed(namingStation)} names the bench`]),
  ];
  return {
    ...about,
    ...counts,
    at,
    softwareVersion: answer.value.softwareVersion,
    outcome: isEqual ? 'equal' : 'different',
    why: isEqual ? null : why.join('; '),
    differences: differences.slice(0, MOST_DIFFERENCES),
  };
}

/**
 * Units ignore parameters their model has not, so that templates may say more than a model knows: what is
 * missing is shown and decides nothing. Rules, timers and locks every model has.
 */
function isAgainst({ name, state }: Difference): boolean {
  return state !== 'missing' || isOfChain(name);
}

function counted({ length }: readonly string[]): string {
  return length === 1 ? '1 value is' : `${length} values are`;
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
