import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOn, badLinks, disturber, type Fault } from './bad-link.test-kit.ts';
import type { Agreement } from './options.ts';
import { decodeTftp, encodeAck, encodeData, encodeError, encodeOptionAck } from './packet.ts';
import { Receiving } from './receiving.ts';

const asked = (...pairs: [string, string][]): Agreement =>
  agreementOn(pairs, { isWrite: true, sizeBytes: null });
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
const block = (number: number, length = 512) => encodeData(number & 0xffff, bytesOf(length));

describe('a TFTP upload', () => {
  it.each([0, 1, 511, 512, 513, 1024])('of %i bytes ends with a short block', (length) => {
    const receiving = new Receiving(asked(), 10_000);
    expect(receiving.start(0)).toEqual([encodeAck(0)]);
    const count = Math.floor(length / 512) + 1;
    for (let number = 1; number < count; number++) {
      const data = encodeData(number, bytesOf(length).subarray((number - 1) * 512, number * 512));
      expect(receiving.receive(data, number)).toEqual([encodeAck(number)]);
    }
    const last = encodeData(count, bytesOf(length).subarray((count - 1) * 512));
    expect(receiving.receive(last, count)).toEqual([]);
    expect(receiving.state).toEqual({ is: 'whole', bytes: Buffer.from(bytesOf(length)) });
    expect(receiving.kept()).toEqual([encodeAck(count)]);
    expect(receiving.receive(last, count)).toEqual([encodeAck(count)]);
  });

  it('a repeated block is acknowledged and not taken again, others are passed over', () => {
    const receiving = new Receiving(asked(), 10_000);
    receiving.start(0);
    expect(receiving.receive(block(0), 1)).toEqual([]);
    expect(receiving.receive(block(2), 1)).toEqual([]);
    receiving.receive(block(1), 1);
    expect(receiving.receive(block(1), 2)).toEqual([encodeAck(1)]);
    expect(receiving.receive(encodeAck(1), 2)).toEqual([]);
    expect(receiving.receive(Uint8Array.of(9), 2)).toEqual([]);
    expect(receiving.bytes).toBe(512);
    expect(receiving.state.is).toBe('open');
  });

  it('answers a silent client six times at most and ends within a minute', () => {
    const receiving = new Receiving(asked(), 10_000);
    const sentAt = receiving.start(0).map(() => 0);
    while (receiving.state.is === 'open') {
      const now = receiving.dueAt;
      sentAt.push(...receiving.wake(now).map(() => now));
    }
    expect(sentAt).toEqual([0, 1_000, 3_000, 7_000, 15_000, 23_000]);
    const slow = new Receiving(asked(['timeout', '255']), 10_000);
    slow.start(0);
    slow.wake(slow.dueAt);
    expect(slow.state).toMatchObject({ is: 'ended' });
    expect(slow.dueAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('options are acknowledged in place of ACK 0', () => {
    const receiving = new Receiving(asked(['blksize', '1024'], ['tsize', '2000']), 10_000);
    const oack = encodeOptionAck([
      { name: 'blksize', value: '1024' },
      { name: 'tsize', value: '2000' },
    ]);
    expect(receiving.start(0)).toEqual([oack]);
    expect(receiving.wake(1_000)).toEqual([oack]);
    expect(receiving.receive(block(1, 1024), 1_100)).toEqual([encodeAck(1)]);
    receiving.receive(block(2, 976), 1_200);
    expect(receiving.state.is).toBe('whole');
  });

  it('a window is acknowledged at its end, a gap in it once', () => {
    const receiving = new Receiving(asked(['windowsize', '4']), 100_000);
    receiving.start(0);
    expect([1, 2, 3].flatMap((number) => receiving.receive(block(number), 1))).toEqual([]);
    expect(receiving.receive(block(4), 1)).toEqual([encodeAck(4)]);
    expect(receiving.receive(block(5), 2)).toEqual([]);
    expect(receiving.receive(block(5), 2)).toEqual([]);
    expect(receiving.receive(block(7), 2)).toEqual([encodeAck(5)]);
    expect(receiving.receive(block(8), 2)).toEqual([]);
    expect([6, 7, 8, 9].flatMap((number) => receiving.receive(block(number), 3))).toEqual([
      encodeAck(9),
    ]);
    expect(receiving.receive(block(10), 4)).toEqual([]);
    expect(receiving.wake(receiving.dueAt)).toEqual([encodeAck(10)]);
  });

  it('block numbers roll over', () => {
    const receiving = new Receiving(asked(['blksize', '8']), 1_000_000);
    receiving.start(0);
    for (let number = 1; number <= 70_000; number++) {
      const [answer] = receiving.receive(block(number, 8), 1);
      if (answer?.[2] !== ((number >> 8) & 255)) expect(answer).toEqual(encodeAck(number));
    }
    receiving.receive(block(70_001, 3), 1);
    expect(receiving.state).toMatchObject({ is: 'whole' });
    expect(receiving.bytes).toBe(560_003);
  });

  it('too large, too long a block and too slow an upload are refused', () => {
    const code = (packets: Uint8Array[]) => packets.map((packet) => packet[3]);
    const large = new Receiving(asked(), 600);
    large.start(0);
    large.receive(block(1), 1);
    expect(code(large.receive(block(2), 2))).toEqual([3]);
    const odd = new Receiving(asked(), 10_000);
    odd.start(0);
    expect(code(odd.receive(block(1, 513), 2))).toEqual([4]);
    expect(odd.receive(block(1), 3)).toEqual([]);
    const slow = new Receiving(asked(), 1_000_000);
    slow.start(0);
    for (let number = 1; number <= 13; number++) slow.receive(block(number), number * 10_000);
    expect(slow.state).toEqual({ is: 'ended', detail: 'too slow' });
  });

  it('an ERROR ends it without an answer', () => {
    const receiving = new Receiving(asked(), 10_000);
    receiving.start(0);
    expect(receiving.receive(encodeError(8, 'no'), 1)).toEqual([]);
    expect(receiving.state).toEqual({ is: 'ended', detail: 'the unit sent error 8: no' });
    expect(receiving.refuse(0, 'later')).toEqual([]);
  });

  it('what a file that cannot be kept gets is an error, not an acknowledgement', () => {
    const receiving = new Receiving(asked(), 10_000);
    receiving.start(0);
    receiving.receive(block(1, 5), 1);
    expect(receiving.refuse(3, 'full')).toEqual([encodeError(3, 'full')]);
    expect(receiving.kept()).toEqual([]);
  });

  it('the bytes arrive right whatever is lost, doubled or overtaken', () => {
    fc.assert(
      fc.property(badLinks(2_000), ({ length, windowsize, faults }) => {
        const agreement = asked(['blksize', '100'], ['windowsize', String(windowsize)]);
        const receiving = new Receiving(agreement, 10_000);
        const got = sendOverBadLink(receiving, bytesOf(length), windowsize, faults);
        expect(got).toEqual(Buffer.from(bytesOf(length)));
      }),
    );
  });
});

/** A sending client at the other end of a link with the given faults, fine afterwards. */
function sendOverBadLink(
  receiving: Receiving,
  file: Uint8Array,
  windowBlocks: number,
  faults: Fault[],
): Buffer | null {
  const disturb = disturber(faults);
  const last = Math.floor(file.length / 100) + 1;
  let acked = -1;
  const window = (): Uint8Array[] => {
    if (acked < 0) return [];
    const count = Math.max(0, Math.min(windowBlocks, last - acked));
    return Array.from({ length: count }, (_, at) =>
      encodeData(acked + 1 + at, file.subarray((acked + at) * 100, (acked + at + 1) * 100)),
    );
  };
  let now = 0;
  let whole: Buffer | null = null;
  let toClient = disturb(receiving.start(now));
  for (let turn = 0; turn < 2_000 && whole === null; turn++) {
    now += 1;
    const toServer: Uint8Array[] = [];
    for (const packet of toClient) {
      const decoded = decodeTftp(packet);
      if (!decoded.ok) continue;
      const number = decoded.value.op === 'ack' ? decoded.value.block : 0;
      if (number <= acked) continue; // a repeated ACK sends nothing
      acked = number;
      toServer.push(...window());
    }
    if (toServer.length === 0) {
      now = Math.min(receiving.dueAt, now + 500);
      toServer.push(...window());
    }
    toClient = disturb(disturb(toServer).flatMap((packet) => receiving.receive(packet, now)));
    toClient.push(...disturb(receiving.wake(now)));
    if (receiving.state.is === 'whole') whole = Buffer.from(receiving.state.bytes);
  }
  return whole;
}
