/** The rules that lead a unit from file to file, expanded for it. Pure. */
import type { ExpandedPiece, PreviewStep, PreviewUnit } from '../../contract/profiles.ts';
import type { StationAddress, UnitKeys } from '../files/chain-files.ts';
import { expandWithMarks } from '../profile/rules/macro-marks.ts';
import { macroValues } from '../profile/rules/macros-of-unit.ts';
import { evaluateRule } from '../profile/rules/rule.ts';
import { withoutKeys } from '../profile/unit/fingerprint.ts';
import { factoryRule, type Model } from '../units/models.ts';

/** What cannot be worked out from the chain itself. */
export interface ChainRules {
  /** Profile_Rule of the common file, bootstrap passphrase in it. */
  common: string;
  /** Where the unit goes for good; '' when nobody said. */
  permanent: string;
}

interface StepSources {
  unit: PreviewUnit;
  model: Model;
  station: StationAddress;
  stationHost: string;
  isRehearsing: boolean;
  bootstrapKey: string;
  keys: UnitKeys;
}

export function previewSteps(rules: ChainRules, sources: StepSources): PreviewStep[] {
  const { model, station, isRehearsing, bootstrapKey, keys } = sources;
  const factory = factoryRule(model);
  const base = `${station.scheme}://${station.files}/profile/$B`;
  const keyWords = (key: string) => `256 bit, fingerprint ${key}`;
  const steps: Omit<PreviewStep, 'url' | 'problem'>[] = [
    { id: 'factory', title: 'Factory rule: the common file', rule: factory, key: null },
    {
      id: 'sp-cust',
      title: 'SP-CUST sends it to its own file',
      rule: rules.common,
      key: `bootstrap passphrase, fingerprint ${bootstrapKey}`,
    },
    ...(isRehearsing
      ? [
          {
            id: 'sec-prv-1' as const,
            title: 'SEC-PRV-1 sends it to the rehearsal',
            rule: `[--key $SA] ${base}/spa$PSN.cfg`,
            key: keyWords(keys.key),
          },
          {
            id: 'sec-prv-2' as const,
            title: 'The rehearsal sends it to its last file',
            rule: `[--key $SA] ${base}/${keys.lastName}.cfg`,
            key: keyWords(keys.key),
          },
        ]
      : []),
    {
      id: 'field',
      title: 'After the bench',
      rule: rules.permanent,
      key: /--key/.test(rules.permanent) ? keyWords(keys.key) : null,
    },
  ];
  return steps.map((step) => expanded(step, sources));
}

function expanded(
  step: Omit<PreviewStep, 'url' | 'problem'>,
  { unit, model, keys, stationHost }: StepSources,
): PreviewStep {
  const hasKeys = step.id !== 'factory' && step.id !== 'sp-cust';
  const parameters = new Map(
    hasKeys ? [['GPP_SA', keys.key] as const, ['GPP_B', keys.directory] as const] : [],
  );
  const values = macroValues({
    ...{ mac: unit.mac, productName: model.model, psn: model.psn, serial: unit.serial ?? '' },
    ...{ swver: unit.firmware ?? '2.0.11', hwver: '', ip: '192.0.2.2', parameters },
    more: unit.values,
  });
  const rule = withoutKeys(step.rule);
  if (rule.trim() === '') {
    return { ...step, rule, url: [], problem: 'No ISP address is set, so it goes nowhere.' };
  }
  const read = evaluateRule(rule, { values, option66: stationHost });
  if (!read.ok) return { ...step, rule, url: [], problem: read.problem.message };
  if (read.value.outcome !== 'fetch') {
    return { ...step, rule, url: [], problem: 'The rule leads nowhere for this unit.' };
  }
  return { ...step, rule, url: piecesOf(rule, values, read.value.url), problem: null };
}

/** The chosen address: its pieces where the rule is no more than one, else as a whole. */
function piecesOf(
  rule: string,
  values: ReadonlyMap<string, string>,
  { scheme, server, port, path }: { scheme: string; server: string; port: number; path: string },
): ExpandedPiece[] {
  const standard = { tftp: 69, http: 80, https: 443 }[scheme];
  const whole = `${scheme}://${server}${port === standard ? '' : `:${port}`}${path}`;
  const pieces = expandWithMarks(rule.replace(/^\s*\[[^\]]*\]\s*/, ''), values);
  const text = pieces
    .map((piece) => piece.text)
    .join('')
    .trim();
  const start = whole.endsWith(text) ? whole.slice(0, whole.length - text.length) : null;
  if (start === null || text === '') return [{ text: whole, macro: null }];
  const marked = pieces.map(({ text: part, macro }) => ({
    text: part,
    macro: macro === null ? null : `$${macro}`,
  }));
  return [...(start === '' ? [] : [{ text: start, macro: null }]), ...marked];
}
