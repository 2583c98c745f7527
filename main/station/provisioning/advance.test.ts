import { describe, expect, it } from 'vitest';
import type { ServedFile } from '../../contract/model.ts';
import { advance } from './advance.ts';
import { notInFuture } from './not-in-future.ts';
import { type ChainStep, newUnitRecord, type UnitRecord } from './record.ts';
import { mayBeLost, wantsSignOfLife } from './silence.ts';
import { defaultLimits, type Limits, type UnitEvent } from './unit-event.ts';

const MAC = '000e08aabbcc';
const T0 = 1_000_000;

/** A unit's story, told event by event; each line moves the clock on by the given milliseconds. */
class Story {
  at = T0;
  unit: UnitRecord = newUnitRecord(MAC, T0);
  readonly evidence: string[] = [];
  limits: Limits;

  constructor(limits: Partial<Limits> = {}) {
    this.limits = { ...defaultLimits, ...limits };
  }

  tell(event: UnitEvent): this {
    const { record, evidence } = advance(this.unit, event, this.limits);
    this.unit = record;
    this.evidence.push(...evidence.map((each) => each.kind));
    return this;
  }

  after(ms: number): this {
    this.at += ms;
    return this.tell({ type: 'tick', at: this.at });
  }

  lease(): this {
    return this.tell({ type: 'leased', at: this.at, address: '192.168.76.20', isBoot: true });
  }

  ask(step: ChainStep | 'holding' | 'disk', why: string | null = null): this {
    this.at += 10;
    return this.tell({
      type: 'asked',
      at: this.at,
      step,
      name: `/${step}.cfg`,
      address: '192.168.76.20',
      isClaimed: false,
      why,
      self: { model: 'SPA962', serial: null, firmware: null },
    });
  }

  serve(step: ChainStep): this {
    this.at += 10;
    const file: ServedFile = {
      name: `/${step}.cfg`,
      at: this.at,
      bytes: 100,
      sha256: '',
      complete: true,
    };
    const took = { via: 'tftp', ms: 41 } as const;
    return this.tell({ type: 'served', at: this.at, step, file, took });
  }

  take(...steps: ChainStep[]): this {
    for (const step of steps) this.ask(step).serve(step);
    return this;
  }

  report(phase: 'success' | 'failure', step: ChainStep | null): this {
    this.at += 10;
    const text = phase === 'failure' ? 'Resync failed: corrupt file' : 'Successful resync';
    return this.tell({ type: 'reported', at: this.at, operation: 'resync', phase, step, text });
  }

  alive(): this {
    return this.tell({ type: 'alive', at: this.at, how: 'ARP' });
  }
}

const whole = (limits: Partial<Limits> = {}) =>
  new Story(limits).lease().take('common', 'own', 'rehearsal', 'last');

