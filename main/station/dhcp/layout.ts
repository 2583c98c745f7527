/**
 * Which option goes where when a reply is longer than its client takes: into `file` and `sname` by
 * option 52 (RFC 2132 section 9.3), in pieces over several areas (RFC 3396), or nowhere. Pure.
 */
import { addPieces, type DhcpOptions, optionCode, type Piece, sizeOf } from './options.ts';

/** What stands in each area; the end mark of each is not among it. */
export interface Layout {
  field: Piece[];
  file: Piece[];
  sname: Piece[];
}

export const FILE_BYTES = 128;
export const SNAME_BYTES = 64;
const OVERLOAD_BYTES = 3;
const LONGEST_PIECE = 255;

interface Area {
  pieces: Piece[];
  roomBytes: number;
}

/**
 * @param options     in the order of the wire
 * @param fieldBytes  what the options field may take, its end mark included
 * @param leastFirst  codes that may be left out, the one to miss least first; all others come before them
 */
export function layOut(
  options: DhcpOptions,
  fieldBytes: number,
  leastFirst: readonly number[],
): Layout {
  const whole: Piece[] = [];
  options.forEach((value, code) => void addPieces(whole, code, value));
  if (sizeOf(whole) + 1 <= fieldBytes) return { field: whole, file: [], sname: [] };

  const areas: Area[] = [
    { pieces: [], roomBytes: fieldBytes - 1 - OVERLOAD_BYTES },
    { pieces: [], roomBytes: FILE_BYTES - 1 },
    { pieces: [], roomBytes: SNAME_BYTES - 1 },
  ];
  for (const code of byWorth([...options.keys()], leastFirst)) {
    const value = options.get(code) ?? new Uint8Array();
    // Relay information is the last of the options field, and echoed whole or not at all
    // (RFC 3046 sections 2.1 and 2.2).
    if (code === optionCode.relayAgent) place(areas.slice(0, 1), code, value);
    else if (!place(areas, code, value)) spread(areas, code, value);
  }
  const order = [...options.keys()];
  const [field = [], file = [], sname = []] = areas.map(({ pieces }) => inOrder(pieces, order));
  const overload = (file.length > 0 ? 1 : 0) + (sname.length > 0 ? 2 : 0);
  if (overload > 0) {
    // Behind the message type, where every client looks first.
    field.splice(1, 0, { code: optionCode.overload, value: Uint8Array.of(overload) });
  }
  return { field, file, sname };
}

/** Most wanted first. */
function byWorth(codes: number[], leastFirst: readonly number[]): number[] {
  const worth = (code: number): number => {
    const index = leastFirst.indexOf(code);
    return index === -1 ? leastFirst.length : index;
  };
  return codes.toSorted((a, b) => worth(b) - worth(a));
}

/** Whole into the first area with room. */
function place(areas: Area[], code: number, value: Uint8Array): boolean {
  const pieces: Piece[] = [];
  addPieces(pieces, code, value);
  const sizeBytes = sizeOf(pieces);
  const area = areas.find(({ roomBytes }) => roomBytes >= sizeBytes);
  if (area === undefined) return false;
  area.pieces.push(...pieces);
  area.roomBytes -= sizeBytes;
  return true;
}

/** In pieces over what is left everywhere, in the order a client joins them; or not at all. */
function spread(areas: Area[], code: number, value: Uint8Array): void {
  const planned: { area: Area; piece: Piece }[] = [];
  let from = 0;
  for (const area of areas) {
    let roomBytes = area.roomBytes;
    while (roomBytes > 2 && from < value.length) {
      const length = Math.min(LONGEST_PIECE, roomBytes - 2, value.length - from);
      planned.push({ area, piece: { code, value: value.subarray(from, from + length) } });
      roomBytes -= 2 + length;
      from += length;
    }
  }
  if (from < value.length) return;
  for (const { area, piece } of planned) {
    area.pieces.push(piece);
    area.roomBytes -= 2 + piece.value.length;
  }
}

function inOrder(pieces: Piece[], order: readonly number[]): Piece[] {
  return pieces.toSorted((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
}
