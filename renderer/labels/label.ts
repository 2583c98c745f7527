/**
 * What stands where on a unit's label (UI design, section 17): one layout for the preview, the
 * system's printing and ZPL. Pure; all measures in millimetres from the label's top left corner.
 *
 * Only what anybody may read in the warehouse is ever on it: no key, no password, no customer.
 */
import type { Unit } from '../../main/contract/model.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { formatMac } from '../../main/contract/values.ts';
import { macHalves } from '../units/names.ts';
import { isBarcodeText, modulesOf } from './bars.ts';

/** What a label says about a unit; nothing else of it can reach one. */
export type LabelledUnit = Pick<Unit, 'mac' | 'model' | 'serial' | 'stage' | 'since'>;
export type LabelSettings = SettingsView['labels'];

export interface LabelText {
  kind: 'text';
  text: string;
  /** Where `anchor` of the text stands. */
  x: number;
  baseline: number;
  /** Height of the type, as CSS counts it. */
  size: number;
  anchor: 'start' | 'middle' | 'end';
  font: 'sans' | 'mono';
  isBold: boolean;
}

export interface LabelBarcode {
  kind: 'barcode';
  text: string;
  /** Left edge of the quiet zone. */
  x: number;
  y: number;
  height: number;
  /** Width of the narrow bar: whole dots of the printer. */
  module: number;
  modules: number;
}

export interface LabelLayout {
  width: number;
  height: number;
  /** What is left white at the left and right of all text. */
  margin: number;
  /** Of the printer the bars are made for. */
  dotsPerMm: number;
  parts: readonly (LabelText | LabelBarcode)[];
}

/** What differs between the two sizes. `head`, `macText`, `serialText` and `foot` are baselines. */
const sizes = {
  '60x40': {
    size: { width: 60, height: 40, margin: 3 },
    head: { baseline: 6, model: 3.6, date: 2.5 },
    mac: { y: 7.6, text: 22.4, size: 5.4 },
    /** Without a serial number the MAC takes some of its place. */
    macAlone: { y: 8.6, text: 25.6, size: 6.2 },
    serial: { y: 24, text: 33.8 },
    foot: { baseline: 38, size: 2.5, serialAnchor: 'middle' },
  },
  '50x30': {
    size: { width: 50, height: 30, margin: 1.8 },
    head: { baseline: 3.7, model: 3, date: 2.1 },
    mac: { y: 4.4, text: 18.2, size: 4.4 },
    macAlone: { y: 5.4, text: 20.6, size: 5.3 },
    serial: { y: 19.2, text: 28.9 },
    foot: { baseline: 28.9, size: 2.1, serialAnchor: 'end' },
  },
} as const;

/** Bars must not become thinner than this. */
const NARROW_MM = 0.25;
const MAC_HEIGHT = 10;
const SERIAL_HEIGHT = 7;
/** Widest share of its height a character takes: the bundled sans in bold, the mono. */
const ADVANCE = { sans: 0.66, mono: 0.6 };
/** Size of a MAC's first half, which every unit of a maker shares, beside its last six digits. */
const MAKER_SHARE = 0.68;

/** A printer's dots per mm as its maker counts them: 203 dpi are 8 a mm. */
const dotsPerMmOf = { 203: 8, 300: 300 / 25.4 } as const;

/** The label of one unit. Of a serial number nobody knows there is no barcode and no text. */
export function layoutLabel(unit: LabelledUnit, labels: LabelSettings): LabelLayout {
  const at = sizes[labels.size];
  const { width, height, margin } = at.size;
  const dotsPerMm = dotsPerMmOf[labels.dpi];
  const parts: LabelLayout['parts'] = [
    ...headOf(unit, at),
    ...macOf(unit, at, dotsPerMm),
    ...serialOf(unit, at, dotsPerMm),
    ...footOf(unit, labels, at),
  ];
  return { width, height, margin, dotsPerMm, parts };
}

type Sizes = (typeof sizes)[keyof typeof sizes];

