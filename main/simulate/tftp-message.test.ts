import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFromServer, encodeAck, encodeReadRequest, encodeTftpError } from './tftp-message.ts';

describe('TFTP messages of a unit', () => {
  it('writes RRQ, ACK and ERROR as RFC 1350 draws them', () => {
    expect(encodeReadRequest('/spa962.cfg').toString('hex')).toBe(
      '00012f7370613936322e636667006f6374657400',
    );
    expect(encodeAck(0xabcd).toString('hex')).toBe('0004abcd');
    expect(encodeTftpError(5, 'x').toString('hex')).toBe('000500057800');
  });

  it('reads DATA up to 512 bytes and ERROR with or without its end', () => {
    expect(decodeFromServer(Buffer.from('0003000161', 'hex'))).toMatchObject({
      kind: 'data',
      block: 1,
    });
    expect(decodeFromServer(Buffer.from('00050001006162', 'hex'))).toMatchObject({
      code: 1,
      text: '',
    });
    expect(decodeFromServer(Buffer.from('000500016162', 'hex'))).toMatchObject({ text: 'ab' });
    expect(
      decodeFromServer(Buffer.concat([Buffer.from('00030001', 'hex'), Buffer.alloc(513)])),
    ).toBeNull();
  });

  it('takes nothing else for an answer, and never throws', () => {
    for (const text of [
      '',
      '00',
      '0003',
      '000300',
      '00010002',
      '00040001',
      '00060001',
      '00000000',
    ]) {
      expect(decodeFromServer(Buffer.from(text, 'hex'))).toBeNull();
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void decodeFromServer(bytes)),
    );
  });
});
