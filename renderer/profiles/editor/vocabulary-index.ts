/** The language's vocabulary, found by name in either spelling. Pure. */
import type { ParameterInfo, Vocabulary } from '../../../main/contract/profiles.ts';

export interface VocabularyIndex extends Vocabulary {
  /** By its plain-text or its XML name. */
  parameter: (name: string) => ParameterInfo | null;
  macro: (name: string) => string | null;
  field: (name: string) => string | null;
  filter: (name: string) => string | null;
}

export const noVocabulary: VocabularyIndex = indexVocabulary({
  parameters: [],
  macros: [],
  fields: [],
  filters: [],
});

export function indexVocabulary(vocabulary: Vocabulary): VocabularyIndex {
  const parameters = new Map(
    vocabulary.parameters.flatMap((each) => [
      [each.xmlName, each] as const,
      [each.name, each] as const,
    ]),
  );
  const words = (rows: Vocabulary['macros']) => new Map(rows.map((row) => [row.name, row.words]));
  const macros = words(vocabulary.macros);
  const fields = words(vocabulary.fields);
  const filters = words(vocabulary.filters);
  return {
    ...vocabulary,
    parameter: (name) => parameters.get(name) ?? null,
    macro: (name) => macros.get(name.replace(/^GPP_/, '')) ?? wordsOfRegister(name),
    // `account.` and `secret:` are followed by a name of one's own.
    field: (name) => fields.get(name) ?? fields.get(/^[^.:]*[.:]/.exec(name)?.[0] ?? '') ?? null,
    filter: (name) => filters.get(name.split(':')[0] ?? '') ?? null,
  };
}

/** `$B` and `$SC`: the station names only the first of each row. */
function wordsOfRegister(name: string): string | null {
  const [, register] = /^(?:GPP_)?(S[A-D]|[A-P])$/.exec(name) ?? [];
  if (register === undefined) return null;
  return register.length === 2 ? `GPP_${register}, only after --key` : `GPP_${register}`;
}
