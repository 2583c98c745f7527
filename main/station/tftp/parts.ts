/** What the TFTP service is made of, and words its files share. */
import { StationError } from '../../contract/errors.ts';
import type { Ipv4 } from '../../contract/values.ts';
import type { FileServiceParts } from '../files/service-parts.ts';
import { visible } from '../log.ts';
import type { BenchNetwork } from '../net/network.ts';

export interface TftpServerParts extends FileServiceParts {
  network: BenchNetwork;
  /** 0: any free port. */
  port: number;
  limits?: Partial<TftpLimits>;
}

export interface TftpLimits {
  /** Transfers at once, those still being looked up included; the next one is told "busy". */
  maxTransfers: number;
}

/** Who a datagram is from. */
export interface Sender {
  address: Ipv4;
  port: number;
}

const WORDS_LENGTH = 300;

export function keyOf({ address, port }: Sender): string {
  return `${address}:${port}`;
}

/** Text from elsewhere, safe and short enough for a line of the log. */
export function shown(text: string): string {
  return visible(text.slice(0, WORDS_LENGTH));
}

/** Our own words only: another error's text could name paths. */
export function wordsOf(error: unknown): string {
  return error instanceof StationError ? error.message : 'the file could not be read';
}
