/** From the bytes of a CSV file to its rows: encoding, separator, line numbers. */
import { CsvError, type Parser, parse } from 'csv-parse';
import { StationError } from '../../contract/errors.ts';
import { createPace } from './pace.ts';

export interface CsvRow {
  /** Line of the file the row begins on; the first is 1. */
  row: number;
  cells: string[];
}

export interface CsvFile {
  /** `UTF-8`, `UTF-8 with BOM`, `UTF-16LE`, `UTF-16BE` or `Windows-1252`. */
  encoding: string;
  separator: string;
  hasHeading: boolean;
  /** As in the file; `Column 1`, `Column 2` … without a heading. */
  heading: string[];
  rows: CsvRow[];
}

/** What a person says about the file; the rest is understood from it. */
export interface ReadAs {
  separator?: string | undefined;
  encoding?: 'utf-8' | 'windows-1252' | 'utf-16le' | undefined;
  /** Told apart by nothing in the file, so true unless said otherwise. */
  hasHeading?: boolean | undefined;
}

const SEPARATORS = [',', ';', '\t', '|'];
const ENCODINGS = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Windows-1252',
  'utf-16le': 'UTF-16LE',
} as const;
/** Characters parsed in one go, about 5 ms. */
const PIECE = 50_000;

/**
 * Reads a whole file, in turns; line ends of any kind count alike, blank lines are left out. Within quotes a line break
 * stays what it is.
 * @throws StationError FILE_EMPTY, FILE_NOT_TEXT, QUOTE_NOT_CLOSED or ROW_WIDTH: nothing of such a file can be
 *         trusted, because its columns may have slipped
 */
export async function readCsv(bytes: Uint8Array, as: ReadAs = {}): Promise<CsvFile> {
  const { encoding, text } = decodeText(bytes, as.encoding);
  const separator = as.separator ?? separatorOf(text);
  const hasHeading = as.hasHeading ?? true;
  const rows = await parseRows(text, separator);
  const [first] = rows;
  if (!first) throw new StationError('FILE_EMPTY', 'The file is empty. Choose another.');
  const width = first.cells.length;
  const wrong = rows.filter(({ cells }) => cells.length !== width);
  if (wrong.length > 0) throw notEvenlyWide(first, wrong);
  if (!hasHeading) {
    const heading = first.cells.map((_, index) => `Column ${index + 1}`);
    return { encoding, separator, hasHeading, heading, rows };
  }
  return { encoding, separator, hasHeading, heading: first.cells, rows: rows.slice(1) };
}

function notEvenlyWide(first: CsvRow, wrong: readonly CsvRow[]): StationError {
  const where = wrong.slice(0, 5).map(({ row, cells }) => `row ${row} (${cells.length})`);
  const more = wrong.length > where.length ? ` and ${wrong.length - where.length} more` : '';
  return new StationError(
    'ROW_WIDTH',
    `Row ${first.row} has ${first.cells.length} columns, but others have more or fewer: ${where.join(', ')}${more}. Correct the file, or choose another separator.`,
  );
}

/** A byte order mark decides; then UTF-8 if it is valid, else what old Windows programs write. */
export function decodeText(
  bytes: Uint8Array,
  as?: ReadAs['encoding'],
): { encoding: string; text: string } {
  const read = (label: string, skip = 0) =>
    new TextDecoder(label, { ignoreBOM: true }).decode(bytes.subarray(skip));
  const decoded = (): { encoding: string; text: string } => {
    if (as !== undefined) return { encoding: ENCODINGS[as], text: read(as).replace(/^\ufeff/, '') };
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      return { encoding: 'UTF-8 with BOM', text: read('utf-8', 3) };
    }
    if (bytes[0] === 0xff && bytes[1] === 0xfe) {
      return { encoding: 'UTF-16LE', text: read('utf-16le', 2) };
    }
    if (bytes[0] === 0xfe && bytes[1] === 0xff) {
      return { encoding: 'UTF-16BE', text: read('utf-16be', 2) };
    }
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      return { encoding: 'UTF-8', text };
    } catch {
      return { encoding: 'Windows-1252', text: read('windows-1252') };
    }
  };
  const result = decoded();
  if (result.text.includes('\0')) {
    throw new StationError(
      'FILE_NOT_TEXT',
      'This is not a text file. Save it as CSV and try again.',
    );
  }
  return result;
}

/** The sign that parts the first row most often, outside quotes; a file of one column gets a comma. */
function separatorOf(text: string): string {
  // The first row of an account file is short; a quote that is never closed must not cost the whole file.
  const heading =
    text
      .slice(0, 100_000)
      .trimStart()
      .replace(/"(?:[^"]|"")*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? '';
  const count = (separator: string) => heading.split(separator).length;
  return SEPARATORS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

async function parseRows(text: string, separator: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  // The parser counts a CR LF within quotes as two lines.
  let counted = 0;
  const parser = parse({
    delimiter: separator,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: string[], { lines }) => {
      // `lines` counts to the end of the record; line breaks within it belong to its first line.
      const inside = (breaks: RegExp) =>
        cells.reduce((sum, cell) => sum + (cell.match(breaks)?.length ?? 0), 0);
      rows.push({ row: lines - counted - inside(/[\r\n]/g), cells });
      counted += inside(/\r\n/g);
      return null;
    },
  });
  await feed(parser, text).catch((error: unknown) => {
    if (!(error instanceof CsvError)) throw error;
    throw new StationError(
      'QUOTE_NOT_CLOSED',
      `A quotation mark is out of place or not closed near row ${rowOf(error)}. Correct the file.`,
    );
  });
  return rows;
}

/** Gives the parser one piece after the other and rests in between. */
async function feed(parser: Parser, text: string): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve).on('error', reject).resume();
  });
  // The promise is awaited below; a fault before that must not count as nobody's.
  ended.catch(() => undefined);
  const pace = createPace();
  await pace.rest(); // decoding the text was a turn's work already
  let isQuoted = false;
  for (let from = 0; from < text.length && !parser.destroyed; ) {
    // A CR at the end may have its LF in the next piece.
    const to = text[from + PIECE - 1] === '\r' ? from + PIECE + 1 : from + PIECE;
    const parts = text.slice(from, to).split('"');
    const ends = parts.map((part, at) => {
      // A quote within quotes is doubled, so each quote turns it.
      if (at > 0) isQuoted = !isQuoted;
      return isQuoted ? part : part.replace(/\r\n?/g, '\n');
    });
    parser.write(ends.join('"'));
    from = to;
    if (pace.isDue()) await pace.rest();
  }
  if (!parser.destroyed) parser.end();
  await ended;
}

function rowOf(error: CsvError): string {
  return 'lines' in error && typeof error.lines === 'number' ? String(error.lines) : '?';
}
