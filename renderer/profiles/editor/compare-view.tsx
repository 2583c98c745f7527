import './editor.css';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useLayoutEffect, useRef } from 'react';
import { reading } from './extensions.ts';

const fixed = (label: string) => [
  reading,
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
];
/** Long stretches that are alike are folded to one line. */
const collapseUnchanged = { margin: 4, minSize: 8 };
/** Texts that have next to nothing in common are told apart roughly, at once. */
const diffConfig = { scanLimit: 500, timeout: 200 };

/** Two texts and what differs: side by side where there is room, else one below the other. */
export function CompareView(props: {
  older: string;
  newer: string;
  olderName: string;
  newerName: string;
  isWide: boolean;
}) {
  const { older, newer, olderName, newerName, isWide } = props;
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const parent = place.current;
    if (parent === null) return;
    if (isWide) {
      const merge = new MergeView({
        parent,
        a: { doc: older, extensions: fixed(olderName) },
        b: { doc: newer, extensions: fixed(newerName) },
        collapseUnchanged,
        gutter: true,
        diffConfig,
      });
      return () => merge.destroy();
    }
    const view = new EditorView({
      parent,
      doc: newer,
      extensions: [
        fixed(`${newerName}, with what ${olderName} had`),
        unifiedMergeView({ original: older, mergeControls: false, collapseUnchanged, diffConfig }),
      ],
    });
    return () => view.destroy();
  }, [older, newer, olderName, newerName, isWide]);
  return <div className={`compare-view ${isWide ? 'wide' : ''}`} ref={place} />;
}
