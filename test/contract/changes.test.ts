import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Changes } from '../../main/contract/contract.ts';
import type { StationClient } from '../../main/serve/connect.ts';
import { createRouter } from '../../main/station/router.ts';
import { type Carrier, carriers } from './carriers.ts';
import { logChange, scanChange, stationDouble } from './double.ts';

const burst = 10_000;

describe.each(Object.entries(carriers))('changes over %s', (_name, open) => {
  let double: ReturnType<typeof stationDouble>;
  let carrier: Carrier;
  let connected: { client: StationClient; close(): Promise<void> };
  const faults: unknown[] = [];

  beforeEach(async () => {
    double = stationDouble({ hold: 12_000, pauseMs: 5 });
    faults.length = 0;
    carrier = await open(
      createRouter(double.facade, (cause) => faults.push(cause)),
      (cause) => faults.push(cause),
    );
    connected = await carrier.connect();
  });
  afterEach(async () => {
    await connected.close();
    await carrier.stop();
    expect(faults).toEqual([]);
  });

  it('come in order after the snapshot, numbered from it', async () => {
    double.changes.publish([logChange(1), logChange(2)]);
    const snapshot = await connected.client.station.snapshot({ seat: 'screen' });
    double.changes.publish([logChange(3)]);
    const stream = await connected.client.station.changes(since(snapshot.run, snapshot.seq));
    double.changes.publish([logChange(4), scanChange]);
    expect(await numbersOf(stream, 5)).toEqual([3, 4, 5]);
  });

  it(`of a burst of ${burst} all arrive, in order`, async () => {
    const stream = await connected.client.station.changes(since(double.changes.run, 0));
    const reading = numbersOf(stream, burst);
    for (let n = 1; n <= burst; n += 1) double.changes.publish([logChange(n)]);
    expect(await reading).toEqual(Array.from({ length: burst }, (_, i) => i + 1));
  });

  it('resume on a new connection after the last one seen', async () => {
    const first = await connected.client.station.changes(since(double.changes.run, 0));
    double.changes.publish([logChange(1), logChange(2)]);
    expect(await numbersOf(first, 2)).toEqual([1, 2]);
    await connected.close();
    double.changes.publish([logChange(3)]);
    connected = await carrier.connect();
    const second = await connected.client.station.changes(since(double.changes.run, 2));
    double.changes.publish([logChange(4)]);
    expect(await numbersOf(second, 4)).toEqual([3, 4]);
  });

  it.each([
    ['are no longer held', () => since(double.changes.run, 0)],
    ['belong to another start of the station', () => since('another', 14_000)],
    ['lie ahead of the station', () => since(double.changes.run, 14_001)],
  ])('end with REFUSED/GAP when those asked for %s', async (_why, question) => {
    double.changes.publish(Array.from({ length: 14_000 }, (_, i) => logChange(i + 1)));
    const stream = await connected.client.station.changes(question());
    const error: unknown = await stream.next().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({ code: 'REFUSED', data: { code: 'GAP' } });
    await vi.waitFor(() => expect(double.changes.subscribers).toBe(0));
  });

  it('free their subscriber when the reader cancels', async () => {
    const cancelling = new AbortController();
    const stream = await connected.client.station.changes(since(double.changes.run, 0), {
      signal: cancelling.signal,
    });
    const reading = stream.next().catch(() => 'cancelled');
    await vi.waitFor(() => expect(double.changes.subscribers).toBe(1));
    cancelling.abort();
    expect(await reading).toBe('cancelled');
    await vi.waitFor(() => expect(double.changes.subscribers).toBe(0));
  });

  it('free their subscriber when the reader stops, and when its connection ends', async () => {
    const stopped = await connected.client.station.changes(since(double.changes.run, 0));
    const lost = await connected.client.station.changes(since(double.changes.run, 0));
    double.changes.publish([scanChange]);
    await numbersOf(stopped, 1);
    await numbersOf(lost, 1, { isLeftOpen: true });
    await vi.waitFor(() => expect(double.changes.subscribers).toBe(1));
    const reading = lost.next().catch(() => 'lost');
    await connected.close();
    expect(await reading).toBe('lost');
    await vi.waitFor(() => expect(double.changes.subscribers).toBe(0));
  });
});

const since = (run: string, afterSeq: number) => ({ run, afterSeq });

/** Reads until change number `last`, checking that batches join; then ends the stream. */
async function numbersOf(
  stream: AsyncIterator<Changes, unknown, void>,
  last: number,
  { isLeftOpen = false } = {},
): Promise<number[]> {
  const numbers: number[] = [];
  while (numbers.at(-1) !== last) {
    const batch = await stream.next();
    if (batch.done) throw new Error('The stream ended.');
    expect(batch.value.first).toBe((numbers.at(-1) ?? batch.value.first - 1) + 1);
    batch.value.changes.forEach((change, i) => {
      const number = batch.value.first + i;
      if (change.type === 'log') expect(change.line.id).toBe(number);
      numbers.push(number);
    });
  }
  if (!isLeftOpen) await stream.return?.();
  return numbers;
}
