/** How a transfer fares, in words. Pure. */
import type { Transfer } from '../../main/contract/model.ts';
import { bytes, countOf } from '../ui/format.ts';

/** 0 … 100; of a transfer whose size is not known, 0 until it has ended. */
export function percentOf({ state, sentBytes, totalBytes }: Transfer): number {
  if (state === 'complete') return 100;
  return totalBytes <= 0 ? 0 : Math.min(100, Math.floor((sentBytes / totalBytes) * 100));
}

export function toneOf({ state, resends }: Transfer): 'ok' | 'fail' | 'warn' | 'prog' {
  if (state === 'complete') return 'ok';
  if (state === 'failed') return 'fail';
  return resends > 0 ? 'warn' : 'prog';
}

/** `TFTP · 2.9 MB of 4.1 MB · 1.2 MB/s · 3 blocks sent again`. */
export function transferWords(transfer: Transfer): string {
  const { protocol, state, sentBytes, totalBytes, startedAt, at, resends } = transfer;
  const took = at - startedAt;
  const again = resends === 0 ? [] : [`${countOf(resends, 'block')} sent again`];
  const service = protocol.toUpperCase();
  if (state === 'complete') {
    const time = took < 1000 ? `${took} ms` : `${(took / 1000).toFixed(1)} s`;
    const rate = rateOf(sentBytes, took);
    return [service, `${bytes(sentBytes)} in ${time}`, ...rate, ...again].join(' · ');
  }
  if (state === 'failed') {
    return [service, `stopped at ${percentOf(transfer)} %`, ...again].join(' · ');
  }
  const rate = rateOf(sentBytes, took);
  return [service, `${bytes(sentBytes)} of ${bytes(totalBytes)}`, ...rate, ...again].join(' · ');
}

/** Of less than a tenth of a second it would say nothing. */
function rateOf(sentBytes: number, tookMs: number): string[] {
  return tookMs >= 100 ? [`${bytes(Math.round((sentBytes * 1000) / tookMs))}/s`] : [];
}

/** `8 blocks · blksize 1428 · windowsize 8 · the unit read too slowly`; empty: nothing to add. */
export function transferDetails({ blocks, options, reason }: Transfer): string {
  const counted = blocks === 0 ? [] : [countOf(blocks, 'block')];
  return [...counted, ...options, ...(reason === null ? [] : [reason])].join(' · ');
}

/** Running ones first, then the newest. */
export function inOrder(transfers: Iterable<Transfer>): Transfer[] {
  const rank = ({ state }: Transfer): number => (state === 'running' ? 0 : 1);
  return [...transfers].sort((a, b) => rank(a) - rank(b) || b.startedAt - a.startedAt);
}
