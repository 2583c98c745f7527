/** A template as it counts: which texts, and who says so. */
import type { LayerRef, TemplateStage, TemplateTexts } from '../../contract/profiles.ts';

export interface TemplateDocument extends LayerRef {
  texts: TemplateTexts;
  /** null: not a published version. */
  version: number | null;
  origin: 'published' | 'settings-file' | 'built-in' | 'trial';
}

export const emptyTexts: TemplateTexts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '' };

/** Kind and key in one word, for maps. Models are one whatever the case of their letters. */
export function refKey({ kind, key }: LayerRef): string {
  return `${kind}:${kind === 'model' ? key.toUpperCase() : key}`;
}

export function isEmpty(texts: TemplateTexts): boolean {
  return Object.values(texts).every((text) => text.trim() === '');
}

/** Words for the file a text goes into (guide: Provisioning States). */
export const stageWords: Record<TemplateStage, string> = {
  'sp-cust': 'SP-CUST',
  'sec-prv-1': 'SEC-PRV-1',
  'sec-prv-2': 'SEC-PRV-2',
};