describe('the chain', () => {
  it('enters SP-CUST and SEC-PRV-1 when served, SEC-PRV-2 only when its key is proved', () => {
    const story = new Story().lease();
    expect(story.unit.stage).toBe('MFG-RESET');
    expect(story.ask('common').unit.stage).toBe('MFG-RESET');
    expect(story.serve('common').unit.stage).toBe('SP-CUST');
    expect(story.ask('own').unit.stage).toBe('SP-CUST');
    expect(story.serve('own').unit.stage).toBe('SEC-PRV-1');
    expect(story.ask('rehearsal').unit.stage).toBe('SEC-PRV-1');
    expect(story.serve('rehearsal').unit.stage).toBe('SEC-PRV-1');
    expect(story.ask('last').unit.stage).toBe('SEC-PRV-2');
    expect(story.serve('last').unit.stage).toBe('SEC-PRV-2');
    expect(story.evidence.filter((kind) => kind === 'proved')).toHaveLength(3);
  });

  it('is never verified by the last file alone, however long the station waits without a sign of life', () => {
    const story = whole();
    for (let minute = 0; minute < 60; minute++) story.after(60_000);
    expect(story.unit.stage).toBe('SEC-PRV-2');
    expect(story.unit.condition).toBe('failed');
    expect(story.unit.reason?.code).toBe('F05');
  });

  it('is verified by quiet and then a sign of life', () => {
    const story = whole().after(29_000);
    expect(wantsSignOfLife(story.unit, story.at, story.limits)).toBe(false);
    story.alive();
    expect(story.unit.stage).toBe('SEC-PRV-2');
    story.after(1_000);
    expect(wantsSignOfLife(story.unit, story.at, story.limits)).toBe(true);
    expect(story.alive().unit.stage).toBe('VERIFIED');
  });

  it('counts the quiet anew after a request or a failure line', () => {
    const story = whole().after(29_000).ask('last').serve('last').after(29_000);
    expect(story.alive().unit.stage).toBe('SEC-PRV-2');
    story.report('failure', null).after(29_900);
    expect(story.alive().unit.stage).toBe('SEC-PRV-2');
    expect(story.after(200).alive().unit.stage).toBe('VERIFIED');
  });

  it('takes quiet alone as proof on loopback', () => {
    const story = whole({ needsSignOfLife: false, quietMs: 1000 });
    expect(story.after(900).unit.stage).toBe('SEC-PRV-2');
    expect(story.after(100).unit.stage).toBe('VERIFIED');
  });

  it('is verified at once by its own success line for the last file, even one that overtakes the last ACK', () => {
    expect(whole().report('success', 'last').unit.stage).toBe('VERIFIED');
    const overtaken = new Story().lease().take('common', 'own', 'rehearsal');
    overtaken.ask('last').report('success', 'last');
    expect(overtaken.unit.stage).toBe('SEC-PRV-2');
    expect(overtaken.serve('last').unit.stage).toBe('VERIFIED');
  });

  it('is not verified by a success line for another file', () => {
    expect(whole().report('success', 'rehearsal').report('success', null).unit.stage).toBe(
      'SEC-PRV-2',
    );
  });

  it('is verified after a power cycle: a lease, then no request for a minute', () => {
    const story = whole().after(5_000).lease().after(59_000);
    expect(story.unit.stage).toBe('SEC-PRV-2');
    expect(story.after(1_000).unit.stage).toBe('VERIFIED');
  });

  it('is not verified by silence the station could not have heard', () => {
    const story = whole({ needsSignOfLife: false, quietMs: 8_000 });
    story.limits = { ...story.limits, listeningSince: story.at + 9_000 };
    expect(story.after(10_000).unit.stage).toBe('SEC-PRV-2');
    expect(story.after(7_000).unit.stage).toBe('VERIFIED');
  });

  it('is not called silent for a time the station could not have heard', () => {
    const story = new Story().lease().ask('common').serve('common');
    story.limits = { ...story.limits, listeningSince: story.at + 400_000 };
    expect(story.after(459_000).unit.condition).toBe('ok');
    expect(story.after(1_000).unit).toMatchObject({
      condition: 'waiting',
      reason: { code: 'F05' },
    });
  });

  it('is given as long again when a person chose to provision it again', () => {
    const story = new Story().lease().ask('common').serve('common').after(400_000);
    expect(story.unit).toMatchObject({ condition: 'failed', reason: { code: 'F05' } });
    story.tell({ type: 'provision-again', at: story.at }).after(59_000);
    expect(story.unit.condition).toBe('ok');
    expect(story.after(1_000).unit.condition).toBe('waiting');
    expect(story.after(240_000).unit.condition).toBe('failed');
  });

  it.each(['own', 'last'] as const)('set back, a clock makes no wait longer: %s', (until) => {
    const files = ['common', 'own', 'rehearsal', 'last'] as const;
    const story = new Story({ needsSignOfLife: false }).lease();
    story.take(...files.slice(0, files.indexOf(until) + 1));
    const back = 600_000;
    story.unit = notInFuture(story.unit, story.at - back);
    story.at -= back;
    story.limits = { ...story.limits, listeningSince: story.at };
    const times = Object.values(story.unit.steps).flatMap((step) => [step.askedAt, step.servedAt]);
    const known = times.filter((at) => at !== null);
    expect(known).toEqual(known.toSorted((a, b) => a - b));
    expect(Math.max(...known)).toBeLessThan(story.at);
    const { unit } = story.after(61_000);
    if (until === 'last') expect(unit.stage).toBe('VERIFIED');
    else expect(unit).toMatchObject({ condition: 'waiting', reason: { code: 'F05' } });
    expect(notInFuture(unit, story.at)).toBe(unit);
  });

  it('where only its own message counts, is verified by nothing else, and says what is missing', () => {
    const story = whole({ proofs: 'message', needsSignOfLife: false }).after(40_000);
    expect(wantsSignOfLife(story.unit, story.at, story.limits)).toBe(false);
    story.alive().lease().after(400_000);
    expect(story.unit).toMatchObject({ stage: 'SEC-PRV-2', condition: 'failed' });
    expect(story.unit.reason).toMatchObject({
      code: 'F05',
      text: expect.stringContaining('No success message'),
    });
    expect(story.report('success', 'last').unit.stage).toBe('VERIFIED');
  });

  it('is proved by quiet again as soon as the usual proofs count', () => {
    const story = whole({ proofs: 'message', needsSignOfLife: false }).after(40_000);
    story.limits = { ...story.limits, proofs: 'usual' };
    expect(story.after(1_000).unit.stage).toBe('VERIFIED');
  });

  describe('whose last acknowledgement was never heard', () => {
    const unheard = () =>
      new Story().lease().take('common', 'own', 'rehearsal').ask('last').after(31_000);

    it('is verified by a start, then no request for a minute, then a sign of life', () => {
      const story = unheard().lease().after(59_000).alive();
      expect(story.unit.stage).toBe('SEC-PRV-2');
      expect(wantsSignOfLife(story.unit, story.at, story.limits)).toBe(false);
      story.after(1_000);
      expect(wantsSignOfLife(story.unit, story.at, story.limits)).toBe(true);
      expect(story.unit.stage).toBe('SEC-PRV-2');
      expect(story.alive().unit.stage).toBe('VERIFIED');
    });

    it('is verified likewise when the station was killed before it noted the request', () => {
      const story = new Story().lease().take('common', 'own', 'rehearsal').after(1_000);
      const check = { type: 'release-check', part: 'values', problem: null } as const;
      story.tell({ ...check, at: story.at, isLockedAtEnd: false }).after(10);
      story.lease().after(60_000);
      expect(wantsSignOfLife(story.unit, story.at, story.limits)).toBe(true);
      expect(story.alive().unit.stage).toBe('VERIFIED');
    });

    it('is not verified by a start after it was reset and held, and nothing before counts', () => {
      const story = new Story().lease().take('common', 'own', 'rehearsal').after(1_000);
      const check = { type: 'release-check', part: 'values', problem: null } as const;
      story.tell({ ...check, at: story.at, isLockedAtEnd: false }).take('last');
      story.report('success', 'last').after(10).ask('holding', 'It is bound');
      expect(story.unit).toMatchObject({ stage: 'MFG-RESET', releaseCheckedAt: null });
      story.after(10).lease().after(600_000).alive();
      expect(story.unit.stage).toBe('MFG-RESET');
    });

    it('is not verified by quiet alone, nor when it asks after its start', () => {
      expect(unheard().after(100_000).alive().unit.stage).toBe('SEC-PRV-2');
      const asking = unheard().lease().after(2_000).ask('last').after(100_000).alive();
      expect(asking.unit.stage).toBe('SEC-PRV-2');
    });

    it.each(['values', 'firmware'] as const)(
      'is not verified by a start where the last file was held back: %s',
      (part) => {
        const story = new Story().lease().take('common', 'own', 'rehearsal').after(1_000);
        const check = { type: 'release-check', at: story.at, isLockedAtEnd: false } as const;
        const problem = { code: part === 'values' ? 'F19' : 'F13', text: 'Why' } as const;
        story.tell({ ...check, part: 'values', problem: part === 'values' ? problem : null });
        if (part === 'firmware') story.tell({ ...check, part, problem });
        story.ask('rehearsal').serve('rehearsal').after(10).lease().after(600_000);
        expect(story.alive().unit).toMatchObject({ stage: 'SEC-PRV-2', condition: 'failed' });
        // Nor by one after a person sent it on, until it asks again.
        story.tell({ type: 'provision-again', at: story.at }).after(10).lease().after(600_000);
        expect(story.alive().unit.stage).toBe('SEC-PRV-2');
        story.after(10).take('last').report('success', 'last');
        expect(story.unit.stage).toBe('VERIFIED');
      },
    );
  });

  it('takes a renewal for no power cycle: a unit that only renews is not verified by silence', () => {
    const story = whole().after(2_000);
    story.tell({ type: 'leased', at: story.at, address: '192.168.76.20', isBoot: false });
    for (let second = 0; second < 300; second += 10) story.after(10_000);
    expect(story.unit.stage).toBe('SEC-PRV-2');
  });

  it('takes DHCP after the quiet for a sign of life', () => {
    expect(whole().after(29_000).lease().unit.stage).toBe('SEC-PRV-2');
    const story = whole().after(30_000);
    story.tell({ type: 'leased', at: story.at, address: '192.168.76.20', isBoot: false });
    expect(story.unit.stage).toBe('VERIFIED');
  });

  it('is verified by its success line although the last acknowledgement was lost', () => {
    const story = new Story().lease().take('common', 'own', 'rehearsal').ask('last');
    const askedAt = story.at;
    story.report('success', 'last');
    expect(story.unit.stage).toBe('SEC-PRV-2');
    const file: ServedFile = { name: '/l.cfg', at: T0, bytes: 90, sha256: '', complete: false };
    story.tell({
      type: 'broken-off',
      at: story.at,
      step: 'last',
      askedAt,
      file,
      percent: 90,
      why: 'timed-out',
      detail: null,
    });
    expect(story.unit.stage).toBe('VERIFIED');
  });

  it('without rehearsal is verified by its own file', () => {
    const story = new Story({ isRehearsing: false, needsSignOfLife: false }).lease();
    story.take('common', 'own').after(30_000);
    expect(story.unit.stage).toBe('VERIFIED');
  });

  it('loses VERIFIED when it asks for a file of the chain again', () => {
    const story = whole().report('success', 'last').after(3_600_000);
    expect(story.unit.stage).toBe('VERIFIED');
    story.ask('common');
    expect(story.unit.stage).toBe('MFG-RESET');
    expect(story.unit.attention).toContain('reset');
    expect(
      story.serve('common').take('own', 'rehearsal', 'last').report('success', 'last').unit.stage,
    ).toBe('VERIFIED');
  });

  it('falls back to the file it asks for again after a power cut', () => {
    const story = new Story().lease().take('common', 'own', 'rehearsal').ask('common');
    expect(story.unit.stage).toBe('MFG-RESET');
    expect(story.unit.steps.own.servedAt).toBeNull();
  });
});

