/**
 * What the editor knows besides the text: the vocabulary of the template's model, and what the unit
 * looked at makes of it. One template is on the screen at a time, so there is one such help.
 */
import type { DecodedScript, Preview } from '../../../main/contract/profiles.ts';
import { noVocabulary, type VocabularyIndex } from './vocabulary-index.ts';

export interface EditorHelp {
  vocabulary: VocabularyIndex;
  preview: Preview | null;
  /** Asks the station; null: it is no script. */
  decode: (script: string) => Promise<DecodedScript | null>;
  /** Plays a script, or stops it when it is the one that sounds. */
  play: (script: string, decoded: DecodedScript) => void;
}

const noHelp: EditorHelp = {
  vocabulary: noVocabulary,
  preview: null,
  decode: async () => null,
  play: () => undefined,
};

let current = noHelp;

export function editorHelp(): EditorHelp {
  return current;
}

/** @returns takes it away again */
export function offerHelp(help: EditorHelp): () => void {
  current = help;
  return () => {
    if (current === help) current = noHelp;
  };
}
