/** The service's log lines: one per exchange. Pure. */
import { formatMac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import { type DhcpOptions, optionCode } from './options.ts';
import type { Outcome } from './outcome.ts';
import type { ClientRequest } from './request.ts';
import { hex } from './values.ts';

/** Longest raw option shown; a list of parameters is far shorter. */
const LONGEST_RAW_BYTES = 128;

/** `DISCOVER from 00:0E:08:12:34:56 (LINKSYS SPA-962) → OFFER 192.168.76.20` */
export function exchangeLine(request: ClientRequest, outcome: Outcome): string {
  const vendor = request.vendorClass === null ? '' : ` (${visible(request.vendorClass)})`;
  return `${request.message} from ${formatMac(request.mac)}${vendor} → ${answerWords(outcome)}`;
}

/** `OFFER 192.168.76.20`, `no answer: foreign client` */
export function answerWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'offer':
      return `OFFER ${outcome.address}`;
    case 'ack':
      return `ACK ${outcome.lease.address}${outcome.isRenewal ? ' (renewed)' : ''}`;
    case 'inform-ack':
      return 'ACK, options only';
    case 'nak':
      return `NAK: ${outcome.why}`;
    case 'released':
      return `${outcome.lease.address} released`;
    case 'declined':
      return `${outcome.lease.address} is in use by somebody else: set aside`;
    case 'silence':
      return `no answer: ${outcome.why}`;
  }
}

/** Options 55 and 60 byte by byte, so that a warehouse learns what its units really ask. */
export function rawOptions(options: DhcpOptions): string {
  const shown = [optionCode.parameterList, optionCode.vendorClass].map((code) => {
    const value = options.get(code);
    return `option ${code}: ${value ? hex(value.subarray(0, LONGEST_RAW_BYTES)) || 'empty' : 'none'}`;
  });
  return `[${shown.join(', ')}]`;
}
