/** What may be typed next at a place of a profile. Pure; `extensions.ts` gives it to the editor. */
import type { ParameterInfo } from '../../../main/contract/profiles.ts';
import type { ProfileFormat } from './language.ts';
import { placeAt, type TextPlace } from './text-place.ts';
import type { VocabularyIndex } from './vocabulary-index.ts';

/** One thing to choose. */
export interface Offer {
  label: string;
  /** Beside it. */
  detail: string;
  /** Sentences under it. */
  info: readonly string[];
  /** What is typed. */
  text: string;
  /** Where the cursor is then, counted in `text`. */
  cursor: number;
}

export interface Offers {
  from: number;
  to: number;
  offers: readonly Offer[];
}

/**
 * @param isAsked  a person pressed Ctrl+Space; else only what was begun is offered
 * @returns null where there is nothing to choose from
 */
export function offersAt(
  text: string,
  at: number,
  vocabulary: VocabularyIndex,
  isAsked: boolean,
): Offers | null {
  const place = placeAt(text, at);
  if (place === null) return null;
  const offers = offersFor(place, text.slice(at, at + 200), vocabulary, isAsked);
  if (offers.length === 0) return null;
  // What stands behind the cursor stays, but for a value, which is one whole.
  const to = place.kind === 'value' || place.kind === 'access' ? place.to : at;
  return { from: place.from, to, offers };
}

/** @param behind  what stands behind the cursor */
function offersFor(
  place: TextPlace,
  behind: string,
  vocabulary: VocabularyIndex,
  isAsked: boolean,
): readonly Offer[] {
  switch (place.kind) {
    case 'name':
      if (place.name === '' && !isAsked && place.format === 'plain-text') return [];
      return vocabulary.parameters.map((parameter) => nameOffer(parameter, place.format, behind));
    case 'closing':
      return place.name === '' ? [] : [plain(`${place.name}>`, 'closes the element')];
    case 'macro':
      return macroOffers(place, behind, vocabulary);
    case 'field':
      return vocabulary.fields.map(({ name, words }) => fieldOffer(name, words, behind));
    case 'filter':
      return vocabulary.filters.map(({ name, words }) => plain(name, words));
    case 'access':
      return place.format === 'xml' ? accessWords.map(([word, says]) => plain(word, says)) : [];
    case 'value':
      return valueOffers(place, vocabulary);
  }
}

const accessWords = [
  ['na', 'the user sees nothing'],
  ['ro', 'the user may see it'],
  ['rw', 'the user may change it'],
] as const;

/** A name, and when nothing follows it, what has to. */
function nameOffer(parameter: ParameterInfo, format: ProfileFormat, behind: string): Offer {
  const label = format === 'xml' ? parameter.xmlName : parameter.name;
  const isAlone = /^[ \t]*(?:\n|$)/.test(behind);
  const [before, after] = isAlone ? surround(label, format) : [label, ''];
  return {
    label,
    detail: typeWords(parameter),
    info: parameterWords(parameter),
    text: before + after,
    cursor: before.length,
  };
}

function surround(name: string, format: ProfileFormat): [before: string, behind: string] {
  return format === 'xml' ? [`${name}>`, `</${name}>`] : [`${name} "`, '" ;'];
}

function macroOffers(
  place: Extract<TextPlace, { kind: 'macro' }>,
  behind: string,
  vocabulary: VocabularyIndex,
): Offer[] {
  if (vocabulary.parameter(place.parameter)?.isExpanded === false) return [];
  const open = place.written.startsWith('$(') ? '$(' : '$';
  const close = open === '$(' && !behind.startsWith(')') ? ')' : '';
  return vocabulary.macros
    .filter(({ name }) => name !== '$')
    .map(({ name, words }) => plain(`${open}${name}`, words, `${open}${name}${close}`));
}

/** A name that takes one of its own is left open for it. */
function fieldOffer(name: string, words: string, behind: string): Offer {
  const isOpen = /[.:]$/.test(name);
  const isClosed = /^\s*[|}]/.test(behind);
  const whole = isClosed ? name : `${name}}}`;
  return { ...plain(name, words, whole), cursor: isOpen ? name.length : whole.length };
}

/** Words a value can be: of a choice, of a yes or no. */
function valueOffers(
  { parameter: name, value }: Extract<TextPlace, { kind: 'value' }>,
  vocabulary: VocabularyIndex,
): Offer[] {
  const parameter = vocabulary.parameter(name);
  if (parameter === null || /[${]/.test(value)) return [];
  const words = parameter.options.length > 0 ? parameter.options : booleans(parameter.type);
  return words.map((word) =>
    plain(word, word === parameter.default ? 'as the factory has it' : ''),
  );
}

function booleans(type: string): readonly string[] {
  return type === 'Bool' ? ['Yes', 'No'] : [];
}

function plain(label: string, detail: string, text = label): Offer {
  return { label, detail, info: [], text, cursor: text.length };
}

const userWords = { na: 'sees nothing of it', ro: 'may see it', rw: 'may change it' } as const;

/** `Bool · Yes`: type and factory value. */
function typeWords({ type, default: factory }: ParameterInfo): string {
  return factory === '' ? type : `${type} · ${factory}`;
}

/** Everything known about a parameter, a sentence each. */
export function parameterWords(parameter: ParameterInfo): string[] {
  const { type, default: factory, userAccess, options, description, isExpanded } = parameter;
  return [
    `${type}, ${factory === '' ? 'empty from the factory' : `${factory} from the factory`}. The user ${userWords[userAccess]}.`,
    ...(options.length > 0 ? [`One of: ${options.join(', ')}.`] : []),
    ...(description === null ? [] : [description]),
    isExpanded ? 'Macros are expanded in it.' : 'Macros are not expanded in it.',
  ];
}
