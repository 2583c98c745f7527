import { describe, expect, it } from 'vitest';
import { Story } from './advance.test-kit.ts';
import { wantsSignOfLife } from './silence.ts';

describe('the chain', () => {
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
});
