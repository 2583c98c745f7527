import { describe, expect, it } from 'vitest';
import { parseReadings, readingsOf, readingTexts, standardReadings } from './readings.ts';

describe('the readings of the guide', () => {
  it('have a standard each, which is one of at least two alternatives', () => {
    for (const [name, text] of Object.entries(readingTexts)) {
      const alternatives = Object.keys(text.alternatives);
      expect(alternatives.length, name).toBeGreaterThan(1);
      expect(alternatives, name).toContain(text.standard);
      expect(standardReadings).toHaveProperty(name, text.standard);
      expect(
        text.lines.every((line) => line > 0 && line < 3300),
        name,
      ).toBe(true);
    }
  });

  it('are laid over the standard ones', () => {
    expect(readingsOf({ retryDelayZero: 'at-once' })).toEqual({
      ...standardReadings,
      retryDelayZero: 'at-once',
    });
  });

  it('are read from a text', () => {
    expect(parseReadings('')).toEqual({ ok: true, value: standardReadings });
    expect(
      parseReadings(' emptyElement = keep, afterUpdate=timer,afterUpdate=power-cycle'),
    ).toEqual({
      ok: true,
      value: readingsOf({ emptyElement: 'keep', afterUpdate: 'power-cycle' }),
    });
  });

  it.each([
    ['emptyElement', 'bad-reading', 1],
    ['emptyElement=keep,', 'bad-reading', 19],
    ['emptyElement=keep, x=y', 'unknown-reading', 20],
    ['emptyElement=gone', 'unknown-reading', 1],
    ['toString=x', 'unknown-reading', 1],
    ['emptyElement=constructor', 'unknown-reading', 1],
  ])('%j is refused as %s', (text, kind, column) => {
    expect(parseReadings(text)).toMatchObject({ problem: { kind, column } });
  });

  it('say what there is to choose from when one is unknown', () => {
    const read = parseReadings('emptyElement=gone');
    expect(!read.ok && read.problem.message).toBe(
      'emptyElement is one of empty-string, factory-default, keep.',
    );
  });
});
