/** Templates of the settings file: fixed while the station runs, checked before it starts. */
import { StationError } from '../../contract/errors.ts';
import type { LayerRef, TemplateStage } from '../../contract/profiles.ts';
import { permanentUrl } from '../files/chain-files.ts';
import { commonRuleStart } from '../profile/layers/chain-names.ts';
import { knownField } from '../profile/layers/field-table.ts';
import { positionOf } from '../profile/problem.ts';
import { resolveUrl } from '../profile/rules/url.ts';
import { scanFields } from '../profile/text/fields.ts';
import { scanProfile, withoutMark } from '../profile/text/scan.ts';
import { effectiveEntries, problemOf } from '../profile/text/source.ts';
import { emptyTexts, refKey, type TemplateDocument } from './document.ts';

/** The key `templates` of the settings. */
export interface GivenTexts {
  /** Text of the common file in place of the built-in one. */
  commonFile?: string | undefined;
  common?: string | undefined;
  isp?: string | undefined;
  /** Model name → profile text. */
  model: Readonly<Record<string, string>>;
}

const stationRef: LayerRef = { kind: 'station', key: '' };

/** @throws StationError BAD_TEMPLATE naming the text, line and column */
export function readGivenTemplates(given: GivenTexts): TemplateDocument[] {
  const documents = new Map<string, TemplateDocument>();
  const put = (ref: LayerRef, stage: TemplateStage, name: string, text: string | undefined) => {
    if (text === undefined) return;
    check(name, stage, text);
    const id = refKey(ref);
    if ((documents.get(id)?.texts[stage] ?? '') !== '') {
      throw new StationError('BAD_TEMPLATE', `Template ${name}: this model is said twice.`);
    }
    const { texts } = documents.get(id) ?? { texts: emptyTexts };
    documents.set(id, {
      ...ref,
      version: null,
      origin: 'settings-file',
      texts: { ...texts, [stage]: text },
    });
  };
  put(stationRef, 'sp-cust', 'commonFile', given.commonFile);
  put(stationRef, 'sec-prv-2', 'common', given.common);
  put({ kind: 'isp', key: '' }, 'sec-prv-2', 'isp', given.isp);
  for (const [model, text] of Object.entries(given.model)) {
    put({ kind: 'model', key: model }, 'sec-prv-2', model, text);
  }
  return [...documents.values()];
}

/** The permanent rule made of `isp`; null while it is not set. @throws StationError BAD_SETTINGS */
export function permanentRuleOf(isp: string | undefined): string | null {
  if (isp === undefined) return null;
  // Macros are expanded on the unit; for the check a letter stands in their place.
  const url = resolveUrl(permanentUrl(isp).replaceAll('$', 'x'));
  if (!url.ok) throw new StationError('BAD_SETTINGS', `isp: ${url.problem.message}`);
  return `[--key $SA] ${permanentUrl(isp)}`;
}

function check(name: string, stage: TemplateStage, text: string): void {
  const refuse = (why: string) => new StationError('BAD_TEMPLATE', `Template ${name}: ${why}`);
  const source = scanProfile({ name: '', text: withoutMark(text) });
  const [broken] = source.problems;
  if (broken) {
    const { line, column, message } = problemOf(broken);
    throw new StationError(
      'BAD_TEMPLATE',
      `Template ${name}, line ${line}, column ${column}: ${message}`,
    );
  }
  const nested = source.elements.find(({ place }) => place === 'nested');
  if (nested) throw refuse(`${nested.name} holds other elements; only parameters can be used.`);
  const entries = effectiveEntries(source.entries);
  const taken = entries.find(({ xmlName }) => xmlName === 'GPP_SA' || xmlName === 'GPP_B');
  if (taken) {
    throw refuse(`${taken.xmlName} holds the unit's own key or directory and cannot be set here.`);
  }
  if (stage !== 'sp-cust') return;
  // The file every unit begins with; what is wrong in others concerns the units that get them (F15).
  for (const { name, value, nameAt, valueAt } of entries) {
    for (const use of scanFields(value ?? '').uses) {
      const known = knownField(use.name);
      if (known !== null && (known.stages?.includes(stage) ?? true)) continue;
      const { line } = positionOf(text, valueAt?.start ?? nameAt.start);
      throw refuse(`line ${line}: ${name}: the field {{${use.name}}} does not exist here.`);
    }
  }
  const rule = entries.find(({ xmlName }) => xmlName === 'Profile_Rule')?.value ?? '';
  if (!rule.startsWith(commonRuleStart)) {
    throw refuse('its Profile_Rule must begin with [--key {{bootstrap.key}}]');
  }
}
