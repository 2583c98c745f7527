/**
 * Code 128 as bars, made by bwip-js, which is loaded when the first barcode is drawn. Always code set
 * B: the width depends on the number of characters alone, so a layout knows it before.
 */

/** Narrow bars left white on each side. */
export const QUIET_MODULES = 10;

/** Bars of one barcode in modules from its left edge, quiet zone included. */
export interface Bars {
  text: string;
  /** Whole width with both quiet zones. */
  modules: number;
  bars: readonly { x: number; width: number }[];
}

/** Characters code set B has; of them those that survive any printer's own escapes. */
export function isBarcodeText(text: string): boolean {
  return /^[A-Za-z0-9 .*_/-]{1,40}$/.test(text);
}

/** Start, one symbol per character, check and stop are 11 modules each; the stop has 2 more. */
export function modulesOf(text: string): number {
  return (text.length + 3) * 11 + 2 + 2 * QUIET_MODULES;
}

const known = new Map<string, Bars>();

/** The bars of a text drawn before; null: {@link loadBars} has not been there yet. */
export function knownBars(text: string): Bars | null {
  return known.get(text) ?? null;
}

/** @throws RangeError for a text that {@link isBarcodeText} refuses. */
export async function loadBars(text: string): Promise<Bars> {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (!isBarcodeText(text)) throw new RangeError('Not a text for a barcode.');
  const { code128 } = await import('bwip-js/generic');
  const options = { bcid: 'code128', text, scale: 1, newencoder: true, suppressc: true };
  const made: Bars = { text, modules: modulesOf(text), bars: code128(options, barCollector()) };
  known.set(text, made);
  return made;
}

/** Takes what bwip-js would draw, one line per bar, in modules. */
function barCollector() {
  const bars: { x: number; width: number }[] = [];
  const nothing = (): void => undefined;
  return {
    scale: (): [number, number] => [1, 1],
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init: nothing,
    /** `x` is the middle of the bar, rounded up. */
    line: (x: number, _y0: number, _x1: number, _y1: number, width: number) =>
      void bars.push({ x: QUIET_MODULES + x - Math.ceil(width / 2), width }),
    polygon: nothing,
    hexagon: nothing,
    ellipse: nothing,
    fill: nothing,
    text: nothing,
    end: () => bars,
  };
}

/** The bars as one path, 1 high. */
export function barsPath({ bars }: Bars): string {
  return bars.map(({ x, width }) => `M${x} 0h${width}v1h-${width}z`).join('');
}
