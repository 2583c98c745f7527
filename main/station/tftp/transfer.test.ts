import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOn, badLinks, disturber, type Fault } from './bad-link.test-kit.ts';
import { type Agreement, agree } from './options.ts';
import { decodeTftp, encodeAck, encodeData, encodeError } from './packet.ts';
import { sourceFromBytes } from './source.ts';
import { Transfer } from './transfer.ts';

const PLAIN = agree([], { sizeBytes: null });
const asked = (...pairs: [string, string][]): Agreement => agreementOn(pairs, { sizeBytes: null });

/** Block numbers of DATA packets, -1 for anything else. */
function blocks(packets: Uint8Array[]): number[] {
  return packets.map((bytes) => {
    const packet = decodeTftp(bytes);
    return packet.ok && packet.value.op === 'data' ? packet.value.block : -1;
  });
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 9)) & 255);
}

function transferOf(length: number, agreement = PLAIN): Transfer {
  return new Transfer(agreement, sourceFromBytes(bytesOf(length)));
}

describe('a TFTP transfer', () => {
  it.each([0, 1, 511, 512, 513, 1024])('of %i bytes ends with a short block', (length) => {
    const transfer = transferOf(length);
    const count = Math.floor(length / 512) + 1;
    let packets = transfer.start(0);
    for (let block = 1; block <= count; block++) {
      expect(blocks(packets)).toEqual([block]);
      expect(transfer.ended).toBeNull();
      packets = transfer.receive(encodeAck(block), block);
    }
    expect(packets).toEqual([]);
    expect(transfer.ended).toEqual({ result: 'complete', detail: null });
    expect(transfer.ackedBytes).toBe(length);
    expect(transfer.resends).toBe(0);
  });

  it('a repeated ACK sends nothing (Sorcerer’s Apprentice)', () => {
    const transfer = transferOf(5000);
    transfer.start(0);
    expect(blocks(transfer.receive(encodeAck(1), 1))).toEqual([2]);
    expect(transfer.receive(encodeAck(1), 2)).toEqual([]);
    expect(transfer.receive(encodeAck(0), 2)).toEqual([]);
    expect(blocks(transfer.receive(encodeAck(2), 3))).toEqual([3]);
    expect(transfer.receive(encodeAck(1), 4)).toEqual([]);
    expect(transfer.receive(encodeAck(4), 4)).toEqual([]);
    expect(transfer.receive(encodeAck(60_000), 4)).toEqual([]);
    expect(transfer.resends).toBe(0);
  });

  it('sends a packet at most six times to a silent client and ends within a minute', () => {
    const transfer = transferOf(100);
    const sentAt = transfer.start(0).map(() => 0);
    while (!transfer.ended) {
      const now = transfer.dueAt;
      for (const block of blocks(transfer.wake(now))) {
        expect(block).toBe(1);
        sentAt.push(now);
      }
    }
    expect(sentAt).toEqual([0, 1_000, 3_000, 7_000, 15_000, 23_000]);
    expect(transfer.dueAt).toBeLessThanOrEqual(60_000);
    expect(transfer.ended).toMatchObject({ result: 'timed-out' });
    expect(transfer.resends).toBe(5);
  });

  it.each(['1', '5', '255'])('keeps to the interval of timeout %s and to a minute', (seconds) => {
    const transfer = transferOf(100, asked(['timeout', seconds]));
    transfer.start(0);
    transfer.receive(encodeAck(0), 0);
    expect(transfer.dueAt).toBe(Math.min(55_000, Number(seconds) * 1000));
    for (let woken = 0; woken < 6; woken++) transfer.wake(transfer.dueAt);
    expect(transfer.ended).toMatchObject({ result: 'timed-out' });
    expect(transfer.dueAt).toBeLessThanOrEqual(60_000);
  });

  it('a client that repeats its ACK is not given up while it does', () => {
    const transfer = transferOf(100);
    transfer.start(0);
    for (let now = 0; now <= 50_000; now += 500) {
      transfer.receive(encodeAck(0), now);
      transfer.wake(now);
    }
    expect(transfer.ended).toBeNull();
    transfer.wake(55_000);
    expect(transfer.ended).toMatchObject({ result: 'timed-out' });
  });

  it('waits as long as the network needs, not less than 200 ms', () => {
    const fast = transferOf(5000);
    fast.start(0);
    fast.receive(encodeAck(1), 2);
    expect(fast.dueAt).toBe(202);
    const slow = transferOf(5000);
    slow.start(0);
    slow.receive(encodeAck(1), 500);
    expect(slow.dueAt).toBe(500 + 1_500);
  });

  it('options are acknowledged first; ACK 0 starts the data', () => {
    const transfer = transferOf(2000, asked(['blksize', '1000']));
    expect(decodeTftp(transfer.start(0)[0] ?? new Uint8Array())).toMatchObject({
      value: { op: 'option-ack', options: [{ name: 'blksize', value: '1000' }] },
    });
    expect(transfer.receive(encodeAck(1), 1)).toEqual([]);
    expect(blocks(transfer.receive(encodeAck(0), 1))).toEqual([1]);
    expect(transfer.receive(encodeAck(0), 1)).toEqual([]);
    expect(blocks(transfer.receive(encodeAck(1), 2))).toEqual([2]);
    expect(blocks(transfer.receive(encodeAck(2), 3))).toEqual([3]);
    transfer.receive(encodeAck(3), 4);
    expect(transfer.ended?.result).toBe('complete');
  });

  it('an ERROR from the client ends it without an answer', () => {
    const transfer = transferOf(2000, asked(['blksize', '1000']));
    transfer.start(0);
    expect(transfer.receive(encodeError(8, 'options'), 1)).toEqual([]);
    expect(transfer.ended).toMatchObject({ result: 'aborted' });
    expect(transfer.receive(encodeAck(0), 2)).toEqual([]);
  });

  it('a window goes out at once, and from the first hole again', () => {
    const transfer = transferOf(512 * 9, asked(['windowsize', '4']));
    transfer.start(0);
    expect(blocks(transfer.receive(encodeAck(0), 1))).toEqual([1, 2, 3, 4]);
    expect(blocks(transfer.receive(encodeAck(2), 2))).toEqual([3, 4, 5, 6]);
    expect(transfer.resends).toBe(2);
    expect(transfer.receive(encodeAck(2), 3)).toEqual([]);
    expect(blocks(transfer.receive(encodeAck(6), 3))).toEqual([7, 8, 9, 10]);
    transfer.receive(encodeAck(10), 4);
    expect(transfer.ended?.result).toBe('complete');
  });

  it('a window whose first block was lost goes out again soon, once', () => {
    const transfer = transferOf(512 * 20, asked(['windowsize', '4']));
    transfer.start(0);
    transfer.receive(encodeAck(0), 1);
    expect(blocks(transfer.receive(encodeAck(4), 2))).toEqual([5, 6, 7, 8]);
    expect(transfer.receive(encodeAck(4), 4)).toEqual([]);
    expect(transfer.dueAt).toBe(4 + 20 + 1);
    expect(blocks(transfer.wake(25))).toEqual([5, 6, 7, 8]);
    expect(transfer.receive(encodeAck(4), 26)).toEqual([]);
    expect(transfer.dueAt).toBeGreaterThanOrEqual(225);
    expect(blocks(transfer.receive(encodeAck(8), 30))).toEqual([9, 10, 11, 12]);
  });

  it('block numbers roll over from 65535 to 0', () => {
    const transfer = transferOf(8 * 70_000, asked(['blksize', '8']));
    transfer.start(0);
    let packets = transfer.receive(encodeAck(0), 0);
    for (let block = 1; block <= 70_001; block++) {
      const wire = block & 0xffff;
      if (blocks(packets)[0] !== wire) expect(blocks(packets)).toEqual([wire]);
      packets = transfer.receive(encodeAck(wire), block);
    }
    expect(transfer.ended?.result).toBe('complete');
    expect(transfer.ackedBytes).toBe(560_000);
  });

  it('waits for bytes that are not read yet, but not for ever', () => {
    let isThere = false;
    const source = { at: () => (isThere ? Uint8Array.of(1) : null), release: () => undefined };
    const late = new Transfer(PLAIN, source);
    expect(late.start(0)).toEqual([]);
    expect(late.wake(30_000)).toEqual([]);
    isThere = true;
    expect(blocks(late.bytesArrived(31_000))).toEqual([1]);
    isThere = false;
    const never = new Transfer(PLAIN, source);
    never.start(0);
    expect(decodeTftp(never.wake(55_000)[0] ?? new Uint8Array())).toMatchObject({
      value: { op: 'error', code: 0 },
    });
    expect(never.ended).toMatchObject({ result: 'failed' });
  });

  it('a failed file is told to the client once', () => {
    const transfer = transferOf(2000);
    transfer.start(0);
    expect(transfer.fail('changed')).toHaveLength(1);
    expect(transfer.fail('changed')).toEqual([]);
    expect(transfer.ended).toEqual({ result: 'failed', detail: 'changed' });
  });

  it('random datagrams never throw and never complete it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (datagrams) => {
        const transfer = transferOf(512 * 100);
        transfer.start(0);
        for (const datagram of datagrams) transfer.receive(datagram, 1);
        expect(transfer.ended?.result).not.toBe('complete');
      }),
    );
  });

  it('the bytes arrive right whatever is lost, doubled or overtaken', () => {
    fc.assert(
      fc.property(badLinks(3000), ({ length, windowsize, faults }) => {
        const agreement = asked(['blksize', '100'], ['windowsize', String(windowsize)]);
        const received = runOverBadLink(transferOf(length, agreement), windowsize, faults);
        expect(received).toEqual(Buffer.from(bytesOf(length)));
      }),
    );
  });
});

