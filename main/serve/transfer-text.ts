import type { Transfer } from '../contract/model.ts';
import { isoTime } from '../contract/values.ts';

/** One transfer on a line, as people read it. */
export function transferText(transfer: Transfer): string {
  const { startedAt, at, protocol, file, state, sentBytes, totalBytes } = transfer;
  const { blocks, resends, options, reason } = transfer;
  const isWhole = sentBytes === totalBytes;
  return [
    `${isoTime(startedAt)}  ${protocol.toUpperCase()}  ${file}  ${state}`,
    isWhole ? `${sentBytes} bytes` : `${sentBytes} of ${totalBytes} bytes`,
    `${at - startedAt} ms`,
    ...(protocol === 'tftp' ? [`${blocks} blocks`, `${resends} sent again`] : []),
    ...options,
    ...(reason === null ? [] : [reason]),
  ].join(', ');
}
