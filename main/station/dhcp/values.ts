/** Option values between bytes and what the rest of the service talks about. */
import { type Ipv4, ipv4FromNumber, ipv4ToNumber } from '../../contract/values.ts';
import type { DhcpOptions } from './options.ts';

const utf8 = new TextEncoder();
const readable = new TextDecoder('utf-8');

/** Longest text of a client that is kept; what is longer is cut. */
const LONGEST_TEXT = 255;

/** Big-endian 32 bits; the value is cut to 0 … 4,294,967,295. */
export function uint32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, Math.max(0, Math.min(0xffff_ffff, value)));
  return bytes;
}

/** UTF-8 without a trailing NUL: some clients take it for a part of the name. */
export function textBytes(text: string): Uint8Array {
  return utf8.encode(text);
}

/** Four bytes per address; a text that is no address counts as 0.0.0.0. */
export function addressBytes(...addresses: Ipv4[]): Uint8Array {
  const bytes = new Uint8Array(4 * addresses.length);
  const view = new DataView(bytes.buffer);
  for (const [index, address] of addresses.entries()) {
    view.setUint32(4 * index, ipv4ToNumber(address) ?? 0);
  }
  return bytes;
}

/** The four bytes at `offset` as an address; missing bytes count as 0. */
export function addressAt(bytes: Uint8Array, offset: number): Ipv4 {
  const [a, b] = [bytes[offset] ?? 0, bytes[offset + 1] ?? 0];
  const [c, d] = [bytes[offset + 2] ?? 0, bytes[offset + 3] ?? 0];
  const value = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  // Most fields of most messages.
  return value === 0 ? '0.0.0.0' : ipv4FromNumber(value);
}

/** An option that must be one address; null when it is missing or not four bytes long. */
export function addressOption(options: DhcpOptions, code: number): Ipv4 | null {
  const value = options.get(code);
  return value?.length === 4 ? addressAt(value, 0) : null;
}

/** An option that must be 32 bits; null when it is missing or not four bytes long. */
export function uint32Option(options: DhcpOptions, code: number): number | null {
  const value = options.get(code);
  if (value?.length !== 4) return null;
  return new DataView(value.buffer, value.byteOffset, 4).getUint32(0);
}

/** A text option without its NULs at the end; null when missing or empty. */
export function textOption(options: DhcpOptions, code: number): string | null {
  const value = options.get(code);
  if (!value) return null;
  let end = Math.min(value.length, LONGEST_TEXT);
  while (end > 0 && value[end - 1] === 0) end -= 1;
  return end === 0 ? null : readable.decode(value.subarray(0, end));
}

/** Lower-case hex without separators. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
