/**
 * The client's side of TFTP (RFC 1350): a unit asks in octet mode and without options, since nothing
 * is known of options in SPA firmware.
 *
 *   RRQ   00 01 | name | 00 | "octet" | 00      DATA  00 03 | block 2 | 0…512 bytes
 *   ACK   00 04 | block 2                       ERROR 00 05 | code 2 | text | 00
 */

export const BLOCK_BYTES = 512;

export type TftpServerMessage =
  | { kind: 'data'; block: number; bytes: Buffer }
  | { kind: 'error'; code: number; text: string };

export function encodeReadRequest(name: string): Buffer {
  return Buffer.from(`\0\u0001${name}\0octet\0`, 'latin1');
}

export function encodeAck(block: number): Buffer {
  return Buffer.from([0, 4, (block >> 8) & 255, block & 255]);
}

export function encodeTftpError(code: number, text: string): Buffer {
  return Buffer.from(`\0\u0005\0${String.fromCharCode(code & 255)}${text}\0`, 'latin1');
}

/** @returns what a server may say to a plain read, or null for everything else. Never throws. */
export function decodeFromServer(bytes: Uint8Array): TftpServerMessage | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 4) return null;
  const opcode = view.readUInt16BE(0);
  if (opcode === 3 && view.length <= 4 + BLOCK_BYTES) {
    return { kind: 'data', block: view.readUInt16BE(2), bytes: view.subarray(4) };
  }
  if (opcode !== 5) return null;
  const text = view.toString('latin1', 4).split('\0', 1)[0] ?? '';
  return { kind: 'error', code: view.readUInt16BE(2), text };
}
