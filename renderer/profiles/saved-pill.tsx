import { clockTime } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { InTopBar } from '../ui/top-slot.tsx';
import type { Tone } from '../units/tile-state.ts';
import type { DraftState } from './draft/draft-saver.ts';

/** Whether what is written is stored, in the top bar. */
export function SavedPill(props: { state: DraftState; hasDraft: boolean; version: number | null }) {
  const { word, icon, tone } = pillOf(props.state, props);
  return (
    <InTopBar>
      <span className={`pill soft ${tone}`} data-testid="draft-state">
        <Icon name={icon} />
        {word}
      </span>
    </InTopBar>
  );
}

/** Word, shape and colour of a draft's state. */
function pillOf(
  state: DraftState,
  { hasDraft, version }: { hasDraft: boolean; version: number | null },
): { word: string; icon: IconName; tone: Tone } {
  switch (state.kind) {
    case 'saved':
      if (state.at !== null && hasDraft) {
        return { word: `Draft saved ${clockTime(state.at)}`, icon: 'lock', tone: 'idle' };
      }
      return version === null
        ? { word: 'Nothing written', icon: 'lock', tone: 'idle' }
        : { word: `Published v${version}`, icon: 'lock', tone: 'idle' };
    case 'unsaved':
    case 'saving':
      return { word: 'Saving the draft…', icon: 'clock', tone: 'idle' };
    case 'failed':
      return { word: 'Not saved', icon: 'failed', tone: 'fail' };
    case 'changed':
      return { word: 'Not saved', icon: 'waiting', tone: 'warn' };
  }
}
