import { describe, expect, it } from 'vitest';
import { Story } from './advance.test-kit.ts';

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
