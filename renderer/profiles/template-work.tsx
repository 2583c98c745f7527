import { IconFileImport } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { TemplateDetail } from '../../main/contract/profiles.ts';
import { SideDrawer } from '../accounts/side-drawer.tsx';
import { useFrameEvent } from '../frame/use-shortcuts.ts';
import { refusalText } from '../mirror/refusal.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { EmptyState, Skeletons } from '../ui/states.tsx';
import { type TemplateView, useDraftState, useTemplate } from './draft/use-template.ts';
import { formatOf } from './editor/language.ts';
import { EditorBody } from './editor-body.tsx';
import { type EditorCommand, EditorTools } from './editor-tools.tsx';
import { pathOf, type Spot } from './place.ts';
import { ProblemList } from './problem-list.tsx';
import { SavedPill } from './saved-pill.tsx';
import type { AccessWriter } from './side/access-list.tsx';
import { comparisonsOf, nextVersion } from './side/comparisons.ts';
import { SidePanels } from './side/side-panels.tsx';
import { useLookedAt } from './side/use-looked-at.ts';
import { stageSays, stageWords, templateName, whoseTemplate } from './template-words.ts';
import { Trials } from './trials.tsx';
import { useProblems } from './use-problems.ts';
import { useTemplateCommands } from './use-template-commands.ts';
import { WorkDialogs } from './work-dialogs.tsx';
import type { WorkDialog, WorkView } from './work-view.ts';

/** One template: its texts, what is wrong with them, and what a unit makes of them. */
export function TemplateWork({ spot, hasSide }: { spot: Spot; hasSide: boolean }) {
  const template = useTemplate(spot.ref);
  const { detail, session, error, again } = template;
  if (error !== null) {
    return (
      <section className="card panel template-work" aria-label={templateName(spot.ref)}>
        <EmptyState
          icon="failed"
          title="The template did not arrive"
          actions={
            <button type="button" className="button primary" onClick={again}>
              Ask again
            </button>
          }
        >
          {refusalText(error)} Units on the bench get what is published, as before.
        </EmptyState>
      </section>
    );
  }
  if (detail === null || (session === null && detail.origin !== 'settings-file')) {
    return (
      <section className="card panel template-work" aria-label={templateName(spot.ref)}>
        <Skeletons rows={12} height={21} says="The template is loading." />
      </section>
    );
  }
  return <LoadedTemplate spot={spot} template={{ ...template, detail }} hasSide={hasSide} />;
}

