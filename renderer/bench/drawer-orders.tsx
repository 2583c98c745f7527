import { TextInput } from '@mantine/core';
import { IconListCheck, IconPower, IconRefreshDot } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { OrderAnswer } from '../../main/contract/proof.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';

type Order = 'resync' | 'reboot' | 'readBack';

type State =
  | { is: 'idle' }
  | { is: 'asking'; order: Order }
  | { is: 'answered'; answer: OrderAnswer }
  | { is: 'refused'; why: string };

const asking: Record<Order, string> = {
  resync: 'Telling it to resync…',
  reboot: 'Telling it to restart…',
  readBack: 'Asking for its values…',
};

/** What a unit can be told by its own web server. Taken is not done: its next request shows that. */
export function UnitOrders({ mac }: { mac: Mac }) {
  const client = useClient();
  const queries = useQueryClient();
  const [state, setState] = useState<State>({ is: 'idle' });
  const [code, setCode] = useState('');
  const isServed = useMirror(({ status }) => status?.ports.https.port != null);
  const isAsking = state.is === 'asking';

  async function give(order: Order, more: { code?: string } = {}): Promise<void> {
    setState({ is: 'asking', order });
    try {
      const answer =
        order === 'readBack' ? await readBack() : await client.units[order]({ mac, ...more });
      setState({ is: 'answered', answer });
    } catch (error) {
      setState({ is: 'refused', why: refusalText(error) });
    }
  }

  function giveCode(event: FormEvent): void {
    event.preventDefault();
    if (code.trim() === '') {
      setState({ is: 'refused', why: 'Type the code first.' });
      return;
    }
    void give('resync', { code: code.trim() });
    setCode('');
  }

  async function readBack(): Promise<OrderAnswer> {
    const detail = await client.units.readBack({ mac });
    queries.setQueryData(['units', mac, 'detail'], detail);
    const isEqual = detail.readBack?.outcome === 'equal';
    const sentence = isEqual ? 'Read back: as wanted.' : 'Read back: not as wanted, see above.';
    return { sentence, said: '', hint: null };
  }

  return (
    <section className="orders" aria-label="Orders">
      <h3>Tell it</h3>
      <div>
        <button
          type="button"
          className="button"
          disabled={isAsking}
          onClick={() => void give('resync')}
        >
          <IconRefreshDot size={18} aria-hidden /> Resync now
        </button>
        <button
          type="button"
          className="button"
          disabled={isAsking}
          onClick={() => void give('reboot')}
        >
          <IconPower size={18} aria-hidden /> Reboot
        </button>
        <button
          type="button"
          className="button"
          disabled={isAsking}
          onClick={() => void give('readBack')}
        >
          <IconListCheck size={18} aria-hidden /> Read back now
        </button>
      </div>
      {isServed && (
        <form className="code-order" noValidate onSubmit={giveCode}>
          <TextInput
            label="One-time code"
            description="It fetches the code’s profile and is bound to its account"
            className="mono-input"
            value={code}
            maxLength={300}
            autoComplete="off"
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <button type="submit" className="button" disabled={isAsking}>
            Resync with it
          </button>
        </form>
      )}
      <div role="status">
        {state.is === 'asking' && <p className="muted">{asking[state.order]}</p>}
        {state.is === 'answered' && (
          <Note tone="ok">
            {state.answer.sentence}
            {state.answer.said !== '' && <p className="mono">“{state.answer.said}”</p>}
            {state.answer.hint !== null && <p>{state.answer.hint}</p>}
          </Note>
        )}
      </div>
      {state.is === 'refused' && (
        <Note tone="fail" role="alert">
          {state.why}
        </Note>
      )}
    </section>
  );
}
