/** The words of the language for completion and hover: parameters, macros, fields, filters. */
import type { Vocabulary } from '../../contract/profiles.ts';
import { fieldTable } from '../profile/layers/field-table.ts';
import { isExpanded } from '../profile/lint/macros.ts';
import { macroWords } from '../profile/rules/macro-words.ts';
import { filterWords } from '../profile/text/field-filters.ts';
import type { Catalogue } from '../profile/values/catalogue.ts';

export function vocabularyOf(catalogue: Catalogue): Vocabulary {
  return {
    parameters: catalogue.all.map((parameter) => {
      const { name, xmlName, section, userAccess, type, options, description } = parameter;
      return {
        ...{ name, xmlName, section, userAccess, type, description },
        default: parameter.default,
        options: [...options],
        isExpanded: isExpanded(xmlName),
      };
    }),
    macros: Object.entries(macroWords).map(([name, words]) => ({ name, words })),
    fields: fieldTable.map(({ name, words }) => ({ name, words })),
    filters: Object.entries(filterWords).map(([name, words]) => ({ name, words })),
  };
}