describe('failures', () => {
  it('keeps a template that does not build a failure while the unit is held and complains', () => {
    const story = new Story().lease();
    const text = 'layer isp, Password_1_: There is no field {{x}}.';
    const why = `Its profile does not build: ${text}`;
    for (const turn of [1, 2]) {
      story.tell({ type: 'template-broken', at: story.at + turn, text }).ask('holding', why);
      expect(story.unit).toMatchObject({ condition: 'failed', reason: { code: 'F15', text: why } });
    }
    expect(story.ask('common').unit.condition).toBe('ok');
    story.tell({ type: 'template-broken', at: story.at, text }).report('failure', 'rehearsal');
    expect(story.unit.reason?.code).toBe('F15');
  });

  it.each([
    ['compiler-failed', 'F21'],
    ['too-old', 'F22'],
    ['suspected', 'F20'],
  ] as const)('keeps why it got no file when the unit complains of that: %s', (type, code) => {
    const story = new Story().lease().take('common').ask('own');
    story.tell({ type, at: story.at, text: 'Why it got none' }).report('failure', 'own');
    expect(story.unit).toMatchObject({ condition: 'failed', reason: { code } });
    story.tell({ type: 'provision-again', at: story.at }).ask('own').report('failure', 'own');
    expect(story.unit.reason?.code).toBe('F02');
  });

  it('calls a profile taken three times without effect rejected', () => {
    const story = new Story().lease().take('common', 'own', 'own');
    expect(story.unit.condition).toBe('ok');
    expect(story.take('own').unit.reason?.code).toBe('F02');
    expect(story.ask('own').unit.condition).toBe('failed');
    expect(story.ask('rehearsal').unit.condition).toBe('ok');
  });

  it('names a wrong key when the rehearsal is reported as failed, and forgives when the next file is asked for', () => {
    const story = new Story().lease().take('common', 'own', 'rehearsal').report('failure', null);
    expect(story.unit.reason?.code).toBe('F06');
    expect(story.unit.reason?.text).toContain('Resync failed: corrupt file');
    expect(story.unit.stage).toBe('SEC-PRV-1');
    expect(story.ask('last').unit.condition).toBe('ok');
  });

  it('says where a transfer stopped, but forgives a client that breaks off by itself', () => {
    const file: ServedFile = { name: '/own.cfg', at: T0, bytes: 62, sha256: '', complete: false };
    const story = new Story().lease().take('common').ask('own');
    story.tell({
      type: 'broken-off',
      at: story.at,
      step: 'own',
      askedAt: story.at,
      file,
      percent: 62,
      why: 'aborted',
      detail: null,
    });
    expect(story.unit.condition).toBe('ok');
    story.tell({
      type: 'broken-off',
      at: story.at,
      step: 'own',
      askedAt: story.at,
      file,
      percent: 62,
      why: 'timed-out',
      detail: null,
    });
    expect(story.unit.reason).toEqual({ code: 'F03', text: expect.stringContaining('62 %') });
    expect(story.ask('own').unit.condition).toBe('ok');
  });

  it('does not blame a unit for a transfer it has left behind', () => {
    const file: ServedFile = { name: '/own.cfg', at: T0, bytes: 0, sha256: '', complete: false };
    const story = new Story().lease().take('common').ask('own');
    const askedAt = story.at;
    story.take('own', 'rehearsal');
    const end = { step: 'own', askedAt, file, percent: 0, why: 'timed-out', detail: null } as const;
    story.tell({ type: 'broken-off', at: story.at, ...end });
    expect(story.unit).toMatchObject({ condition: 'ok', reason: null });
  });

  it('counts no power cuts as rejections', () => {
    const story = new Story();
    for (let n = 0; n < 3; n++) {
      story.at += 10_000;
      story.tell({ type: 'seen', at: story.at, vendorClass: null, model: null, isStart: true });
      story.lease().take('common');
    }
    expect(story.unit.condition).toBe('ok');
  });

  it.each([
    ['/spa999.cfg', 'F01'],
    ['XMLDefault.cnf.xml', 'F11'],
    ['SEP000E08AABBCC.cnf.xml', 'F11'],
    ['/acme/prov/000e08aabbcc.xml', 'F07'],
  ])('a new unit that asks for %s is %s', (name, code) => {
    const story = new Story().lease();
    story.tell({ type: 'not-found', at: story.at, name });
    expect(story.unit.reason?.code).toBe(code);
    expect(story.take('common').unit.condition).toBe('ok');
  });

  it('tells of a start once, however often the unit asks for its address', () => {
    const story = new Story();
    for (let n = 0; n < 5; n++) {
      story.at += 8_000;
      story.tell({ type: 'seen', at: story.at, vendorClass: null, model: null, isStart: true });
    }
    expect(story.evidence.filter((kind) => kind === 'dhcp')).toHaveLength(1);
    story.lease();
    story.at += 8_000;
    story.tell({ type: 'seen', at: story.at, vendorClass: null, model: null, isStart: true });
    expect(story.evidence.filter((kind) => kind === 'dhcp')).toHaveLength(3);
  });

  it('notices four starts in three minutes without any progress between', () => {
    const story = new Story();
    const start = () => {
      story.at += 20_000;
      story.tell({ type: 'seen', at: story.at, vendorClass: null, model: null, isStart: true });
    };
    for (let n = 0; n < 3; n++) start();
    expect(story.unit.reason).toBeNull();
    start();
    expect(story.unit.reason?.code).toBe('F10');
    expect(story.lease().take('common').unit.condition).toBe('ok');
    expect(story.unit.startsAt).toEqual([]);
  });
});

