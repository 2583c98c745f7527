/** What is to be said of a place of a profile: to whoever points at it, and beside the cursor. Pure. */
import type { Preview } from '../../../main/contract/profiles.ts';
import { parameterWords } from './completion.ts';
import { placeAt } from './text-place.ts';
import type { VocabularyIndex } from './vocabulary-index.ts';

export interface TextWords {
  from: number;
  to: number;
  title: string;
  lines: readonly string[];
  /** A script or a list of waits there: the station says it in words; what sounds can be played. */
  script: string | null;
}

const marks: Readonly<Record<string, string>> = {
  '!': 'The user may change it.',
  '?': 'The user may see it, and not change it.',
  na: 'The user sees nothing of it.',
  ro: 'The user may see it, and not change it.',
  rw: 'The user may change it.',
};

/** Their values are lists of waits (guide: Resync_Periodic and others, from firmware 3). */
const delayLists: ReadonlySet<string> = new Set([
  'Resync_Periodic',
  'Resync_Error_Retry_Delay',
  'Upgrade_Error_Retry_Delay',
]);

/** @param preview  what the unit looked at makes of it; null: none is */
export function wordsAt(
  text: string,
  at: number,
  vocabulary: VocabularyIndex,
  preview: Preview | null,
): TextWords | null {
  const place = placeAt(text, at);
  if (place === null) return null;
  const { from, to } = place;
  const said = (
    title: string,
    lines: readonly string[],
    script: string | null = null,
  ): TextWords => ({
    from,
    to,
    title,
    lines,
    script,
  });
  switch (place.kind) {
    case 'name':
    case 'closing': {
      const name = text.slice(from, to);
      const parameter = vocabulary.parameter(name);
      return parameter === null ? null : said(name, parameterWords(parameter));
    }
    case 'access': {
      const words = marks[place.mark];
      if (words === undefined) return null;
      return said(place.mark, [
        words,
        'Access concerns the User account only; Admin sees everything.',
      ]);
    }
    case 'macro': {
      const words = vocabulary.macro(place.name);
      if (words === null) return null;
      return said(place.written, [`${words}.`, ...expanded(place.written, preview)]);
    }
    case 'field': {
      const words = vocabulary.field(place.name);
      return words === null ? null : said(`{{${place.name}}}`, [`${words}.`]);
    }
    case 'filter': {
      const words = vocabulary.filter(place.name);
      return words === null ? null : said(`| ${place.name}`, [`${words}.`]);
    }
    case 'value': {
      const type = vocabulary.parameter(place.parameter)?.type ?? '';
      const script = place.value.trim();
      const isSaid = delayLists.has(place.parameter)
        ? /^[\d+,\s]+$/.test(script)
        : /^(?:Tone|Cad|Freq)Script$/.test(type) && /^[^${]+$/.test(script);
      return isSaid ? said(place.parameter, [], script) : null;
    }
  }
}

function expanded(written: string, preview: Preview | null): string[] {
  if (preview === null) return [];
  // `$(MA)` is `$MA`; a part of it, `$(MA:4)`, is another text.
  const plain = (macro: string) => macro.replace(/^\$\((\w+)\)$/, '$$$1');
  const pieces = preview.steps.flatMap(({ url }) => url);
  const piece = pieces.find(({ macro }) => macro !== null && plain(macro) === plain(written));
  return piece === undefined
    ? []
    : [`On the unit looked at: ${piece.text === '' ? 'empty' : piece.text}`];
}
