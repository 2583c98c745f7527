import { describe, expect, it, test } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { loadBars, modulesOf } from './bars.ts';
import { commandCodes } from './commands.ts';
import {
  type LabelBarcode,
  type LabelLayout,
  type LabelSettings,
  type LabelText,
  layoutLabel,
} from './label.ts';
import { zplOf } from './zpl.ts';

const noon = new Date(2026, 10, 22, 12).getTime();
const unit = aUnit('4f1a92', { serial: '88012BA01234', stage: 'VERIFIED', since: noon });
const labels: LabelSettings = { size: '60x40', dpi: 203, station: 'Station 02' };
const both = (['60x40', '50x30'] as const).flatMap((size) =>
  ([203, 300] as const).map((dpi) => ({ size, dpi })),
);

const barcodes = ({ parts }: LabelLayout) =>
  parts.filter((part): part is LabelBarcode => part.kind === 'barcode');
const texts = ({ parts }: LabelLayout) =>
  parts.filter((part): part is LabelText => part.kind === 'text');

describe.each(both)('a label of $size mm at $dpi dpi', ({ size, dpi }) => {
  const layout = layoutLabel(unit, { ...labels, size, dpi });

  it('has the MAC in 10 mm and the serial number in 7 mm, 187 modules each', () => {
    expect(barcodes(layout).map(({ text, height, modules }) => [text, height, modules])).toEqual([
      ['000E084F1A92', 10, 187],
      ['88012BA01234', 7, 187],
    ]);
  });

  it('has whole dots in each narrow bar, at least a quarter of a millimetre', () => {
    for (const { module, x } of barcodes(layout)) {
      expect(module * layout.dotsPerMm).toBeCloseTo(dpi === 203 ? 2 : 3, 6);
      expect(x * layout.dotsPerMm).toBeCloseTo(Math.round(x * layout.dotsPerMm), 6);
      expect(module).toBeGreaterThanOrEqual(0.25);
    }
  });

  it('keeps everything on the paper, and no two lines in each other', () => {
    for (const { x, modules, module } of barcodes(layout)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + modules * module).toBeLessThanOrEqual(layout.width);
    }
    const bands = [
      ...barcodes(layout).map(({ y, height }) => [y, y + height] as const),
      // Capitals and digits have no descender.
      ...texts(layout).map(
        ({ baseline, size: type }) => [baseline - 0.73 * type, baseline] as const,
      ),
    ];
    for (const [top, bottom] of bands) {
      expect(top).toBeGreaterThan(1);
      expect(bottom).toBeLessThanOrEqual(layout.height - 1);
    }
    for (const { y, height } of barcodes(layout)) {
      const inside = texts(layout).filter(
        ({ baseline, size: type }) => baseline > y && baseline - 0.73 * type < y + height,
      );
      expect(inside).toEqual([]);
    }
  });

  it('writes the last six digits of the MAC largest of all', () => {
    const largest = texts(layout).reduce((a, b) => (a.size > b.size ? a : b));
    expect(largest.text).toBe('4F:1A:92');
  });

  it('shrinks long names instead of printing over the edge', () => {
    const long = layoutLabel(
      { ...unit, model: 'SPA-1234567890-ABCDE' },
      { size, dpi, station: 'A station with a name of forty letters..' },
    );
    for (const part of texts(long)) {
      const wide = part.text.length * part.size * (part.font === 'mono' ? 0.6 : 0.66);
      const left = { start: part.x, end: part.x - wide, middle: part.x - wide / 2 }[part.anchor];
      expect(left).toBeGreaterThanOrEqual(layout.margin - 0.01);
      expect(left + wide).toBeLessThanOrEqual(layout.width - layout.margin + 0.01);
    }
  });
});

test('a serial number nobody knows has no barcode, no text and no empty place', () => {
  const bare = layoutLabel({ ...unit, serial: null }, labels);
  expect(barcodes(bare).map(({ text }) => text)).toEqual(['000E084F1A92']);
  expect(texts(bare).some(({ text }) => text.includes('S/N'))).toBe(false);
  const sizeOf = (layout: LabelLayout) =>
    texts(layout).find(({ text }) => text === '4F:1A:92')?.size;
  expect(sizeOf(bare)).toBeGreaterThan(sizeOf(layoutLabel(unit, labels)) ?? 0);
});

