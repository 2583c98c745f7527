import type { LayerRef } from '../../../contract/profiles.ts';
import type { ProfileSource } from '../text/source.ts';

export type { LayerKind, LayerRef, TemplateStage } from '../../../contract/profiles.ts';

/** One template's text of one stage, as it was published (or is tried). */
export interface Layer extends LayerRef {
  /** null: not published, such as a draft on trial. */
  version: number | null;
  source: ProfileSource;
}

/** `Station`, `Model SPA962`: what people call it. */
export function layerName({ kind, key }: LayerRef): string {
  const words = {
    station: 'Station',
    isp: 'ISP',
    model: 'Model',
    batch: 'Batch',
    account: 'Account',
    unit: 'Unit',
  };
  return key === '' ? words[kind] : `${words[kind]} ${key}`;
}