function headOf({ model, stage, since }: LabelledUnit, { size, head }: Sizes): LabelText[] {
  const right = size.width - size.margin;
  const date = stage === 'VERIFIED' ? `Provisioned ${isoDay(since)}` : 'Not provisioned';
  const dateWidth = date.length * ADVANCE.sans * head.date;
  const bold = { kind: 'text', font: 'sans', isBold: true, baseline: head.baseline } as const;
  const name = model ?? 'Unknown model';
  const room = right - size.margin - dateWidth - 1;
  return [
    {
      ...bold,
      text: name,
      x: size.margin,
      size: sizeThatFits(name, head.model, room),
      anchor: 'start',
    },
    { ...bold, text: date, x: right, size: head.date, anchor: 'end' },
  ];
}

function macOf(unit: LabelledUnit, at: Sizes, dotsPerMm: number): LabelLayout['parts'] {
  const place = unit.serial === null ? at.macAlone : at.mac;
  const [maker, tail] = macHalves(unit.mac);
  const first = `${maker}:`;
  const tailWidth = tail.length * ADVANCE.mono * place.size;
  const firstWidth = first.length * ADVANCE.mono * place.size * MAKER_SHARE;
  const x = (at.size.width + firstWidth - tailWidth) / 2;
  const line = { kind: 'text', font: 'mono', x, baseline: place.text } as const;
  const code = formatMac(unit.mac, 'plain-upper');
  return [
    barcodeOf(code, place.y, MAC_HEIGHT, at.size.width, dotsPerMm),
    { ...line, text: first, size: place.size * MAKER_SHARE, anchor: 'end', isBold: false },
    { ...line, text: tail, size: place.size, anchor: 'start', isBold: true },
  ];
}

function serialOf({ serial }: LabelledUnit, at: Sizes, dotsPerMm: number): LabelLayout['parts'] {
  if (serial === null) return [];
  const { size, foot } = at;
  const text = `S/N ${serial}`;
  const isMiddle = foot.serialAnchor === 'middle';
  const room = (size.width - 2 * size.margin) * (isMiddle ? 1 : 0.5);
  const caption: LabelText = {
    ...{ kind: 'text', text, font: 'mono', isBold: false, anchor: foot.serialAnchor },
    x: isMiddle ? size.width / 2 : size.width - size.margin,
    baseline: at.serial.text,
    size: Math.min(foot.size, room / (text.length * ADVANCE.mono)),
  };
  // Too long for the label, or with characters no barcode has: better the text alone than no scan.
  const bars = barcodeOf(serial, at.serial.y, SERIAL_HEIGHT, size.width, dotsPerMm);
  const canScan = isBarcodeText(serial) && bars.modules * bars.module <= size.width;
  return canScan ? [bars, caption] : [caption];
}

function footOf({ serial }: LabelledUnit, labels: LabelSettings, at: Sizes): LabelText[] {
  const { size, foot } = at;
  const text = labels.station.trim();
  if (text === '') return [];
  const isShared = serial !== null && foot.serialAnchor === 'end';
  const room = (size.width - 2 * size.margin) * (isShared ? 0.48 : 1);
  const place = {
    x: size.margin,
    baseline: foot.baseline,
    size: sizeThatFits(text, foot.size, room),
  };
  return [{ kind: 'text', text, font: 'sans', isBold: true, anchor: 'start', ...place }];
}

/** In the middle, its left edge on a whole dot, so that no bar falls between two. */
function barcodeOf(text: string, y: number, height: number, width: number, dotsPerMm: number) {
  const module = Math.round(NARROW_MM * dotsPerMm) / dotsPerMm;
  const modules = modulesOf(text);
  const x = Math.round(((width - modules * module) / 2) * dotsPerMm) / dotsPerMm;
  return { kind: 'barcode', text, x, y, height, module, modules } as const;
}

/** The size wished for, or the largest at which the text is no wider than the room. */
function sizeThatFits(text: string, size: number, room: number): number {
  return Math.min(size, room / (text.length * ADVANCE.sans));
}

/** `2026-11-22`, local: files and labels have ISO 8601. */
function isoDay(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
