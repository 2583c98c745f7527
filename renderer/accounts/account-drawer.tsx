import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AccountDetail } from '../../main/contract/accounts.ts';
import type { Binding } from '../../main/contract/bindings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { count, countOf, dayAndTime } from '../ui/format.ts';
import { Note, Skeletons } from '../ui/states.tsx';
import { macHalves } from '../units/names.ts';
import { StatusPill } from './account-words.tsx';
import { fieldNames, isAccountField } from './mapping.ts';
import { SideDrawer } from './side-drawer.tsx';

/** What the page writes for every secret, whatever its length. */
export const DOTS = '••••••••';

/** Everything about one account but its secrets. Esc closes it; the focus goes back to the list. */
export function AccountDrawer(props: { account: string | null; onClose: () => void }) {
  const { account, onClose } = props;
  return (
    <SideDrawer
      isOpen={account !== null}
      onClose={onClose}
      title={<span className="mono">{account}</span>}
    >
      {account !== null && <Details account={account} />}
    </SideDrawer>
  );
}

function Details({ account }: { account: string }) {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['accounts', 'detail', account],
    queryFn: () => client.accounts.get({ account }),
  });
  if (error !== null) {
    return (
      <Note tone="fail" role="alert">
        {refusalText(error)}
      </Note>
    );
  }
  if (data === undefined) return <Skeletons rows={6} height={40} says="The account is loading." />;
  const live = data.bindings.filter(({ state }) => state === 'bound' || state === 'exported');
  const ended = data.bindings.filter(({ state }) => state === 'undone' || state === 'released');
  return (
    <div className="account-details">
      <div className="account-head">
        <b>{data.name ?? 'No name'}</b>
        <StatusPill status={data.status} />
      </div>
      <dl className="facts">
        <Fact name="Work order">{data.workOrder}</Fact>
        <Fact name="Model ordered">{data.model}</Fact>
      </dl>
      <h3>
        Devices{' '}
        <span className="muted">
          {count(data.devices)} of {count(data.allowed)}
        </span>
      </h3>
      {live.length === 0 ? (
        <p className="muted">No device is bound. Scan one together with this account.</p>
      ) : (
        <Devices bindings={live} />
      )}
      <h3>Lines</h3>
      <Lines detail={data} />
      {ended.length > 0 && (
        <>
          <h3>Devices it had before</h3>
          <Devices bindings={ended} />
        </>
      )}
      <h3>History</h3>
      {data.history.length === 0 ? (
        <p className="muted">Nothing is written down yet.</p>
      ) : (
        <ol className="history">
          {data.history.map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <time className="muted">{dayAndTime(at)}</time>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{children ?? '—'}</dd>
    </div>
  );
}

/** How it calls and registers; of a secret only that it is there. */
function Lines({ detail }: { detail: AccountDetail }) {
  const { userId, displayName, secrets } = detail;
  if (userId === null && displayName === null && secrets.length === 0) {
    return <p className="muted">The account file said nothing about its lines.</p>;
  }
  return (
    <>
      <dl className="facts">
        {userId !== null && <Fact name="SIP user">{userId}</Fact>}
        {displayName !== null && <Fact name="Display name">{displayName}</Fact>}
        {secrets.map((name) => (
          <Fact key={name} name={isAccountField(name) ? fieldNames[name] : name}>
            <span role="img" aria-label="Set, and never shown">
              {DOTS}
            </span>
          </Fact>
        ))}
      </dl>
      {secrets.length > 0 && (
        <p className="muted small">
          {countOf(secrets.length, 'secret is', 'secrets are')} set and never shown. An import
          replaces {secrets.length === 1 ? 'it' : 'them'}.
        </p>
      )}
    </>
  );
}

const endWords = { undone: 'Undone', released: 'Released', bound: '', exported: '' } as const;

function Devices({ bindings }: { bindings: readonly Binding[] }) {
  return (
    <ul className="devices">
      {bindings.map(({ mac, model, serial, state, boundAt, batch }) => {
        const [maker, tail] = macHalves(mac);
        const where = batch === null ? 'Not exported' : `Batch ${batch}`;
        return (
          <li key={`${mac} ${boundAt}`}>
            <span className="mono">
              <span className="muted">{maker}:</span>
              <b>{tail}</b>
            </span>
            <span>{model ?? '—'}</span>
            <span className="mono muted">{serial ?? '—'}</span>
            <span className="muted">
              {dayAndTime(boundAt)} · {endWords[state] === '' ? where : endWords[state]}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