describe('off the board', () => {
  const off = () => {
    const story = new Story().lease().take('common');
    return story.tell({ type: 'taken-off', at: story.at });
  };
  const isOff = (story: Story) => story.unit.isOffBoard;

  it('keeps what it had, but for its address', () => {
    const story = off();
    expect(story.unit).toMatchObject({ isOffBoard: true, address: null, stage: 'SP-CUST' });
    expect(story.unit.steps.common.servedCount).toBe(1);
  });

  it.each<[string, (story: Story) => unknown]>([
    [
      'a DISCOVER',
      (s) => s.tell({ type: 'seen', at: s.at, vendorClass: null, model: null, isStart: true }),
    ],
    ['a lease', (s) => s.lease()],
    ['a request for a file', (s) => s.ask('own')],
    [
      'a request for a file that is not there',
      (s) => s.tell({ type: 'not-found', at: s.at, name: 'x' }),
    ],
    ['any other packet', (s) => s.tell({ type: 'heard', at: s.at, address: '192.168.76.20' })],
  ])('comes back by %s, with everything', (_what, hear) => {
    const story = off();
    hear(story);
    expect(isOff(story)).toBe(false);
    expect(story.unit.steps.common.servedAt).not.toBeNull();
    expect(story.evidence).toContain('board');
  });

  it.each<[string, (story: Story) => unknown]>([
    [
      'its own goodbye',
      (s) => s.tell({ type: 'lease-ended', at: s.at, address: '192.168.76.20', why: 'released' }),
    ],
    ['a bind', (s) => s.tell({ type: 'bound', at: s.at, account: '10-1' })],
    ['a lost link', (s) => s.tell({ type: 'link-lost', at: s.at, why: 'no cable' })],
  ])('stays off after %s', (_what, happen) => {
    const story = off();
    happen(story);
    expect(isOff(story)).toBe(true);
  });

  it('goes on where it was', () => {
    const story = off().take('own', 'rehearsal', 'last').after(30_000);
    story.tell({ type: 'alive', at: story.at, how: 'ARP' });
    expect(story.unit.stage).toBe('VERIFIED');
  });

  it('is put back by hand, with the address that still is its own', () => {
    const story = off();
    story.tell({ type: 'put-back', at: story.at, address: '192.168.76.20' });
    expect(story.unit).toMatchObject({ isOffBoard: false, address: '192.168.76.20' });
  });
});

