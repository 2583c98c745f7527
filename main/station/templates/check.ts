/** What is wrong with a template, as it would stand in its layer. */
import {
  type Finding,
  type LayerRef,
  type StagedFinding,
  type TemplateStage,
  type TemplateTexts,
  templateStages,
} from '../../contract/profiles.ts';
import { commonRuleStart } from '../profile/layers/chain-names.ts';
import { type LintOptions, lintProfile } from '../profile/lint/lint.ts';
import { scanProfile, withoutMark } from '../profile/text/scan.ts';
import type { Catalogue } from '../profile/values/catalogue.ts';

export interface CheckContext {
  catalogueOf(model: string | null): Catalogue;
  xmlSinceOf(model: string | null): string;
  stationAddresses: readonly string[];
}

export function checkTemplate(
  ref: LayerRef,
  texts: TemplateTexts,
  context: CheckContext,
): StagedFinding[] {
  return templateStages.flatMap((stage) =>
    checkText(ref, stage, texts[stage], context).map((found) => ({ ...found, stage })),
  );
}

export function checkText(
  ref: LayerRef,
  stage: TemplateStage,
  text: string,
  { catalogueOf, xmlSinceOf, stationAddresses }: CheckContext,
): Finding[] {
  if (text.trim() === '') return [];
  const model = ref.kind === 'model' ? ref.key : null;
  const options: Partial<LintOptions> = {
    catalogue: catalogueOf(model),
    xmlSince: xmlSinceOf(model),
    stage,
    layer: ref.kind,
    stationAddresses,
    setElsewhere: setElsewhere(stage),
  };
  const source = scanProfile({ name: '', text: withoutMark(text) });
  const findings = lintProfile(source, options);
  const hasRule = source.entries.some(({ xmlName }) => xmlName === 'Profile_Rule');
  if (ref.kind === 'station' && stage === 'sp-cust' && !hasRule) {
    const message = `The common file needs a Profile_Rule that begins with ${commonRuleStart.trim()}: without it no unit finds its own file.`;
    const place = { file: '', line: 1, column: 1, start: 0, end: Math.min(1, text.length) };
    findings.unshift({ code: 'L39', severity: 'error', message, ...place, fix: null });
  }
  return findings;
}

/** The chain gives the unit its key and directory with the own file; before that it has neither. */
function setElsewhere(stage: TemplateStage): ReadonlySet<string> {
  return new Set(stage === 'sp-cust' ? [] : ['GPP_SA', 'GPP_B']);
}
