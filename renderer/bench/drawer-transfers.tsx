import { useQuery } from '@tanstack/react-query';
import type { Transfer } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { transferDetails, transferWords } from '../log/transfer-words.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import { timeOfDay } from '../units/elapsed.ts';

/**
 * How each file went over the wire since the station was started, newest last: blocks, what was sent again,
 * options granted, duration, rate and why it ended.
 *
 * @param count  of files recorded for the unit; another one asks again
 */
export function UnitTransfers({ mac, count }: { mac: Mac; count: number }) {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['units', mac, 'transfers', count],
    queryFn: () => client.units.transfers({ mac }),
    gcTime: 0,
  });
  if (error !== null) {
    return (
      <Note tone="fail" role="alert">
        {refusalText(error)}
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