describe('silence', () => {
  it('waits at 90 s after the lease, fails at five minutes, and recovers by a request', () => {
    const story = new Story().lease().after(89_000);
    expect(story.unit.condition).toBe('ok');
    expect(story.after(1_000).unit).toMatchObject({
      condition: 'waiting',
      reason: { code: 'F04' },
    });
    expect(story.after(210_000).unit.condition).toBe('failed');
    expect(story.ask('common').unit.condition).toBe('ok');
  });

  it.each([
    ['common', '1 of 3'],
    ['own', '2 of 3'],
    ['rehearsal', '3 of 3'],
  ] as const)('after the %s file says to turn it off and on (%s)', (step, turn) => {
    const steps: ChainStep[] = ['common', 'own', 'rehearsal'];
    const story = new Story()
      .lease()
      .take(...steps.slice(0, steps.indexOf(step) + 1))
      .after(60_000);
    expect(story.unit.condition).toBe('waiting');
    expect(story.unit.reason?.text).toContain(turn);
  });

  it('never worries about verified or bound units', () => {
    const verified = whole().report('success', 'last').after(86_400_000);
    expect(verified.unit.condition).toBe('ok');
    const bound = new Story().lease();
    bound.tell({ type: 'bound', at: bound.at, account: '10-1' }).after(86_400_000);
    expect(bound.unit.condition).toBe('ok');
  });

  it('waits for a first request although the unit renews its lease', () => {
    const story = new Story().lease();
    for (let n = 0; n < 2; n++) {
      story.after(60_000);
      story.tell({ type: 'leased', at: story.at, address: '192.168.76.20', isBoot: false });
    }
    expect(story.unit.reason?.code).toBe('F04');
  });

  it('forgets an address whose lease ended', () => {
    const story = new Story().lease();
    const ended = { type: 'lease-ended', at: story.at, why: 'released' } as const;
    story.tell({ ...ended, address: '192.168.76.99' });
    expect(story.unit.address).toBe('192.168.76.20');
    story.tell({ ...ended, address: '192.168.76.20' });
    expect(story.unit.address).toBeNull();
  });

  it('gives the same record back while nothing changes, so that nothing is written', () => {
    const story = new Story().lease().after(100_000);
    const { unit } = story;
    expect(story.after(1_000).unit).toBe(unit);
  });
});

