/** The list of templates as people see it: what is said, what is written, what is missing. */
import type {
  LayerRef,
  StagedFinding,
  TemplateInfo,
  TemplateTexts,
} from '../../contract/profiles.ts';
import type { Store } from '../store/store.ts';
import type { TemplateDraft } from '../store/templates.ts';
import type { ModelTable } from '../units/models.ts';
import { emptyTexts, refKey, type TemplateDocument } from './document.ts';
import type { TemplateBook } from './template-book.ts';

export interface ListParts {
  book: TemplateBook;
  store: Store;
  models: ModelTable;
  check(ref: LayerRef, texts: TemplateTexts): StagedFinding[];
}

/** Station and ISP, every model of the table, then batches, accounts and units that have a template. */
export function listTemplates({ book, store, models, check }: ListParts): TemplateInfo[] {
  const { drafts, counts, seen } = store.read(({ templates, units }) => ({
    drafts: new Map(templates.drafts().map((draft) => [refKey(draft), draft])),
    counts: templates.unitCounts(),
    seen: new Set(units.all().flatMap(({ model }) => (model === null ? [] : [model]))),
  }));
  const refs = new Map<string, LayerRef>();
  const put = ({ kind, key }: LayerRef) => {
    const ref = { kind, key };
    if (!refs.has(refKey(ref))) refs.set(refKey(ref), ref);
  };
  put({ kind: 'station', key: '' });
  put({ kind: 'isp', key: '' });
  for (const { model } of models.all) put({ kind: 'model', key: model });
  for (const document of book.inForce.all) put(document);
  for (const draft of drafts.values()) put(draft);
  const hasForAll = ['station:', 'isp:'].some((id) => saysMuch(book.inForce.all, id));
  return [...refs.values()].map((ref) => {
    const known = book.inForce.of(ref);
    const draft = drafts.get(refKey(ref)) ?? null;
    const shown = draft?.texts ?? known?.texts ?? emptyTexts;
    const findings = check(ref, shown);
    const units = counts
      .filter((row) => refKey(row) === refKey(ref))
      .reduce((sum, row) => sum + row.units, 0);
    return {
      ...ref,
      state: stateOf(ref, { known, draft, findings, isMissing: !hasForAll && seen.has(ref.key) }),
      version: known?.version ?? null,
      errors: findings.filter(({ severity }) => severity === 'error').length,
      warnings: findings.filter(({ severity }) => severity === 'warning').length,
      units,
      isFixed: book.isFixed(ref),
      changedAt: draft?.savedAt ?? publishedAt(store, ref, known),
    };
  });
}

function saysMuch(documents: readonly TemplateDocument[], id: string): boolean {
  const found = documents.find((document) => refKey(document) === id);
  return (found?.texts['sec-prv-2'] ?? '').trim() !== '';
}

function stateOf(
  ref: LayerRef,
  {
    known,
    draft,
    findings,
    isMissing,
  }: {
    known: TemplateDocument | null;
    draft: TemplateDraft | null;
    findings: readonly StagedFinding[];
    isMissing: boolean;
  },
): TemplateInfo['state'] {
  if (draft !== null) return 'draft';
  if (known === null) return ref.kind === 'model' && isMissing ? 'missing' : 'empty';
  return findings.some(({ severity }) => severity === 'error') ? 'errors' : 'ready';
}

function publishedAt(store: Store, ref: LayerRef, known: TemplateDocument | null): number | null {
  const { version } = known ?? { version: null };
  if (version === null) return null;
  return store.read(({ templates }) => templates.version(ref, version)?.publishedAt ?? null);
}
