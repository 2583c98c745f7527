import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeTftp,
  encodeAck,
  encodeData,
  encodeError,
  encodeOptionAck,
  encodeRequest,
  type TftpPacket,
} from './packet.ts';

const ASKED = [
  { name: 'blksize', value: '1428' },
  { name: 'TSIZE', value: '0' },
];
const packets: [string, Uint8Array, TftpPacket][] = [
  [
    'a read request with options',
    encodeRequest('read', '/spa962.cfg', 'OCTET', ASKED),
    { op: 'read', path: '/spa962.cfg', mode: 'octet', options: ASKED },
  ],
  [
    'a write request',
    encodeRequest('write', 'x', 'netascii'),
    { op: 'write', path: 'x', mode: 'netascii', options: [] },
  ],
  ['an ACK', encodeAck(65_535), { op: 'ack', block: 65_535 }],
  ['an ERROR', encodeError(8, 'no'), { op: 'error', code: 8, message: 'no' }],
  ['an OACK', encodeOptionAck(ASKED), { op: 'option-ack', options: ASKED }],
];

describe('TFTP packets', () => {
  it.each(packets)('%s reads back as written', (_name, bytes, value) =>
    expect(decodeTftp(bytes)).toEqual({ ok: true, value }),
  );

  it('DATA carries its block number and bytes', () => {
    const decoded = decodeTftp(encodeData(258, Uint8Array.of(7, 8)));
    expect(decoded).toMatchObject({ ok: true, value: { op: 'data', block: 258 } });
    expect(encodeData(258, Uint8Array.of(7, 8))).toEqual(Buffer.of(0, 3, 1, 2, 7, 8));
  });

  it('every truncation of a packet is read or refused, never thrown', () => {
    for (const [, bytes] of packets) {
      for (let length = 0; length < bytes.length; length++) {
        expect(decodeTftp(bytes.subarray(0, length))).toHaveProperty('ok');
      }
    }
  });

  it('an ERROR cut short is an ERROR', () => {
    for (const bytes of [Buffer.of(0, 5), Buffer.of(0, 5, 0)]) {
      expect(decodeTftp(bytes)).toMatchObject({ value: { op: 'error', code: 0 } });
    }
  });

  it('a request cut inside its name or mode is refused', () => {
    const whole = encodeRequest('read', 'a.cfg', 'octet');
    for (let length = 0; length < whole.length; length++) {
      expect(decodeTftp(whole.subarray(0, length)).ok).toBe(false);
    }
  });

  it('a half or nameless option is left out', () => {
    const text = 'f\0octet\0blksize\x001024\0\0\0tsize\x000';
    expect(decodeTftp(Buffer.from(`\0\x01${text}`))).toMatchObject({
      value: { options: [{ name: 'blksize', value: '1024' }] },
    });
  });

  it('a request beyond 512 bytes is refused', () => {
    expect(decodeTftp(encodeRequest('read', 'a'.repeat(503), 'octet')).ok).toBe(true);
    expect(decodeTftp(encodeRequest('read', 'a'.repeat(504), 'octet')).ok).toBe(false);
  });

  it('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(decodeTftp(bytes)).toHaveProperty('ok');
        const opcode = Math.min(6, bytes[0] ?? 0);
        expect(decodeTftp(Uint8Array.of(0, opcode, ...bytes))).toHaveProperty('ok');
      }),
    );
  });
});
