import './codes.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Pin } from '../../main/contract/pins.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { MakeCodesDialog } from './make-codes-dialog.tsx';
import { canWithdraw, codeWords, lookOfCode } from './words.ts';

/** One-time codes of the retail model: made, shown once, listed without the code, withdrawn. */
export function CodesPanel() {
  const client = useClient();
  const isOff = useMirror((mirror) => mirror.settings?.values.https.mode === 'off');
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['pins', 'list'],
    queryFn: () => client.pins.list(),
  });
  const make = (
    <button type="button" className="button small" onClick={() => setMaking(true)}>
      Make codes
    </button>
  );
  return (
    <Panel
      title="One-time codes"
      hint="For units customers bring"
      actions={data?.length === 0 ? undefined : make}
    >
      {error !== null && (
        <Note tone="fail" role="alert">
          The codes could not be looked at. {refusalText(error)}{' '}
          <button type="button" className="button small" onClick={() => void refetch()}>
            Try again
          </button>
        </Note>
      )}
      {isOff && data !== undefined && data.length > 0 && (
        <div className="keys-note">
          <Note tone="warn">HTTPS is off, so no unit can use a code. Switch it on first.</Note>
        </div>
      )}
      {data === undefined && error === null && (
        <Skeletons rows={2} height={52} says="The codes are loading." />
      )}
      {data?.length === 0 && (
        <EmptyState icon="lock" title="No code was made yet." actions={make}>
          A unit that asks for https://…/cisco-init/CODE with a certificate of its own is bound to
          the code’s account and gets its profile, once.
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <ul
          className="keys-list codes-list"
          aria-label="One-time codes"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          tabIndex={0}
        >
          {data.map((pin) => (
            <Row key={pin.id} pin={pin} />
          ))}
        </ul>
      )}
      {isMaking && <MakeCodesDialog onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function Row({ pin }: { pin: Pin }) {
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();
  const now = Date.now();
  const { word, tone } = lookOfCode(pin, now);

  async function withdraw(): Promise<void> {
    const isTaken = pin.state === 'taken';
    const answer = await confirm({
      title: `Withdraw the code of account ${pin.account}?`,
      body: isTaken
        ? 'The unit stays bound and can no longer fetch its profile by this code. Release it to undo the bind.'
        : 'Whoever has the code can no longer use it.',
      verb: 'Withdraw it',
      keep: 'Keep it',
    });
    if (answer === null) return;
    try {
      await client.pins.withdraw({ id: pin.id });
      toast(`The code of account ${pin.account} is withdrawn.`);
    } catch (refusal) {
      toast(refusalText(refusal), { tone: 'fail' });
    }
  }

  return (
    <li data-code={pin.id}>
      <div>
        <b className="mono">{pin.account}</b> <span className={`pill soft ${tone}`}>{word}</span>
        <p className="muted">{codeWords(pin, now)}</p>
      </div>
      {canWithdraw(pin, now) && (
        <button
          type="button"
          className="button small"
          aria-label={`Withdraw: code ${pin.id} of account ${pin.account}`}
          onClick={() => void withdraw()}
        >
          Withdraw
        </button>
      )}
    </li>
  );
}
