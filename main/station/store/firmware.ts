import type { EpochMs } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** An image as it was added; its bytes lie beside the database. */
export interface StoredImage {
  file: string;
  models: string[];
  version: string;
  bytes: number;
  sha256: string;
  isChecked: boolean;
  addedAt: EpochMs;
}

/** What units of a model get; a model that is off has none. */
export interface StoredRule {
  model: string;
  rule: 'older' | 'always';
  image: string;
  steps: string[];
}

export interface FirmwareTable {
  images(): StoredImage[];
  /** Throws for a name, in whatever case, or a content that is there. */
  addImage(image: StoredImage): void;
  markChecked(file: string): void;
  removeImage(file: string): void;
  rules(): StoredRule[];
  saveRule(rule: StoredRule): void;
  removeRule(model: string): void;
}

type ImageRow = Omit<StoredImage, 'models' | 'isChecked'> & { models: string; isChecked: number };
type RuleRow = Omit<StoredRule, 'steps'> & { steps: string };

export function firmwareTable(sql: Sql): FirmwareTable {
  const images = sql.prepare<ImageRow>(
    `SELECT file, models, version, bytes, sha256, is_checked AS isChecked, added_at AS addedAt
     FROM firmware_images ORDER BY file`,
  );
  const addImage = sql.prepare('INSERT INTO firmware_images VALUES (?, ?, ?, ?, ?, ?, ?)');
  const markChecked = sql.prepare('UPDATE firmware_images SET is_checked = 1 WHERE file = ?');
  const removeImage = sql.prepare('DELETE FROM firmware_images WHERE file = ?');
  const rules = sql.prepare<RuleRow>(
    'SELECT model, rule, image, steps FROM firmware_rules ORDER BY model',
  );
  const saveRule = sql.prepare(
    `INSERT INTO firmware_rules VALUES (?, ?, ?, ?)
     ON CONFLICT (model) DO UPDATE SET rule = excluded.rule, image = excluded.image,
       steps = excluded.steps`,
  );
  const removeRule = sql.prepare('DELETE FROM firmware_rules WHERE model = ?');
  return {
    images: () =>
      images.all().map((row) => ({
        ...row,
        models: JSON.parse(row.models),
        isChecked: row.isChecked === 1,
      })),
    addImage: ({ file, models, version, bytes, sha256, isChecked, addedAt }) => {
      const list = JSON.stringify(models);
      addImage.run(file, list, version, bytes, sha256, isChecked ? 1 : 0, addedAt);
    },
    markChecked: (file) => void markChecked.run(file),
    removeImage: (file) => void removeImage.run(file),
    rules: () => rules.all().map((row) => ({ ...row, steps: JSON.parse(row.steps) })),
    saveRule: ({ model, rule, image, steps }) =>
      void saveRule.run(model, rule, image, JSON.stringify(steps)),
    removeRule: (model) => void removeRule.run(model),
  };
}
