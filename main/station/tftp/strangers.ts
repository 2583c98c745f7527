/** What a datagram from a sender that has no part in a transfer gets (RFC 1350 section 4). */
import type { Ipv4 } from '../../contract/values.ts';
import { decodeTftp, encodeError, tftpError } from './packet.ts';

/** Datagrams of strangers that one port answers with error 5; the rest are dropped. */
const MOST_ANSWERED = 16;
const REFUSAL = encodeError(tftpError.unknownTransferId, 'This transfer is not yours');

export class StrangerAnswers {
  readonly #network: { contains(address: Ipv4): boolean };
  #answered = 0;

  constructor(network: { contains(address: Ipv4): boolean }) {
    this.#network = network;
  }

  /** @returns error 5; null: nothing is to be sent. An ERROR is never answered. */
  answerTo(bytes: Uint8Array, from: { address: Ipv4 }): Uint8Array | null {
    if (!this.#network.contains(from.address) || this.#answered >= MOST_ANSWERED) return null;
    const packet = decodeTftp(bytes);
    if (packet.ok && packet.value.op === 'error') return null;
    this.#answered += 1;
    return REFUSAL;
  }
}