function LoadedTemplate(props: {
  spot: Spot;
  template: TemplateView & { detail: TemplateDetail };
  /** There is room for the side panels. */
  hasSide: boolean;
}) {
  const { spot, template, hasSide } = props;
  const { ref, stage } = spot;
  const { detail, session, settle } = template;
  const [, go] = useLocation();
  const [view, setView] = useState<WorkView>({ kind: 'write' });
  const [dialog, setDialog] = useState<WorkDialog | null>(null);
  const [sinceId, setSinceId] = useState<string | null>(null);
  const [isSideOpen, setSideOpen] = useState(false);
  const draft = useDraftState(session);
  // What has to be decided stands above the text.
  useEffect(() => {
    if (draft.kind === 'changed') setView({ kind: 'write' });
  }, [draft.kind]);
  const commands = useTemplateCommands(session, template, stage);
  const problems = useProblems(spot, session, detail, () => setView({ kind: 'write' }));
  const lookedAt = useLookedAt(ref, session);

  const comparisons = comparisonsOf(detail);
  const byId = (id: string | null) => comparisons.find((each) => each.id === id) ?? comparisons[0];
  const since = byId(view.kind === 'compare' ? view.with : sinceId);
  const hasDraft =
    session !== null &&
    (detail.draft !== null || session.saver.revision !== null || session.saver.hasUnsaved);
  const isFixed = session === null;

  useFrameEvent(
    'spa-bench:save',
    useCallback(() => void session?.saver.flush(), [session]),
  );

  function command(id: EditorCommand): void {
    if (id === 'convert') void commands.convert();
    else if (id === 'discard') void commands.discard();
    else if (id === 'import') setDialog({ kind: 'import', files: [] });
    else setDialog({ kind: id });
  }

  if (since === undefined) return null;
  const access: AccessWriter = {
    into: `${stageWords[stage]} of ${templateName(ref)}`,
    whyNot: isFixed ? 'This template is said by the settings file, and changed there.' : null,
    set: (parameters, next) => {
      commands.setAccess(parameters, next);
      setView({ kind: 'write' });
    },
  };
  const side = (
    <SidePanels
      spot={spot}
      detail={detail}
      lookedAt={lookedAt}
      comparisons={comparisons}
      since={since}
      onSince={setSinceId}
      onCompare={() => setView({ kind: 'compare', with: since.id })}
      access={access}
      onShow={(template, line) => {
        setSideOpen(false);
        problems.show({ ref: template, stage: 'sec-prv-2', at: { line } });
      }}
    />
  );
  const isComparing = view.kind === 'compare';
  return (
    <>
      <section
        className={`card panel template-work ${isComparing && hasSide ? 'wide' : ''}`}
        aria-label={templateName(ref)}
      >
        <EditorTools
          stage={stage}
          onStage={(next) => {
            void session?.saver.flush();
            go(pathOf(ref, next));
          }}
          findings={problems.findings}
          isComparing={isComparing}
          onCompare={() =>
            setView(isComparing ? { kind: 'write' } : { kind: 'compare', with: since.id })
          }
          nextVersion={hasDraft ? nextVersion(detail) : null}
          onPublish={() => setDialog({ kind: 'publish' })}
          format={formatOf(session?.textOf(stage) ?? detail.texts[stage])}
          isFixed={isFixed}
          hasDraft={hasDraft}
          onCommand={command}
          onSide={hasSide ? null : () => setSideOpen(true)}
        />
        <p className="stage-says">
          <b>{templateName(ref)}</b> {whoseTemplate(ref)} {stageSays[stage]}
        </p>
        <Trials />
        <EditorBody
          detail={detail}
          session={session}
          draft={draft}
          stage={stage}
          view={view}
          onView={setView}
          jump={problems.jump}
          comparisons={comparisons}
          chosen={since}
          vocabulary={lookedAt.vocabulary}
          preview={lookedAt.view.preview}
          onRestore={(version) => {
            void commands.restore(version).then((isDone) => isDone && setView({ kind: 'write' }));
          }}
          onImport={() => setDialog({ kind: 'import', files: [] })}
        />
        {view.kind === 'write' && (
          <ProblemList
            findings={problems.findings}
            stage={stage}
            isBehind={session?.findings.isBehind ?? false}
            canMend={!isFixed}
            onShow={problems.showFinding}
            onFix={(finding) => void commands.fix(finding)}
            onFixAll={() => void commands.fixAll()}
            onNext={problems.next}
          />
        )}
      </section>
      {!hasSide ? (
        <SideDrawer
          isOpen={isSideOpen}
          onClose={() => setSideOpen(false)}
          title="Preview and changes"
        >
          <div className="profile-side">{side}</div>
        </SideDrawer>
      ) : (
        !isComparing && <div className="profile-side">{side}</div>
      )}
      <SavedPill state={draft} hasDraft={hasDraft} version={detail.version} />
      <WorkDialogs
        dialog={dialog}
        onClose={() => setDialog(null)}
        detail={detail}
        session={session}
        settle={settle}
        stage={stage}
        model={lookedAt.model}
        mac={lookedAt.mac}
        commands={commands}
        onView={setView}
      />
      {!isFixed && dialog === null && (
        <FileDrop
          icon={<IconFileImport size={56} />}
          title="Drop the profile"
          says="You see what it says before it goes into the draft."
          onFiles={(files) => setDialog({ kind: 'import', files })}
        />
      )}
    </>
  );
}
