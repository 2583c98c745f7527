import { type EditorState, type Extension, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import { formatOf } from './language.ts';
import { tagPairAt } from './tag-pair.ts';

const mark = Decoration.mark({ class: 'cm-matchingTag' });

function pairOf(state: EditorState): DecorationSet {
  const { main } = state.selection;
  if (!main.empty) return Decoration.none;
  const text = state.doc.toString();
  const pair = formatOf(text) === 'xml' ? tagPairAt(text, main.head) : null;
  if (pair === null) return Decoration.none;
  const ranges = pair.map(({ from, to }) => mark.range(from, to));
  return Decoration.set(ranges, true);
}

/** Shows which tag belongs to the one at the cursor. */
export const tagMatching: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (shown, { docChanged, selection, state }) =>
    docChanged || selection ? pairOf(state) : shown,
  provide: (field) => EditorView.decorations.from(field),
});
