import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { DecodedScript, Preview, TemplateStage } from '../../main/contract/profiles.ts';
import { Icon } from '../ui/icon.tsx';
import type { EditingSession } from './draft/editing-session.ts';
import { useSession } from './draft/use-template.ts';
import { editorHelp } from './editor/help.ts';
import { scriptPlayer } from './editor/script-player.ts';
import { wordsAt } from './editor/text-words.ts';
import type { VocabularyIndex } from './editor/vocabulary-index.ts';

/** What is known of the word at the cursor: the same as on hover, for whoever uses no mouse. */
export function WordsBar(props: {
  session: EditingSession;
  stage: TemplateStage;
  vocabulary: VocabularyIndex;
  preview: Preview | null;
}) {
  const { session, stage, vocabulary, preview } = props;
  useSession(session, 'cursor');
  const { selection } = session.stateOf(stage);
  const words = wordsAt(session.textOf(stage), selection.main.head, vocabulary, preview);
  const script = useScript(words?.script ?? null);
  return (
    <div className="words-bar">
      {words === null ? (
        <p className="muted">At the cursor: nothing to explain.</p>
      ) : (
        <>
          <p>
            <b className="mono">{words.title}</b>{' '}
            <span className="muted">{[...words.lines, ...(script?.lines ?? [])].join(' · ')}</span>
          </p>
          {words.script !== null && script !== null && script.sounds.length > 0 && (
            <PlayButton script={words.script} decoded={script} />
          )}
        </>
      )}
    </div>
  );
}

function useScript(script: string | null): DecodedScript | null {
  const { data } = useQuery({
    queryKey: ['script', script],
    queryFn: () => editorHelp().decode(script ?? ''),
    enabled: script !== null,
    gcTime: 60_000,
  });
  return data ?? null;
}

/** Plays; pressed again, stops. */
function PlayButton({ script, decoded }: { script: string; decoded: DecodedScript }) {
  const isPlaying = useSyncExternalStore(scriptPlayer.subscribe, scriptPlayer.playing) === script;
  return (
    <button
      type="button"
      className="button small"
      aria-pressed={isPlaying}
      onClick={() => editorHelp().play(script, decoded)}
    >
      <Icon name={isPlaying ? 'stopped' : 'play'} /> {isPlaying ? 'Stop' : 'Play'}
    </button>
  );
}
