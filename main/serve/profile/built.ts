/** A file of the disk as the profile a unit gets: fields filled, written as XML. */
import { defaultBenchNetwork } from '../../contract/bench-network.ts';
import { ipv4ToNumber } from '../../contract/values.ts';
import { fillEntries } from '../../station/profile/layers/fill.ts';
import { mergeLayers } from '../../station/profile/layers/merge.ts';
import { writeXmlProfile } from '../../station/profile/text/xml-write.ts';
import { unitFieldValues } from '../../station/templates/unit-profiles.ts';
import type { Model } from '../../station/units/models.ts';
import type { Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { printProblem } from './problems.ts';
import { readSource } from './source-file.ts';

export const fieldFlags = {
  field: { type: 'string', multiple: true },
  station: { type: 'string' },
} as const;

export interface BuiltFor {
  mac: string;
  model: Model | null;
  serial: string | null;
  /** `--station`, `--field`. */
  values: { station?: string | undefined; field?: string[] | undefined };
}

/** @returns the XML, or null once everything that is wrong was printed @throws WrongUse */
export function builtProfile(path: string, about: BuiltFor, printer: Printer): string | null {
  const { mac, model, serial, values } = about;
  const stationAddress = values.station ?? defaultBenchNetwork.address;
  if (ipv4ToNumber(stationAddress) === null) throw new WrongUse('--station takes an IPv4 address');
  const more = givenFields(values.field ?? []);
  const { source, pathOf } = readSource(path);
  for (const problem of source.problems) printProblem(problem, pathOf, printer);
  if (source.problems.length > 0) return null;
  const fields = unitFieldValues({ mac, model, serial, stationAddress, batch: null, more });
  const entries = mergeLayers([{ kind: 'unit', key: mac, version: null, source }]);
  const filled = fillEntries(entries, fields);
  const text = filled.ok ? writeXmlProfile(filled.value) : filled;
  if (text.ok) return text.value;
  const { kind, file = '', line = 1, column = 1 } = text.problem;
  // The layer's name says nothing here: the file stands in front.
  const message = text.problem.message.replace(/^Unit [0-9a-f]{12}, line \d+, /, '');
  const hint = kind === 'unknown-field' ? ' Give it with --field name=value.' : '';
  printer.problem('NOT_BUILT', `${pathOf(file)}:${line}:${column}: ${message}${hint}`);
  return null;
}

/** `--field account.user_id=ada --field secret:admin=x`: values of fields that no option names. */
function givenFields(pairs: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new WrongUse(`--field takes name=value, not "${pair}"`);
    fields.set(pair.slice(0, at).trim(), pair.slice(at + 1));
  }
  return fields;
}
