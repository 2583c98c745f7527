/** How large tiles are and how many stand in a row (UI design, section 6.2). Pure. */
import type { ScreenSettings } from '../../main/contract/settings.ts';

export const densities = ['large', 'medium', 'small'] as const;
export type Density = (typeof densities)[number];

interface Shape {
  /** Most units it is chosen for. */
  most: number;
  width: number;
  height: number;
  gap: number;
}

export const shapes: Readonly<Record<Density, Shape>> = {
  large: { most: 30, width: 181, height: 104, gap: 8 },
  medium: { most: 48, width: 160, height: 66, gap: 7 },
  small: { most: 250, width: 79, height: 37, gap: 3 },
};

/** Room of the whole screen: counters, tools and board; CSS px. */
export interface Room {
  width: number;
  height: number;
}

export interface BoardLayout {
  density: Density;
  columns: number;
  /** Counters in one line: small tiles, or a low window. */
  isCompact: boolean;
  /** The attention list beside the board; else it is a drawer. */
  hasPanel: boolean;
  /** The tools stand in two lines. */
  isNarrow: boolean;
  /** Too narrow or zoomed: everything stands under each other and the page scrolls. */
  isStacked: boolean;
}

const PANEL = 312;
/** The frame takes 136 px of a window; under 1280 px panels are drawers. */
const PANEL_FROM = 1280 - 136;
/** Search, every filter and the switch of views in one line. */
const TOOLS_FROM = 1290;
const STACKED_UNDER = 760;
const COMPACT_UNDER = 620;
/** Tiles may give way by this much, all together, for one more in a row. */
const SLACK = 6;

/**
 * The layout for so many places. It is computed from the screen's room alone, never from what the
 * board happens to have, so that one choice cannot undo itself.
 *
 * @param chosen  a density fixed by hand, or `auto`: the largest that holds the count and, give or
 *   take one row, shows all without scrolling
 */
export function boardLayout(
  places: number,
  room: Room,
  chosen: ScreenSettings['density'],
): BoardLayout {
  if (chosen !== 'auto') return layoutIn(chosen, room);
  for (const density of densities) {
    const layout = layoutIn(density, room);
    const { most } = shapes[density];
    const rows = Math.ceil(places / layout.columns);
    if (places <= most && (layout.isStacked || rows <= rowsInSight(layout, room) + 1)) {
      return layout;
    }
  }
  return layoutIn('small', room);
}

function layoutIn(density: Density, room: Room): BoardLayout {
  const { width, gap } = shapes[density];
  const isStacked = room.width < STACKED_UNDER;
  const hasPanel = density !== 'small' && room.width >= PANEL_FROM;
  const boardWidth = room.width - (hasPanel ? PANEL : 0);
  const columns = Math.max(1, Math.floor((boardWidth + gap + SLACK) / (width + gap)));
  const isCompact = density === 'small' || room.height < COMPACT_UNDER || isStacked;
  const isNarrow = room.width < TOOLS_FROM;
  return { density, columns, isCompact, hasPanel, isNarrow, isStacked };
}

function rowsInSight(layout: BoardLayout, room: Room): number {
  const { height, gap } = shapes[layout.density];
  const tools = layout.isNarrow ? 84 : 40;
  const above = (layout.isCompact ? 60 : 103) + tools + 2 * 12;
  return Math.max(1, Math.floor((room.height - above + gap) / (height + gap)));
}
