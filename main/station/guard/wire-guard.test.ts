import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StationError } from '../../contract/errors.ts';
import { encodePacket } from '../dhcp/packet.ts';
import type { ForeignServer, ProbeResult } from '../dhcp/probe.ts';
import { addressBytes } from '../dhcp/values.ts';
import { foreignHint } from './foreign-hint.ts';
import { QuietWatch } from './quiet-watch.ts';
import { WireGuard } from './wire-guard.ts';

const OWN = '192.168.76.1';
const OTHER = '10.0.0.1';
const CLIENT = '000e08aabb01';

function message(op: 1 | 2, type: number, serverId: string | null): Uint8Array {
  const none = '0.0.0.0';
  return encodePacket({
    ...{ op, hops: 0, xid: 7, secs: 0, wantsBroadcast: true },
    ...{ ciaddr: none, yiaddr: none, siaddr: none, giaddr: none, chaddr: CLIENT },
    options: new Map([
      [53, Uint8Array.of(type)],
      ...(serverId === null ? [] : [[54, addressBytes(serverId)] as const]),
    ]),
  });
}

describe('a datagram to the DHCP port', () => {
  it.each([
    ['a REQUEST that chose another server', message(1, 3, OTHER), OTHER],
    ['an OFFER of another server', message(2, 2, OTHER), OTHER],
    ['a REQUEST that chose this one', message(1, 3, OWN), null],
    ['a renewal', message(1, 3, null), null],
    ['a RELEASE to another server', message(1, 7, OTHER), null],
    ['rubbish', new Uint8Array(300).fill(99), null],
  ])('%s', (_what, bytes, serverId) => {
    const hint = foreignHint(bytes, OWN);
    expect(hint).toEqual(serverId === null ? null : { serverId, client: CLIENT });
  });

  it('that is cut short anywhere says nothing wrong, and never throws', () => {
    const whole = message(1, 3, OTHER);
    for (let length = 0; length <= whole.length; length += 1) {
      const hint = foreignHint(whole.subarray(0, length), OWN);
      expect(hint?.serverId ?? OTHER).toBe(OTHER);
    }
  });
});

describe('the guard of the wire', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const server: ForeignServer = { serverId: OTHER, address: OTHER, mac: null, vendor: null };
  const clock = { now: () => 0, monotonicMs: () => performance.now() };

  function guarded(answer: () => ProbeResult | Promise<ProbeResult>) {
    const dangers: StationError[] = [];
    const looks: { onOffer: () => void }[] = [];
    const guard = new WireGuard({
      ...{ card: 'eth1', address: OWN, clock, log: { write: () => undefined } },
      look: async (options) => {
        looks.push(options);
        return answer();
      },
      onResult: () => undefined,
      onDanger: (danger) => dangers.push(danger),
      onNews: () => undefined,
    });
    return { guard, dangers, looks };
  }
  const quiet: ProbeResult = { kind: 'heard', servers: [] };

  it('looks every minute, holds nothing back meanwhile, and ends with its run', async () => {
    const { guard, looks, dangers } = guarded(() => quiet);
    guard.start();
    await vi.advanceTimersByTimeAsync(55_000);
    expect(looks).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(61_500);
    expect(looks).toHaveLength(2);
    expect(guard.isHeld).toBe(false);
    guard.stop();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(looks).toHaveLength(2);
    expect(dangers).toEqual([]);
  });

  it('holds offers from the first sign of another server, and ends the serving once it is named', async () => {
    let name: (result: ProbeResult) => void = () => undefined;
    const { guard, looks, dangers } = guarded(() => new Promise((resolve) => (name = resolve)));
    guard.start();
    await vi.advanceTimersByTimeAsync(60_000);
    looks[0]?.onOffer();
    expect(guard.isHeld).toBe(true);
    name({ kind: 'heard', servers: [{ ...server, kind: 'other' }] });
    await vi.advanceTimersByTimeAsync(0);
    expect(dangers).toMatchObject([{ code: 'FOREIGN_DHCP' }]);
    expect(dangers[0]?.message).toContain('10.0.0.1. Serving was stopped');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(guard.isHeld).toBe(true);
    expect(looks).toHaveLength(1);
  });

  it('on a wire that may be another one offers nothing for three seconds of silence', async () => {
    const { guard, looks } = guarded(
      () => new Promise((resolve) => setTimeout(() => resolve(quiet), 4500)),
    );
    guard.again();
    await vi.advanceTimersByTimeAsync(2900);
    expect(looks).toHaveLength(1);
    expect(guard.isHeld).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(guard.isHeld).toBe(false);
    guard.pause();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(looks).toHaveLength(1);
    expect(guard.isHeld, 'until the link is back').toBe(true);
  });

  it('goes on where it cannot listen, and says so', async () => {
    const { guard, dangers } = guarded(() => ({ kind: 'could-not-listen', reason: 'Port 68.' }));
    guard.again();
    await vi.advanceTimersByTimeAsync(10);
    expect(guard).toMatchObject({ isHeld: false, warning: 'Port 68.' });
    expect(dangers).toEqual([]);
  });

  it('looks at once when a client speaks of another server, and only warns when that is silent', async () => {
    const { guard, looks, dangers } = guarded(() => quiet);
    guard.start();
    for (let each = 0; each < 50; each += 1) guard.saw(message(1, 3, OTHER));
    await vi.advanceTimersByTimeAsync(0);
    expect(looks).toHaveLength(1);
    expect(guard.warning).toContain('another DHCP server, 10.0.0.1');
    expect(guard.isHeld).toBe(false);
    expect(dangers).toEqual([]);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(guard.warning).toBeNull();
  });
});

describe('a link that brings nothing', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is a warning after a minute, until something comes', async () => {
    const told: (string | null)[] = [];
    const watch = new QuietWatch({
      words: async () => 'Nothing came.',
      onNews: (warning) => told.push(warning),
    });
    watch.start();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['Nothing came.']);
    watch.heard();
    watch.start();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(told).toEqual(['Nothing came.', null]);
  });

  it('is none while the cable is out', async () => {
    const told: (string | null)[] = [];
    const words = async () => 'Nothing came.';
    const watch = new QuietWatch({ words, onNews: (warning) => told.push(warning) });
    watch.start();
    await vi.advanceTimersByTimeAsync(59_000);
    watch.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    watch.start();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(told).toEqual([]);
  });
});