describe('held units', () => {
  it('waits at the factory state with the reason while no ISP address is set', () => {
    const story = new Story().lease().ask('holding', 'No ISP address set');
    expect(story.unit).toMatchObject({
      stage: 'MFG-RESET',
      condition: 'waiting',
      reason: { code: null, text: 'No ISP address set' },
    });
    const told = story.evidence.length;
    expect(story.ask('holding', 'No ISP address set').evidence).toHaveLength(told);
    expect(story.take('common').unit.condition).toBe('ok');
  });

  it('makes a bound unit that was reset a matter for attention and keeps its condition', () => {
    const story = whole().report('success', 'last');
    story.tell({ type: 'bound', at: story.at, account: '10-1' }).ask('holding', 'It is bound');
    expect(story.unit).toMatchObject({
      stage: 'MFG-RESET',
      condition: 'ok',
      attention: 'It is bound',
    });
    story.tell({ type: 'unbound', at: story.at, why: 'Released' });
    expect(story.unit.attention).toBeNull();
  });

  it('binding and unbinding never touch the stage', () => {
    const story = whole().report('success', 'last');
    story.tell({ type: 'bound', at: story.at, account: '10-1' });
    expect(story.unit.stage).toBe('VERIFIED');
    story.tell({ type: 'unbound', at: story.at, why: 'Undone' });
    expect(story.unit.stage).toBe('VERIFIED');
  });
});

