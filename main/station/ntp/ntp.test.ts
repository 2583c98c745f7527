import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNtpRequest, encodeNtpAnswer, encodeNtpRate, type NtpRequest } from './packet.ts';
import { NtpRate } from './rate.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const question = (first: number, more = 0) => {
  const bytes = Buffer.alloc(48 + more);
  bytes[0] = first;
  bytes[2] = 6;
  bytes.write('c0ffee0112345678', 40, 'hex');
  return bytes;
};
function asked(bytes: Uint8Array): NtpRequest {
  const read = decodeNtpRequest(bytes);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

describe('a question', () => {
  it.each([1, 2, 3, 4])('of a client of version %i is one', (version) => {
    expect(decodeNtpRequest(question((version << 3) | 3))).toMatchObject({
      ok: true,
      value: { version, poll: 6, isSigned: false },
    });
  });

  it.each([
    ['symmetric active', 0x21],
    ['symmetric passive', 0x22],
    ['a server', 0x24],
    ['broadcast', 0x25],
    ['a control message', 0x26],
    ['monlist', 0x17],
    ['mode 0', 0x20],
  ])('is not what %s sends', (_what, first) => {
    expect(decodeNtpRequest(question(first))).toEqual({ ok: false, reason: 'not-a-client' });
  });

  it.each([0x03, 0x2b, 0x33, 0x3b])('of a version nobody knows (%i) is none', (first) => {
    expect(decodeNtpRequest(question(first))).toEqual({ ok: false, reason: 'version' });
  });

  it('may carry extension fields (RFC 7822) and a digest', () => {
    const field = Buffer.from('0104001000000000000000000000000000'.slice(0, 32), 'hex');
    const whole = question(0x23);
    expect(asked(Buffer.concat([whole, field])).isSigned).toBe(false);
    for (const size of [20, 24]) {
      expect(asked(Buffer.concat([whole, Buffer.alloc(size, 1)])).isSigned).toBe(true);
      expect(asked(Buffer.concat([whole, field, Buffer.alloc(size, 1)])).isSigned).toBe(true);
    }
    for (const bad of ['00000000', '01040011', '0104ffff', '010400', '01040000'.padEnd(56, '0')]) {
      const bytes = Buffer.concat([whole, Buffer.from(bad, 'hex')]);
      expect(decodeNtpRequest(bytes)).toEqual({ ok: false, reason: 'bad-extension' });
    }
  });

  it('cut off anywhere is too short, and any bytes have an answer', () => {
    const whole = question(0x23);
    for (let size = 0; size < whole.length; size += 1) {
      expect(decodeNtpRequest(whole.subarray(0, size))).toEqual({ ok: false, reason: 'too-short' });
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = decodeNtpRequest(bytes);
        if (!read.ok) return;
        const answer = encodeNtpAnswer(read.value, { isRight: true, receivedAt: 0, sentAt: 0 });
        expect(answer.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

describe('the answer', () => {
  // 2026-01-02T03:04:05.250Z is second 3976311845 since 1900.
  const at = Date.UTC(2026, 0, 2, 3, 4, 5, 250);
  const time = `${(at / 1000 + 2_208_988_800 - 0.25).toString(16)}40000000`;

  it('byte for byte: version and poll as asked, origin copied, stratum 10, this machine', () => {
    const clock = { isRight: true, receivedAt: at, sentAt: at + 250 };
    const later = `${time.slice(0, 8)}80000000`;
    expect(hex(encodeNtpAnswer(asked(question(0x1b)), clock))).toBe(
      `1c0a06f6${'00000000'}0000028f7f7f0101${time}c0ffee0112345678${time}${later}`,
    );
    expect(hex(encodeNtpAnswer(asked(question(0x23)), clock)).slice(0, 2)).toBe('24');
  });

  it('of a clock known to be wrong says so: leap indicator 3, stratum 0', () => {
    const clock = { isRight: false, receivedAt: at, sentAt: at };
    const bytes = encodeNtpAnswer(asked(question(0x23)), clock);
    expect(hex(bytes.subarray(0, 2))).toBe('e400');
    expect(Buffer.from(bytes.subarray(12, 16)).toString()).toBe('INIT');
    expect(hex(bytes.subarray(16, 24))).toBe('0'.repeat(16));
  });

  it('to a signed question is a crypto-NAK', () => {
    const signed = asked(Buffer.concat([question(0x23), Buffer.alloc(20, 7)]));
    const bytes = encodeNtpAnswer(signed, { isRight: true, receivedAt: at, sentAt: at });
    expect(hex(bytes.subarray(48))).toBe('00000000');
  });

  it('goes on past 2036', () => {
    const next = Date.UTC(2036, 1, 7, 6, 28, 17);
    const clock = { isRight: true, receivedAt: next, sentAt: next };
    const bytes = encodeNtpAnswer(asked(question(0x23)), clock);
    expect(hex(bytes.subarray(40))).toBe('0000000100000000');
  });

  it('to who asks too often: RATE, stratum 0', () => {
    const bytes = encodeNtpRate(asked(question(0x1b)), at);
    expect(hex(bytes.subarray(0, 4))).toBe('dc0006f6');
    expect(Buffer.from(bytes.subarray(12, 16)).toString()).toBe('RATE');
    expect(hex(bytes.subarray(24, 32))).toBe('c0ffee0112345678');
  });
});

describe('the rate', () => {
  it('lets a burst through, then says once a second that it is too often', () => {
    const rate = new NtpRate();
    const asked = Array.from({ length: 40 }, () => rate.ask('10.0.0.1', 0));
    expect(asked.filter((one) => one === 'answer')).toHaveLength(32);
    expect(asked.filter((one) => one === 'kiss')).toHaveLength(1);
    expect(rate.ask('10.0.0.2', 0)).toBe('answer');
    expect(rate.ask('10.0.0.1', 124)).toBe('silence');
    expect(rate.ask('10.0.0.1', 250)).toBe('answer');
  });

  it('remembers so many addresses and no more', () => {
    const rate = new NtpRate();
    for (let at = 0; at < 5000; at += 1) rate.ask(`10.0.${at >> 8}.${at & 255}`, at);
    expect(rate.size).toBe(1024);
  });
});
