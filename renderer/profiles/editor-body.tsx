import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Preview, TemplateDetail, TemplateStage } from '../../main/contract/profiles.ts';
import { useRoom } from '../bench/use-room.ts';
import { refusalText } from '../mirror/refusal.ts';
import { dayAndTime } from '../ui/format.ts';
import { Note, Skeletons } from '../ui/states.tsx';
import type { DraftState } from './draft/draft-saver.ts';
import type { EditingSession } from './draft/editing-session.ts';
import { DraftNotices } from './draft-notices.tsx';
import { CodeEditor } from './editor/code-editor.tsx';
import { CompareView } from './editor/compare-view.tsx';
import type { Jump } from './editor/jump.ts';
import { ReadOnlyText } from './editor/read-only-text.tsx';
import type { VocabularyIndex } from './editor/vocabulary-index.ts';
import type { Comparison } from './side/comparisons.ts';
import { useOlderTexts, useVersionTexts } from './side/use-older-texts.ts';
import { stageWords, templateName } from './template-words.ts';
import { WordsBar } from './words-bar.tsx';
import type { WorkView } from './work-view.ts';

interface EditorBodyProps {
  detail: TemplateDetail;
  session: EditingSession | null;
  draft: DraftState;
  stage: TemplateStage;
  view: WorkView;
  onView: (view: WorkView) => void;
  jump: Jump | null;
  comparisons: readonly Comparison[];
  chosen: Comparison;
  vocabulary: VocabularyIndex;
  preview: Preview | null;
  onRestore: (version: number) => void;
  onImport: () => void;
}

/** The text: being written, as it was published, or beside what it was. */
export function EditorBody(props: EditorBodyProps) {
  const { detail, session, draft, stage, view, jump, vocabulary, preview } = props;
  if (view.kind === 'version') return <VersionBody {...props} version={view.version} />;
  if (view.kind === 'compare') return <CompareBody {...props} />;
  if (session === null) {
    return (
      <>
        <div className="editor-notes">
          <Note tone="info">
            {templateName(detail)} is said by the settings file. It is changed there, and read here.
          </Note>
        </div>
        <ReadOnlyText text={detail.texts[stage]} label={labelOf(detail, stage)} jump={jump} />
      </>
    );
  }
  const isEmpty = Object.values(session.texts()).every((text) => text.trim() === '');
  const hasNotes = isEmpty || draft.kind === 'failed' || draft.kind === 'changed';
  return (
    <>
      {hasNotes && (
        <div className="editor-notes">
          <DraftNotices session={session} state={draft} />
          {isEmpty && (
            <Note tone="info">
              Nothing is written yet. Write here (Ctrl+Space offers names), or{' '}
              <button type="button" className="link-button" onClick={props.onImport}>
                import a file
              </button>
              .
            </Note>
          )}
        </div>
      )}
      <CodeEditor key={stage} session={session} stage={stage} jump={jump} />
      <WordsBar session={session} stage={stage} vocabulary={vocabulary} preview={preview} />
    </>
  );
}

function labelOf(detail: TemplateDetail, stage: TemplateStage): string {
  return `${stageWords[stage]} of ${templateName(detail)}`;
}

function VersionBody(props: EditorBodyProps & { version: number }) {
  const { detail, stage, version, session, onView, onRestore } = props;
  const { data, error } = useVersionTexts(detail, version);
  const about = detail.versions.find((one) => one.version === version);
  return (
    <>
      <div className="editor-notes">
        <Note tone="info">
          <b>Version {version}</b>
          {about !== undefined && `, published ${dayAndTime(about.publishedAt)}`}. It is read-only.
          <span className="note-actions">
            <button
              type="button"
              className="button small"
              onClick={() => onView({ kind: 'write' })}
            >
              Back to the draft
            </button>
            <button
              type="button"
              className="button small"
              onClick={() => onView({ kind: 'compare', with: `v${version}` })}
            >
              Compare with the draft
            </button>
            {session !== null && (
              <button type="button" className="button small" onClick={() => onRestore(version)}>
                Restore as draft
              </button>
            )}
          </span>
        </Note>
        {error !== null && (
          <Note tone="fail" role="alert">
            {refusalText(error)}
          </Note>
        )}
      </div>
      {data === undefined ? (
        error === null && <Skeletons rows={6} height={21} says="The version is loading." />
      ) : (
        <ReadOnlyText text={data[stage]} label={`${labelOf(detail, stage)}, version ${version}`} />
      )}
    </>
  );
}

/** Side by side from this width on. */
const WIDE = 860;

function CompareBody({ detail, session, stage, onView, comparisons, chosen }: EditorBodyProps) {
  const older = useOlderTexts(detail, chosen);
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const room = useRoom(place);
  const newer = session?.textOf(stage) ?? detail.texts[stage];
  const isWide = room !== null && room.width >= WIDE;
  return (
    <div className="compare-body" ref={setPlace}>
      <div className="compare-head">
        <NativeSelect
          aria-label="Compare with"
          value={chosen.id}
          data={comparisons.map(({ id, word }) => ({ value: id, label: word }))}
          onChange={(event) => onView({ kind: 'compare', with: event.currentTarget.value })}
        />
        <span className="muted">
          {isWide
            ? 'Left as it was, right as it is written now.'
            : 'Red as it was, green as it is written now.'}
        </span>
        <button
          type="button"
          className="button small compare-back"
          onClick={() => onView({ kind: 'write' })}
        >
          Back to writing
        </button>
      </div>
      {older.error !== null && (
        <Note tone="fail" role="alert">
          {refusalText(older.error)}
        </Note>
      )}
      {older.texts !== null && room !== null && (
        <CompareView
          older={older.texts[stage]}
          newer={newer}
          olderName={chosen.word}
          newerName={`${labelOf(detail, stage)} as written`}
          isWide={isWide}
        />
      )}
    </div>
  );
}