describe('a lost link', () => {
  it('covers the condition and gives it back', () => {
    const story = new Story().lease().after(100_000);
    story.tell({ type: 'link-lost', at: story.at, why: 'No link' });
    expect(story.unit.condition).toBe('link-lost');
    story.after(1_000_000);
    story.tell({ type: 'link-back', at: story.at });
    expect(story.unit).toMatchObject({ condition: 'waiting', reason: { code: 'F04' } });
  });

  it('is over as soon as the unit is heard of', () => {
    const story = new Story().lease().take('common').after(70_000);
    story.tell({ type: 'link-lost', at: story.at, why: 'It does not answer' });
    expect(story.unit).toMatchObject({
      condition: 'link-lost',
      reason: { text: 'It does not answer' },
    });
    expect(story.lease().unit.reason?.code).toBe('F05');
    expect(story.ask('own').unit.condition).toBe('ok');
  });

  it('is looked for only when a waiting unit was silent for 20 s', () => {
    const story = new Story().lease().take('common').after(59_000);
    expect(mayBeLost(story.unit, story.at, story.limits)).toBe(false);
    story.after(2_000);
    expect(mayBeLost(story.unit, story.at, story.limits)).toBe(true);
    story.lease();
    expect(mayBeLost(story.unit, story.at + 19_000, story.limits)).toBe(false);
  });
});