test.each(['CCQ0123456789ABCDEFGHIJ', 'S\u00e9rie 1', '^XA~JA'])(
  'a serial number a barcode cannot hold is text only: %s',
  (serial) => {
    const layout = layoutLabel({ ...unit, serial }, labels);
    expect(barcodes(layout)).toHaveLength(1);
    expect(texts(layout).map(({ text }) => text)).toContain(`S/N ${serial}`);
  },
);

test('says Provisioned only of a verified unit', () => {
  const saysOf = (stage: 'SP-CUST' | 'VERIFIED') =>
    texts(layoutLabel({ ...unit, stage }, labels)).map(({ text }) => text);
  expect(saysOf('VERIFIED')).toContain('Provisioned 2026-11-22');
  expect(saysOf('SP-CUST')).toContain('Not provisioned');
});

test('nothing but model, day, MAC, serial number and station is on a label', () => {
  const bound = { ...unit, account: '10-448213', keyFingerprint: 'f00d', firmware: '6.1.5' };
  expect(layoutLabel(bound, labels).parts.map(({ text }) => text)).toEqual([
    ...['SPA962', 'Provisioned 2026-11-22', '000E084F1A92', '00:0E:08:', '4F:1A:92'],
    ...['88012BA01234', 'S/N 88012BA01234', 'Station 02'],
  ]);
});

test('a barcode is always as wide as its number of characters says', async () => {
  for (const text of ['000E084F1A92', '000E08123456', '*PPS-OK*', '0123456789']) {
    const { bars, modules } = await loadBars(text);
    const last = bars.at(-1);
    expect(bars[0]).toEqual({ x: 10, width: 2 });
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBe(modules - 10);
    expect(bars).toHaveLength((text.length + 3) * 3 + 1);
    expect(modules).toBe(modulesOf(text));
  }
});

test('a text no barcode has is refused', async () => {
  await expect(loadBars('é')).rejects.toThrow(RangeError);
  await expect(loadBars('')).rejects.toThrow(RangeError);
});

test('the command sheet has the five commands', () => {
  expect(commandCodes.map(({ text }) => text)).toEqual([
    ...['*PPS-OK*', '*PPS-UNDO*', '*PPS-CANCEL*', '*PPS-CAMERA*', '*PPS-PRINT*'],
  ]);
});

describe('ZPL', () => {
  it('is the layout in dots: 203 dpi', () => {
    expect(zplOf(layoutLabel(unit, labels)).split('\n')).toEqual([
      '^XA',
      '^CI28',
      '^PW480^LL320^LH0,0',
      expect.stringMatching(/^\^FO24,26\^A0N,29\^FB\d+,1,0,L\^FH_\^FDSPA962\^FS$/),
      expect.stringMatching(/^\^FO24,33\^A0N,20\^FB432,1,0,R\^FH_\^FDProvisioned 2026-11-22\^FS$/),
      '^FO73,61^BY2^BCN,80,N,N,N,N^FD>:000E084F1A92^FS',
      expect.stringContaining('^FD00:0E:08:^FS'),
      expect.stringContaining('^FD4F:1A:92^FS'),
      '^FO73,192^BY2^BCN,56,N,N,N,N^FD>:88012BA01234^FS',
      expect.stringMatching(/\^FB432,1,0,C\^FH_\^FDS\/N 88012BA01234\^FS$/),
      expect.stringMatching(/\^FDStation 02\^FS$/),
      '^XZ',
      '',
    ]);
  });

  it('has three dots in the narrow bar at 300 dpi', () => {
    const text = zplOf(layoutLabel(unit, { ...labels, dpi: 300 }));
    expect(text).toContain('^PW709^LL472');
    expect(text).toContain('^BY3^BCN,118,N,N,N,N^FD>:000E084F1A92');
  });

  it('lets no name become a command', () => {
    const text = zplOf(layoutLabel({ ...unit, model: '^XZ~JA_\\' }, { ...labels, station: '^FS' }));
    expect(text).toContain('^FD_5EXZ_7EJA_5F_5C^FS');
    expect(text).toContain('^FD_5EFS^FS');
    expect(text.match(/\^XZ/g)).toHaveLength(1);
  });
});
