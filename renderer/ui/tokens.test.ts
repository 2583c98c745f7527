import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ciede2000, contrast, distance, hexToRgb, type Rgb, visions } from './colour.test-kit.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** The token's value in the file itself, so that a changed colour cannot slip by. */
function token(name: string, theme: Theme): Rgb {
  const both = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const one = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css);
  const hex = both?.[theme === 'light' ? 1 : 2] ?? one?.[1];
  if (hex === undefined) throw new Error(`no token ${name}`);
  return hexToRgb(hex);
}

const states = ['ok', 'prog', 'warn', 'fail', 'idle', 'bound'];
const textPairs = [
  ...['text', 'text2', 'accent-text'].flatMap((ink) =>
    ['bg', 'surface', 'sunken'].map((ground) => [ink, ground] as const),
  ),
  ['text', 'accent-soft'],
  ['accent-text', 'accent-soft'],
  ['accent-ink', 'accent'],
  ['surface', 'text'],
  ['rail-text', 'rail'],
  ['rail-on', 'rail-hi'],
  ...states.flatMap((state) => [
    [`${state}-text`, `${state}-soft`] as const,
    [`${state}-text`, 'surface'] as const,
    ['text', `${state}-soft`] as const,
    ['text2', `${state}-soft`] as const,
    [`${state}-ink`, state] as const,
  ]),
] as const;
const syntax = ['name', 'value', 'macro', 'field', 'comment', 'mark'].map((part) => `syn-${part}`);
const syntaxPairs = syntax.flatMap((ink) =>
  ['surface', 'sunken', 'warn-soft', 'fail-soft', 'ok-soft', 'accent-soft'].map(
    (ground) => [ink, ground] as const,
  ),
);
const shapePairs = [
  ['control', 'surface'],
  ['control', 'bg'],
  ['accent', 'surface'],
  ['focus', 'surface'],
  ['focus', 'bg'],
  ['warn-edge', 'surface'],
  ['warn-edge', 'warn-soft'],
  ...states.filter((state) => state !== 'warn').map((state) => [state, 'surface'] as const),
] as const;

describe.each(themes)('the colours of the %s theme', (theme) => {
  it.each([...textPairs, ...syntaxPairs])('%s can be read on %s', (ink, ground) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapePairs)('%s stands out as a shape on %s', (shape, ground) => {
    expect(contrast(token(shape, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
  });

  it('has white words on both verdicts', () => {
    for (const verdict of ['verdict-ok', 'verdict-no']) {
      expect(contrast(hexToRgb('#ffffff'), token(verdict, theme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(Object.keys(visions))('keeps the states apart in %s vision', (vision) => {
    const matrix = visions[vision] ?? [];
    for (const [at, one] of states.entries()) {
      for (const other of states.slice(at + 1)) {
        const apart = distance(token(one, theme), token(other, theme), matrix);
        expect(apart, `${one} and ${other}`).toBeGreaterThanOrEqual(12);
      }
    }
  });
});

// Published pairs of Sharma, Wu and Dalal 2005, so that the ruler itself is proved.
it.each([
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
] as const)('CIEDE2000 of %j and %j is %d', (one, other, expected) => {
  expect(ciede2000(one, other)).toBeCloseTo(expected, 3);
});
