/** What is known of the word under the pointer; beside the cursor the same stands below the editor. */
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { DecodedScript } from '../../../main/contract/profiles.ts';
import { editorHelp } from './help.ts';
import { type TextWords, wordsAt } from './text-words.ts';

export const wordsOnHover: Extension = hoverTooltip(async (view, at) => {
  const { vocabulary, preview, decode } = editorHelp();
  const words = wordsAt(view.state.doc.toString(), at, vocabulary, preview);
  if (words === null) return null;
  const script = words.script === null ? null : await decode(words.script);
  const lines = [...words.lines, ...(script?.lines ?? [])];
  if (lines.length === 0) return null;
  return {
    pos: words.from,
    end: words.to,
    above: true,
    create: () => ({ dom: wordsBox(words, lines, script) }),
  };
});

/** Words as an element; for a script with a button that plays it. */
export function wordsBox(
  words: Pick<TextWords, 'title' | 'script'>,
  lines: readonly string[],
  decoded: DecodedScript | null,
): HTMLElement {
  const box = document.createElement('div');
  box.className = 'text-words';
  const title = document.createElement('b');
  title.className = 'mono';
  title.textContent = words.title;
  box.append(title);
  for (const line of lines) {
    const sentence = document.createElement('p');
    sentence.textContent = line;
    box.append(sentence);
  }
  const { script } = words;
  if (script !== null && decoded !== null && decoded.sounds.length > 0) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button small';
    button.textContent = 'Play';
    button.addEventListener('click', () => editorHelp().play(script, decoded));
    box.append(button);
  }
  return box;
}
