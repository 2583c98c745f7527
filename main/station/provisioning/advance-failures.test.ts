import { describe, expect, it } from 'vitest';
import type { ServedFile } from '../../contract/model.ts';
import { Story, T0 } from './advance.test-kit.ts';

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
    story.tell({ type: 'provision-again', at: story.at }).take('own').report('failure', 'own');
    expect(story.unit.reason?.code).toBe('F02');
  });

  it('does not call a profile rejected that the unit never had whole', () => {
    const story = new Story().lease().take('common').ask('own').report('failure', null);
    expect(story.unit).toMatchObject({ condition: 'failed', reason: { code: 'F03' } });
    expect(story.unit.reason?.text).toMatch(/cut off: ".*Resync failed/);
    expect(story.ask('own').unit.condition).toBe('ok');
    // Asked for again after it was served: what counts is the last request.
    story.take('own').ask('own').report('failure', null);
    expect(story.unit.reason?.code).toBe('F03');
  });

  it('calls it rejected where the complaint only overtook the last acknowledgement', () => {
    const story = new Story().lease().take('common').ask('own').report('failure', null);
    expect(story.unit.reason?.code).toBe('F03');
    expect(story.serve('own').unit.reason?.code).toBe('F02');
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
    const { at } = story;
    const end = { step: 'own', askedAt: at, file, percent: 62, detail: null } as const;
    story.tell({ type: 'broken-off', at, ...end, why: 'aborted' });
    expect(story.unit.condition).toBe('ok');
    story.tell({ type: 'broken-off', at, ...end, why: 'timed-out' });
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
