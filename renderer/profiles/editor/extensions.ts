/** Everything a text of a profile is shown and written with. */
import { history } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { search } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers, tooltips } from '@codemirror/view';
import type { TemplateStage } from '../../../main/contract/profiles.ts';
import type { EditingSession } from '../draft/editing-session.ts';
import { stageWords, templateName } from '../template-words.ts';
import { completion } from './completion-source.ts';
import { findingsView } from './findings-view.ts';
import { wordsOnHover } from './hover.ts';
import { editorKeys } from './keys.ts';
import { profileLanguage } from './language.ts';
import { tagMatching } from './tag-match.ts';
import { editorLook } from './theme.ts';
import { tipHost } from './tip-host.ts';

/** What the search panel says. */
const phrases = EditorState.phrases.of({
  next: 'Next',
  previous: 'Previous',
  all: 'All',
  'match case': 'Match case',
  'by word': 'Whole words',
  regexp: 'Regular expression',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close the search',
});

/** A text as it is shown, also where it cannot be changed. */
export const reading: Extension = [
  lineNumbers(),
  profileLanguage,
  editorLook,
  EditorView.lineWrapping,
];

/** A text as it is written. */
export function writing(session: EditingSession, stage: TemplateStage): Extension {
  const label = `${stageWords[stage]} of ${templateName(session.ref)}`;
  return [
    findingsView,
    reading,
    history(),
    bracketMatching(),
    tagMatching,
    completion,
    wordsOnHover,
    search({ top: true }),
    phrases,
    // Places are measured within the screen: the whole page may be scaled (Settings, size).
    tooltips({ position: 'absolute', parent: tipHost() }),
    editorKeys,
    // Said for whoever looks for it: what can be written in has the focus anyway.
    EditorView.contentAttributes.of({ 'aria-label': label, autocapitalize: 'off', tabindex: '0' }),
    EditorView.updateListener.of(({ state, docChanged, transactions }) => {
      if (transactions.length > 0) session.heard(stage, state, docChanged);
    }),
  ];
}
