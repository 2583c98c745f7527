import { describe, expect, it } from 'vitest';
import type { ServedFile } from '../../contract/model.ts';
import { Story, T0, whole } from './advance.test-kit.ts';
import { notInFuture } from './not-in-future.ts';
import { wantsSignOfLife } from './silence.ts';

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
