import type { Transfer } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { transferDetails, transferWords } from '../log/transfer-words.ts';
import { dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { useUnitPart } from './use-unit-part.ts';

/**
 * How each file went over the wire since the station was started, newest last: blocks, what was sent again,
 * options granted, duration, rate and why it ended.
 *
 * @param count  of files recorded for the unit; another one asks again
 */
export function UnitTransfers({ mac, count }: { mac: Mac; count: number }) {
  const { data, problem } = useUnitPart(mac, ['transfers', count], ({ units }) =>
    units.transfers({ mac }),
  );
  if (problem !== null) {
    return (
      <Note tone="fail" role="alert">
        {problem}
      </Note>
    );
  }
  if (data === undefined || data.length === 0) return null;
  return (
    <>
      <h3 className="served-heading">On the wire</h3>
      <ul className="served" aria-label="Transfers of this unit">
        {data.map((transfer) => (
          <TransferItem key={transfer.id} transfer={transfer} />
        ))}
      </ul>
    </>
  );
}

function TransferItem({ transfer }: { transfer: Transfer }) {
  const { state, startedAt, file } = transfer;
  const details = transferDetails(transfer);
  return (
    <li className={state === 'complete' ? 'ok' : 'warn'}>
      <time className="mono" title={dayAndTime(startedAt)}>
        {timeOfDay(startedAt)}
      </time>
      <Icon name={state === 'complete' ? 'verified' : 'waiting'} />
      <div>
        <b className="mono">{file}</b>
        <p className="muted">{transferWords(transfer)}</p>
        {details !== '' && <p className="muted">{details}</p>}
      </div>
    </li>
  );
}
