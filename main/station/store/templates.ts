import type { LayerKind, LayerRef, TemplateTexts } from '../../contract/profiles.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** A published version, as it will always be. */
export interface TemplateVersion extends LayerRef {
  /** From 1, without gaps. */
  version: number;
  texts: TemplateTexts;
  note: string;
  publishedAt: EpochMs;
}

/** What is being written. */
export interface TemplateDraft extends LayerRef {
  texts: TemplateTexts;
  /** The version it began as; null: as nothing, or as the built-in text. */
  basedOn: number | null;
  revision: number;
  savedAt: EpochMs;
}

export interface ServedVersion extends LayerRef {
  version: number;
}

export interface TemplatesTable {
  /** The newest version of every template. */
  newest(): TemplateVersion[];
  version(ref: LayerRef, version: number): TemplateVersion | null;
  /** Newest first, without their texts. */
  versions(ref: LayerRef): Omit<TemplateVersion, 'texts' | 'kind' | 'key'>[];
  publish(version: TemplateVersion): void;
  drafts(): TemplateDraft[];
  draft(ref: LayerRef): TemplateDraft | null;
  /** @returns its revision, which no draft ever had */
  saveDraft(draft: Omit<TemplateDraft, 'revision'>): number;
  dropDraft(ref: LayerRef): void;
  /** What a unit's profile was made of, in the place of what was noted before. */
  noteServed(mac: Mac, versions: readonly ServedVersion[], at: EpochMs): void;
  servedTo(mac: Mac): ServedVersion[];
  /** Units whose profile was made of each version. */
  unitCounts(): (LayerRef & { version: number; units: number })[];
  /** The version the newest profile was made of; null: none yet. */
  lastServed(ref: LayerRef): { version: number; at: EpochMs } | null;
}

interface VersionRow {
  kind: LayerKind;
  key: string;
  version: number;
  texts: string;
  note: string;
  publishedAt: EpochMs;
}
type DraftRow = Omit<TemplateDraft, 'texts'> & { texts: string };

const VERSION = 'kind, key, version, texts, note, published_at AS publishedAt';
const DRAFT = 'kind, key, texts, based_on AS basedOn, revision, saved_at AS savedAt';

export function templatesTable(sql: Sql): TemplatesTable {
  const newest = sql.prepare<VersionRow>(
    `SELECT ${VERSION} FROM template_versions AS one WHERE version =
       (SELECT max(version) FROM template_versions AS any
        WHERE any.kind = one.kind AND any.key = one.key)`,
  );
  const version = sql.prepare<VersionRow>(
    `SELECT ${VERSION} FROM template_versions WHERE kind = ? AND key = ? AND version = ?`,
  );
  const versions = sql.prepare<Pick<VersionRow, 'version' | 'note' | 'publishedAt'>>(
    `SELECT version, note, published_at AS publishedAt FROM template_versions
     WHERE kind = ? AND key = ? ORDER BY version DESC`,
  );
  const publish = sql.prepare(
    `INSERT INTO template_versions (kind, key, version, texts, note, published_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const drafts = sql.prepare<DraftRow>(`SELECT ${DRAFT} FROM template_drafts`);
  const draft = sql.prepare<DraftRow>(
    `SELECT ${DRAFT} FROM template_drafts WHERE kind = ? AND key = ?`,
  );
  const saveDraft = sql.prepare(
    `INSERT OR REPLACE INTO template_drafts (kind, key, texts, based_on, saved_at)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const dropDraft = sql.prepare('DELETE FROM template_drafts WHERE kind = ? AND key = ?');
  const forget = sql.prepare('DELETE FROM template_served WHERE mac = ?');
  const noteServed = sql.prepare(
    'INSERT INTO template_served (kind, key, mac, version, at) VALUES (?, ?, ?, ?, ?)',
  );
  const servedTo = sql.prepare<ServedVersion>(
    'SELECT kind, key, version FROM template_served WHERE mac = ?',
  );
  const unitCounts = sql.prepare<LayerRef & { version: number; units: number }>(
    `SELECT kind, key, version, count(*) AS units FROM template_served GROUP BY kind, key, version`,
  );
  const lastServed = sql.prepare<{ version: number; at: EpochMs }>(
    'SELECT version, at FROM template_served WHERE kind = ? AND key = ? ORDER BY at DESC LIMIT 1',
  );
  return {
    newest: () => newest.all().map(withTexts),
    version: ({ kind, key }, number) => {
      const row = version.get(kind, key, number);
      return row === undefined ? null : withTexts(row);
    },
    versions: ({ kind, key }) => versions.all(kind, key),
    publish: (one) =>
      void publish.run(
        one.kind,
        one.key,
        one.version,
        JSON.stringify(one.texts),
        one.note,
        one.publishedAt,
      ),
    drafts: () => drafts.all().map(withTexts),
    draft: ({ kind, key }) => {
      const row = draft.get(kind, key);
      return row === undefined ? null : withTexts(row);
    },
    saveDraft: ({ kind, key, texts, basedOn, savedAt }) =>
      Number(saveDraft.run(kind, key, JSON.stringify(texts), basedOn, savedAt).lastInsertRowid),
    dropDraft: ({ kind, key }) => void dropDraft.run(kind, key),
    noteServed: (mac, served, at) => {
      forget.run(mac);
      for (const one of served) noteServed.run(one.kind, one.key, mac, one.version, at);
    },
    servedTo: (mac) => servedTo.all(mac),
    unitCounts: () => unitCounts.all(),
    lastServed: ({ kind, key }) => lastServed.get(kind, key) ?? null,
  };
}

function withTexts<Row extends { texts: string }>(
  row: Row,
): Omit<Row, 'texts'> & { texts: TemplateTexts } {
  const texts = JSON.parse(row.texts) as Partial<TemplateTexts>;
  const whole = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '', ...texts };
  return { ...row, texts: whole };
}
