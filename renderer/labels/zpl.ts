/**
 * A label's layout as ZPL II, for label printers that take it as a file or through a raw port. Text is
 * in the printer's own font 0, bars are its own Code 128, at the layout's places.
 */
import { QUIET_MODULES } from './bars.ts';
import type { LabelBarcode, LabelLayout, LabelText } from './label.ts';

/** Share of a text's height that stands above its baseline in font 0. */
const ASCENT = 0.77;

/** @returns one format, `^XA … ^XZ`; several may follow each other in one file. */
export function zplOf(layout: LabelLayout): string {
  const dots = (mm: number): number => Math.round(mm * layout.dotsPerMm);
  const lines = layout.parts.map((part) =>
    part.kind === 'text' ? textField(part, layout, dots) : barcodeField(part, dots),
  );
  const page = `^PW${dots(layout.width)}^LL${dots(layout.height)}^LH0,0`;
  return ['^XA', '^CI28', page, ...lines, '^XZ', ''].join('\n');
}

/** A block from the margin to the anchor, or from the anchor to the margin, justified towards it. */
function textField(
  { text, x, baseline, size, anchor }: LabelText,
  { width, margin }: LabelLayout,
  dots: (mm: number) => number,
): string {
  const half = Math.min(x - margin, width - margin - x);
  const [left, room, justify] = {
    start: [x, width - margin - x, 'L'] as const,
    end: [margin, x - margin, 'R'] as const,
    middle: [x - half, 2 * half, 'C'] as const,
  }[anchor];
  const at = `^FO${dots(left)},${dots(baseline - size * ASCENT)}^A0N,${dots(size)}`;
  return `${at}^FB${dots(room)},1,0,${justify}^FH_^FD${escaped(text)}^FS`;
}

/** `>:` begins code set B, as the bars on the screen do; mode N adds nothing by itself. */
function barcodeField(part: LabelBarcode, dots: (mm: number) => number): string {
  const { text, x, y, height, module } = part;
  const at = `^FO${dots(x + QUIET_MODULES * module)},${dots(y)}^BY${dots(module)}`;
  return `${at}^BCN,${dots(height)},N,N,N,N^FD>:${text}^FS`;
}

/** Commands and the escape itself as `^FH` wants them: `_5E`; everything else as it is, in UTF-8. */
function escaped(text: string): string {
  return text.replace(/[\^~_\\\p{Cc}]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    return `_${code.padStart(2, '0')}`;
  });
}
