import { memo } from 'react';
import type { Transfer } from '../../main/contract/model.ts';
import { useMirror } from '../mirror/context.ts';
import { Panel } from '../ui/panel.tsx';
import { macTail } from '../units/names.ts';
import { inOrder, percentOf, toneOf, transferDetails, transferWords } from './transfer-words.ts';

/** Most transfers listed at a time; the rest is counted. */
const SHOWN = 12;

/** Files on their way to units, and those that arrived a moment ago. */
export function TransfersNow() {
  const transfers = useMirror((mirror) => mirror.transfers);
  const all = inOrder(transfers.values());
  const running = all.filter(({ state }) => state === 'running').length;
  return (
    <Panel title="Transfers now" className="log-transfers" actions={<b>{running}</b>}>
      {all.length === 0 ? (
        <p className="muted log-none">No file is on its way.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ul tabIndex={0} aria-label="Transfers">
          {all.slice(0, SHOWN).map((transfer) => (
            <TransferRow key={transfer.id} transfer={transfer} />
          ))}
          {all.length > SHOWN && <li className="muted">and {all.length - SHOWN} more</li>}
        </ul>
      )}
    </Panel>
  );
}

const TransferRow = memo(function TransferRow({ transfer }: { transfer: Transfer }) {
  const { mac, address, file } = transfer;
  const percent = percentOf(transfer);
  const details = transferDetails(transfer);
  return (
    <li className={toneOf(transfer)}>
      <div className="transfer-what">
        <b className="mono">{mac === null ? address : macTail(mac)}</b>
        <span className="mono muted" title={file}>
          {file}
        </span>
        <b>{percent} %</b>
      </div>
      <div className="transfer-bar" aria-hidden="true">
        <i style={{ width: `${percent}%` }} />
      </div>
      <span className="muted">{transferWords(transfer)}</span>
      {details !== '' && <span className="muted">{details}</span>}
    </li>
  );
});
