import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PastImport } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { count, countOf, dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { SideDrawer } from './side-drawer.tsx';

/** Every import, newest first; each can be taken back until one of its accounts is in use. */
export function PastImports({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <SideDrawer isOpen={isOpen} onClose={onClose} title="Past imports">
      {isOpen && <Imports />}
    </SideDrawer>
  );
}

function Imports() {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['accounts', 'imports'],
    queryFn: () => client.accounts.imports(),
  });
  if (error !== null) {
    return (
      <Note tone="fail" role="alert">
        The past imports could not be loaded. {refusalText(error)}
      </Note>
    );
  }
  if (data === undefined) return <Skeletons rows={4} height={56} says="Imports are loading." />;
  if (data.length === 0) {
    return (
      <EmptyState icon="down" title="Nothing was imported yet.">
        Each import is listed here, and can be taken back until one of its accounts is bound.
      </EmptyState>
    );
  }
  return (
    <ul className="past-imports">
      {data.map((past) => (
        <li key={past.import}>
          <b>Import {past.import}</b>
          <span className="muted">
            {dayAndTime(past.at)} · {count(past.added)} new, {count(past.changed)} changed
          </span>
          <span className="mono muted file">{past.fileName}</span>
          <span className="does">
            {past.isTakenBack ? (
              <span className="pill soft idle">
                <Icon name="undo" />
                Taken back
              </span>
            ) : past.canTakeBack ? (
              <TakeBackButton past={past} />
            ) : (
              <span className="muted">In use</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** "Take back this import": asks, does it, and says what became of it. */
export function TakeBackButton(props: {
  past: Pick<PastImport, 'import' | 'added' | 'changed'>;
  onDone?: () => void;
  word?: string;
}) {
  const { past, onDone, word = 'Take back…' } = props;
  const client = useClient();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const toast = useToast();
  async function takeBack(): Promise<void> {
    const answer = await confirm({
      title: `Take back import ${past.import}`,
      body: (
        <p>
          {countOf(past.added, 'new account goes', 'new accounts go')} off the list,{' '}
          {countOf(past.changed, 'changed account gets', 'changed accounts get')} back what they
          said before. It is refused once one of them is bound.
        </p>
      ),
      verb: `Take back import ${past.import}`,
      keep: 'Keep it',
      tone: 'danger',
    });
    if (answer === null) return;
    try {
      await client.accounts.takeBack({ import: past.import });
      toast(`Import ${past.import} is taken back.`);
      onDone?.();
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
    await queries.invalidateQueries({ queryKey: ['accounts'] });
  }
  return (
    <button type="button" className="button small" onClick={() => void takeBack()}>
      <Icon name="undo" />
      {word}
    </button>
  );
}
