import './editor.css';
import { closeCompletion } from '@codemirror/autocomplete';
import { openSearchPanel } from '@codemirror/search';
import { EditorView } from '@codemirror/view';
import { useLayoutEffect, useRef } from 'react';
import type { TemplateStage } from '../../../main/contract/profiles.ts';
import { registerField } from '../../scanner/fields.ts';
import { SEARCH_EVENT } from '../../ui/search-field.tsx';
import type { EditingSession } from '../draft/editing-session.ts';
import { type Jump, showPlace } from './jump.ts';
import { tipHost } from './tip-host.ts';

/** The editor of one text of a template. Its state is the session's, so that it can come back. */
export function CodeEditor(props: {
  session: EditingSession;
  stage: TemplateStage;
  jump: Jump | null;
}) {
  const { session, stage, jump } = props;
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<EditorView | null>(null);

  useLayoutEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({ state: session.stateOf(stage), parent: place.current });
    place.current.closest('.profiles-screen')?.append(tipHost());
    shown.current = view;
    const detach = session.attach(view, stage);
    const forget = registerField({
      element: view.contentDOM,
      keep: () => keepText(view, session, stage),
      insert: (text) => view.dispatch(view.state.replaceSelection(text)),
    });
    const search = (): void => void openSearchPanel(view);
    const leave = (): void => void session.saver.flush();
    window.addEventListener(SEARCH_EVENT, search);
    view.contentDOM.addEventListener('blur', leave);
    return () => {
      window.removeEventListener(SEARCH_EVENT, search);
      forget();
      detach();
      shown.current = null;
      tipHost().remove();
      view.destroy();
      leave();
    };
  }, [session, stage]);

  useLayoutEffect(() => {
    if (jump !== null && shown.current !== null) showPlace(shown.current, jump);
  }, [jump]);

  return <div className="code-editor" ref={place} />;
}

/**
 * For the scanner: the text, the selection and the undo history are as they were. A change that takes
 * back what was typed would not do: undoing what it takes back would then bring old text in twice.
 */
function keepText(view: EditorView, session: EditingSession, stage: TemplateStage): () => void {
  const kept = view.state;
  return () => {
    if (view.state.doc.eq(kept.doc)) {
      closeCompletion(view);
      view.dispatch({ selection: kept.selection });
      return;
    }
    const scroll = view.scrollSnapshot();
    view.setState(kept);
    session.heard(stage, kept, true);
    view.dispatch({ effects: scroll });
  };
}
