/** Templates written, saved and published as a page does it. */
import type { LayerRef, TemplateDetail, TemplateTexts } from '../../main/contract/profiles.ts';
import type { Desk } from './desk-kit.ts';

type Asking = Pick<Desk, 'ask'>;

export const isp: LayerRef = { kind: 'isp', key: '' };
export const model: LayerRef = { kind: 'model', key: 'SPA962' };

export const texts = (full: string, more: Partial<TemplateTexts> = {}): TemplateTexts => ({
  ...{ 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': full },
  ...more,
});

/** Over whatever draft there is. @returns its revision */
export async function save({ ask }: Asking, ref: LayerRef, all: TemplateTexts): Promise<number> {
  const { draft, version } = await ask.profiles.get(ref);
  const seen = { revision: draft?.revision ?? null, basedOn: version };
  return (await ask.profiles.saveDraft({ ...ref, texts: all, ...seen })).revision;
}

/** With all its warnings. */
export async function publish(
  asking: Asking,
  ref: LayerRef,
  all: TemplateTexts,
  note = '',
): Promise<TemplateDetail> {
  const revision = await save(asking, ref, all);
  return asking.ask.profiles.publish({ ...ref, note, acceptsWarnings: true, revision });
}
