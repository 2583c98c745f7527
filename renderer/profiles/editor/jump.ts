import { EditorSelection } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** A place of a text to be shown: each asking is another object. */
export interface Jump {
  from: number;
  to: number;
}

/** Selects the place, scrolls to it and goes there; a text may be shorter meanwhile. */
export function showPlace(view: EditorView, { from, to }: Jump): void {
  const { length } = view.state.doc;
  const range = EditorSelection.range(Math.min(from, length), Math.min(to, length));
  view.dispatch({
    selection: range,
    effects: EditorView.scrollIntoView(range, { y: 'center' }),
  });
  view.focus();
}