/**
 * A careful client (RFC 7440) at the other end of a link with the given faults, fine afterwards.
 * Time jumps from one due moment to the next; the client repeats its last ACK whenever all is quiet.
 */
function runOverBadLink(transfer: Transfer, windowBlocks: number, faults: Fault[]): Buffer {
  const got: Buffer[] = [];
  let now = 0;
  let isOver = false;
  let sinceAck = 0;
  const ack = () => encodeAck(got.length & 0xffff);
  const disturb = disturber(faults);
  const client = (packet: Uint8Array): Uint8Array[] => {
    const decoded = decodeTftp(packet);
    if (!decoded.ok) return [];
    if (decoded.value.op === 'option-ack') return got.length === 0 ? [ack()] : [];
    if (decoded.value.op !== 'data') return [];
    const { block, bytes } = decoded.value;
    if (isOver || block !== got.length + 1) {
      sinceAck = 0;
      return [ack()];
    }
    got.push(Buffer.from(bytes));
    isOver = bytes.length < 100;
    sinceAck += 1;
    if (!isOver && sinceAck < windowBlocks) return [];
    sinceAck = 0;
    return [ack()];
  };
  let toClient = disturb(transfer.start(now));
  for (let turn = 0; turn < 5_000 && !transfer.ended; turn++) {
    now += 1;
    const toServer = disturb(toClient.flatMap(client));
    toClient = disturb(toServer.flatMap((packet) => transfer.receive(packet, now)));
    if (toClient.length === 0 && !transfer.ended) {
      now = transfer.dueAt;
      toClient = disturb(transfer.wake(now));
    }
  }
  expect(transfer.ended?.result).toBe('complete');
  return Buffer.concat(got);
}

it('DATA packets hold exactly the bytes of their block', () => {
  const transfer = transferOf(700);
  expect(transfer.start(0)).toEqual([encodeData(1, bytesOf(700).subarray(0, 512))]);
  expect(transfer.receive(encodeAck(1), 1)).toEqual([encodeData(2, bytesOf(700).subarray(512))]);
});
