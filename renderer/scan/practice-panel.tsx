import './practice.css';
import { useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { formatMac } from '../../main/contract/values.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { Segmented } from '../ui/chips.tsx';
import { Icon } from '../ui/icon.tsx';
import { macTail } from '../units/names.ts';
import { tileStateOf } from '../units/tile-state.ts';
import { practiceStep } from './practice-steps.ts';
import { useScan } from './scanning-context.ts';
import { commands } from './use-scanning.ts';

const emptyShelf = { boxes: [], accounts: [] };

/** A scanner to click with, for the practice bench: what it scans goes the way of every scan. */
export function PracticePanel() {
  const { submit } = useScan();
  const id = useId();
  const shelf = useShelf();
  const units = useMirror((mirror) => mirror.units);
  const seat = useMirror((mirror) => mirror.seat);
  const shown = useMirror((mirror) => mirror.shown);
  // A bind counts until its unit's own news is here, whatever is scanned meanwhile.
  const untold = useRef<typeof shown>(null);
  if (shown?.verdict === 'bound') untold.current = shown;
  const { unit = null, account: toAccount = null } = untold.current ?? {};
  if (unit !== null && units.get(unit)?.account === toAccount) untold.current = null;
  const { box, account, due, says } = practiceStep(shelf, units, seat, untold.current);
  return (
    <section className="card practice" aria-labelledby={id}>
      <h2 id={id}>Practice scanner</h2>
      <p role="status">{says}</p>
      <div className="practice-buttons">
        {due === 'ok' ? (
          <button
            type="button"
            className="button primary large"
            onClick={() => submit(commands.ok)}
          >
            Scan OK
          </button>
        ) : (
          <>
            <button
              type="button"
              className={due === 'box' ? 'button primary large' : 'button large'}
              disabled={box === null}
              onClick={() => submit(formatMac(box ?? '', 'plain-upper'))}
            >
              <Icon name="unit" /> Scan next box
            </button>
            <button
              type="button"
              className={due === 'account' ? 'button primary large' : 'button large'}
              disabled={account === null}
              onClick={() => submit(account ?? '')}
            >
              <Icon name="account" /> Scan its account sheet
            </button>
          </>
        )}
      </div>
      <Shelf shelf={shelf} />
    </section>
  );
}

function useShelf() {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['units', 'practice-shelf'],
    queryFn: () => client.practice.shelf(),
  });
  return data ?? emptyShelf;
}

/** Everything that lies there, for those who want to scan something else, or something wrong. */
function Shelf({ shelf }: { shelf: ReturnType<typeof useShelf> }) {
  const { submit } = useScan();
  const [kind, setKind] = useState<'boxes' | 'accounts'>('boxes');
  const units = useMirror((mirror) => mirror.units);
  return (
    <details>
      <summary>Choose what to scan</summary>
      <Segmented
        label="On the shelf"
        options={[
          { id: 'boxes', word: `Boxes ${shelf.boxes.length}` },
          { id: 'accounts', word: `Accounts ${shelf.accounts.length}` },
        ]}
        value={kind}
        onChange={setKind}
      />
      <ul>
        {kind === 'boxes'
          ? shelf.boxes.map(({ mac, model }) => {
              const unit = units.get(mac);
              return (
                <li key={mac}>
                  <b className="mono">{macTail(mac)}</b>
                  <span>{`${model}, ${unit === undefined ? 'not seen' : tileStateOf(unit).word}`}</span>
                  <ScanButton what={macTail(mac)} text={formatMac(mac, 'plain-upper')} />
                </li>
              );
            })
          : shelf.accounts.map(({ account, name }) => (
              <li key={account}>
                <b className="mono">{account}</b>
                <span>{name}</span>
                <ScanButton what={account} text={account} />
              </li>
            ))}
      </ul>
    </details>
  );

  function ScanButton({ what, text }: { what: string; text: string }) {
    return (
      <button
        type="button"
        className="button small"
        aria-label={`Scan ${what}`}
        onClick={() => submit(text)}
      >
        Scan
      </button>
    );
  }
}
