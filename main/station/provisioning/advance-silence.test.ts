import { describe, expect, it } from 'vitest';
import { Story, whole } from './advance.test-kit.ts';
import type { ChainStep } from './record.ts';
import { mayBeLost } from './silence.ts';

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
