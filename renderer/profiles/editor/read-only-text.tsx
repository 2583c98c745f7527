import './editor.css';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useLayoutEffect, useRef } from 'react';
import { reading } from './extensions.ts';
import { type Jump, showPlace } from './jump.ts';

/** A text that cannot be changed: a published version, or what the settings file says. */
export function ReadOnlyText(props: { text: string; label: string; jump?: Jump | null }) {
  const { text, label, jump = null } = props;
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<EditorView | null>(null);
  useLayoutEffect(() => {
    if (place.current === null) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          reading,
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          // Without a cursor it is still read, and scrolled, by keyboard.
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-readonly': 'true',
            tabindex: '0',
          }),
        ],
      }),
    });
    shown.current = view;
    return () => view.destroy();
  }, [text, label]);
  useLayoutEffect(() => {
    if (jump !== null && shown.current !== null) showPlace(shown.current, jump);
  }, [jump]);
  return <div className="code-editor" ref={place} />;
}
