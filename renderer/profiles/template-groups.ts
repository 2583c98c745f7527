/** The list of templates in the order people look for them: what holds for all first. Pure. */
import type { LayerKind, TemplateInfo } from '../../main/contract/profiles.ts';

export interface TemplateGroup {
  title: string;
  kind: LayerKind | 'every';
  templates: readonly TemplateInfo[];
}

const groups: readonly [title: string, kind: TemplateGroup['kind'], kinds: readonly LayerKind[]][] =
  [
    ['For every unit', 'every', ['station', 'isp']],
    ['Models', 'model', ['model']],
    ['Batches', 'batch', ['batch']],
    ['Accounts', 'account', ['account']],
    ['Units', 'unit', ['unit']],
  ];

const byName = new Intl.Collator('en', { numeric: true });

/** Groups without a template are left out, but for models and batches. */
export function groupTemplates(templates: readonly TemplateInfo[]): TemplateGroup[] {
  return groups
    .map(([title, kind, kinds]) => {
      const found = templates.filter((each) => kinds.includes(each.kind));
      const sorted = kind === 'every' ? found.toSorted(byLayer) : found.toSorted(byNeed);
      return { title, kind, templates: sorted };
    })
    .filter(
      ({ kind, templates: found }) => kind === 'model' || kind === 'batch' || found.length > 0,
    );
}

function byLayer(a: TemplateInfo, b: TemplateInfo): number {
  return a.kind === b.kind ? 0 : a.kind === 'station' ? -1 : 1;
}

/** Models nobody wrote a template for, or has to, stand below the others. */
function byNeed(a: TemplateInfo, b: TemplateInfo): number {
  const isLast = ({ state }: TemplateInfo) => Number(state === 'empty');
  return isLast(a) - isLast(b) || byName.compare(a.key, b.key);
}
