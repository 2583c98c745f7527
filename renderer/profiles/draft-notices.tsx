import { useState } from 'react';
import type { TemplateDetail } from '../../main/contract/profiles.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';
import type { DraftState } from './draft/draft-saver.ts';
import type { EditingSession } from './draft/editing-session.ts';

/** What has to be known of a draft that is not saved. */
export function DraftNotices({ session, state }: { session: EditingSession; state: DraftState }) {
  if (state.kind === 'changed') return <ChangedNotice session={session} />;
  if (state.kind !== 'failed') return null;
  return (
    <Note tone="fail" role="alert">
      <b>Not saved.</b> {state.why} It is tried again by itself; what is written stays here.{' '}
      <button type="button" className="link-button" onClick={() => void session.saver.flush()}>
        Try now
      </button>
    </Note>
  );
}

/** Somebody saved, published or discarded the same draft in another window. */
function ChangedNotice({ session }: { session: EditingSession }) {
  const client = useClient();
  const [problem, setProblem] = useState<string | null>(null);
  async function decide(keeps: 'mine' | 'theirs'): Promise<void> {
    try {
      const detail: TemplateDetail = await client.profiles.get(session.ref);
      session.decide(detail, keeps);
      session.focus();
    } catch (error) {
      setProblem(refusalText(error));
    }
  }
  return (
    <Note tone="warn" role="alert">
      <b>Not saved: this template was changed in another window.</b> Look at that one (Undo brings
      yours back), or keep yours, which replaces its draft.
      {problem !== null && ` ${problem}`}
      <span className="note-actions">
        <button type="button" className="button small" onClick={() => void decide('theirs')}>
          Show the other one
        </button>
        <button type="button" className="button small" onClick={() => void decide('mine')}>
          Keep mine
        </button>
      </span>
    </Note>
  );
}
