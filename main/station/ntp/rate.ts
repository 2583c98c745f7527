import type { Ipv4 } from '../../contract/values.ts';

/** A unit asks once an hour, a client that starts some ten times within seconds. */
const BURST = 32;
const PER_SECOND = 8;
const KISS_EVERY_MS = 1000;
/** Addresses remembered; the one that asked longest ago is forgotten. */
const MAX_ADDRESSES = 1024;

interface Bucket {
  left: number;
  at: number;
  kissedAt: number;
}

/** How often one address may ask. Bounded, whoever asks. */
export class NtpRate {
  readonly #buckets = new Map<Ipv4, Bucket>();

  get size(): number {
    return this.#buckets.size;
  }

  /** @param nowMs monotonic. @returns `kiss`: say that it is too often; `silence`: that was said just now */
  ask(address: Ipv4, nowMs: number): 'answer' | 'kiss' | 'silence' {
    const bucket = this.#buckets.get(address) ?? {
      left: BURST,
      at: nowMs,
      kissedAt: Number.NEGATIVE_INFINITY,
    };
    this.#buckets.delete(address);
    this.#buckets.set(address, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MAX_ADDRESSES && oldest !== undefined) this.#buckets.delete(oldest);

    bucket.left = Math.min(BURST, bucket.left + ((nowMs - bucket.at) / 1000) * PER_SECOND);
    bucket.at = nowMs;
    if (bucket.left >= 1) {
      bucket.left -= 1;
      return 'answer';
    }
    if (nowMs - bucket.kissedAt < KISS_EVERY_MS) return 'silence';
    bucket.kissedAt = nowMs;
    return 'kiss';
  }
}
