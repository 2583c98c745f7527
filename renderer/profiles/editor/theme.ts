/** How the editor looks: the design's tokens, and nothing besides them (`ui/tokens.css`). */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { syntax } from './language.ts';

const colours = HighlightStyle.define([
  { tag: syntax.parameter, color: 'var(--syn-name)' },
  { tag: syntax.value, color: 'var(--syn-value)' },
  { tag: syntax.macro, color: 'var(--syn-macro)', fontWeight: '700' },
  { tag: syntax.field, color: 'var(--syn-field)', fontWeight: '600' },
  { tag: syntax.comment, color: 'var(--syn-comment)', fontStyle: 'italic' },
  { tag: syntax.mark, color: 'var(--syn-mark)', fontWeight: '700' },
  { tag: syntax.keyword, color: 'var(--text2)', fontWeight: '700' },
  { tag: syntax.punctuation, color: 'var(--text2)' },
]);

/** Drawn by the mask, filled with the colour of its severity; shapes as in the list. */
const gutterMark = (clipPath: string, background: string) => ({
  content: '""',
  display: 'block',
  width: '10px',
  height: '10px',
  margin: '6px 1px 0',
  clipPath,
  background,
});
const octagon = 'polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)';
const triangle = 'polygon(50% 0, 100% 100%, 0 100%)';
const squiggle = (colour: string) => ({
  backgroundImage: 'none',
  paddingBottom: '0',
  textDecoration: `underline wavy ${colour} 1.5px`,
  textUnderlineOffset: '4px',
});

const shapes = EditorView.theme({
  // Not for the place of the tips, which has the theme's class too.
  '&.cm-editor': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--text)' },
  '&.cm-editor.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    fontFeatureSettings: '"zero", "tnum", "calt" 0',
    fontSize: '13px',
    lineHeight: '21px',
  },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 14px 0 6px' },
  '.cm-line.problem-error': { backgroundColor: 'var(--fail-soft)' },
  '.cm-line.problem-warning': { backgroundColor: 'var(--warn-soft)' },
  '.cm-gutters': { border: '0', backgroundColor: 'var(--surface)', color: 'var(--text2)' },
  '.cm-lineNumbers .cm-gutterElement': {
    minWidth: '34px',
    padding: '0 6px 0 4px',
    fontSize: '12px',
  },
  '.cm-gutter-lint': { width: '16px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '.cm-lint-marker': { width: '12px', height: '21px' },
  '.cm-lint-marker-error': gutterMark(octagon, 'var(--fail)'),
  '.cm-lint-marker-warning': gutterMark(triangle, 'var(--warn-edge)'),
  '.cm-lint-marker-info': gutterMark('circle(40%)', 'var(--accent)'),
  '.cm-lintRange-error': squiggle('var(--fail)'),
  '.cm-lintRange-warning': squiggle('var(--warn-edge)'),
  '.cm-lintRange-info': squiggle('var(--accent)'),
  '.cm-lintPoint:after': { borderBottomColor: 'var(--fail)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket, .cm-matchingTag': {
    borderRadius: '3px',
    backgroundColor: 'transparent',
    outline: '1px solid var(--control)',
  },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    color: 'var(--fail-text)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)', outline: '1px solid var(--warn-edge)' },
  '.cm-searchMatch-selected': {
    backgroundColor: 'var(--accent-soft)',
    outline: '2px solid var(--accent)',
  },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--border)' },
  '.cm-tooltip': {
    border: '1px solid var(--border)',
    borderRadius: 'var(--r-control)',
    backgroundColor: 'var(--surface)',
    boxShadow: 'var(--shadow-large)',
    color: 'var(--text)',
  },
  '.cm-tooltip.cm-completionInfo': { width: '300px', maxWidth: '300px', padding: '9px 12px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--mono)',
    fontSize: '13px',
    maxHeight: '264px',
    borderRadius: 'var(--r-control)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'baseline',
    gap: '12px',
    padding: '4px 10px',
    color: 'var(--text)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--accent-soft)',
    boxShadow: 'inset 3px 0 0 var(--accent)',
  },
  '.cm-completionMatchedText': {
    textDecoration: 'none',
    fontWeight: '750',
    color: 'var(--accent-text)',
  },
  '.cm-completionDetail': {
    flex: '1',
    overflow: 'hidden',
    marginLeft: '0',
    color: 'var(--text2)',
    font: '12px var(--font)',
    textAlign: 'right',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '.cm-diagnostic': {
    padding: '8px 12px',
    border: '0',
    borderLeft: '4px solid var(--accent)',
    font: '13px/1.4 var(--font)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--fail)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn-edge)' },
  '.cm-diagnosticAction': {
    minHeight: '28px',
    margin: '6px 8px 0 0',
    padding: '0 10px',
    border: '1px solid var(--control)',
    borderRadius: '6px',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    font: '600 13px var(--font)',
  },
  '.cm-diagnosticText': { display: 'block', maxWidth: '420px' },
  '.cm-placeholder': { color: 'var(--text2)' },
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--fail-soft)' },
  '&.cm-merge-b .cm-changedLine, .cm-insertedLine': { backgroundColor: 'var(--ok-soft)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'none',
    textDecoration: 'underline 2px var(--fail)',
    textUnderlineOffset: '3px',
  },
  '&.cm-merge-b .cm-changedText': {
    background: 'none',
    textDecoration: 'underline 2px var(--ok)',
    textUnderlineOffset: '3px',
  },
  '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter': { background: 'var(--fail)' },
  '&.cm-merge-b .cm-changedLineGutter': { background: 'var(--ok)' },
  '.cm-collapsedLines': {
    padding: '4px 14px',
    background: 'var(--sunken)',
    color: 'var(--text2)',
    font: '12.5px var(--font)',
  },
  '.cm-diagnosticSource': { color: 'var(--text2)', opacity: '1', fontSize: '12px' },
});

export const editorLook: Extension = [syntaxHighlighting(colours), shapes];
