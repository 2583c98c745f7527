/** From the bytes of a CSV file to its rows: encoding, separator, line numbers. Pure. */
import { CsvError, parse } from 'csv-parse/sync';
import { StationError } from '../../contract/errors.ts';

export interface CsvRow {
  /** Line of the file the row begins on; the heading's is 1. */
  row: number;
  cells: string[];
}

export interface CsvFile {
  /** `UTF-8`, `UTF-8 with BOM`, `UTF-16LE`, `UTF-16BE` or `Windows-1252`. */
  encoding: string;
  separator: string;
  heading: string[];
  rows: CsvRow[];
}

const SEPARATORS = [',', ';', '\t', '|'];

/**
 * Reads a whole file; line ends of any kind count alike, blank lines are left out.
 * @throws StationError FILE_EMPTY, FILE_NOT_TEXT, QUOTE_NOT_CLOSED or ROW_WIDTH: nothing of such a file can be
 *         trusted, because its columns may have slipped
 */
export function readCsv(bytes: Uint8Array): CsvFile {
  const { encoding, text } = decodeText(bytes);
  const lines = text.replace(/\r\n?/g, '\n');
  const separator = separatorOf(lines);
  const [heading, ...rows] = parseRows(lines, separator);
  if (!heading) throw new StationError('FILE_EMPTY', 'The file has no heading row.');
  const wrong = rows.filter(({ cells }) => cells.length !== heading.cells.length);
  if (wrong.length > 0) {
    const where = wrong
      .slice(0, 5)
      .map(({ row }) => row)
      .join(', ');
    throw new StationError(
      'ROW_WIDTH',
      `The heading has ${heading.cells.length} columns, but these rows have more or fewer: ${where}${wrong.length > 5 ? ' …' : ''}. Correct the file.`,
    );
  }
  return { encoding, separator, heading: heading.cells, rows };
}

/** A byte order mark decides; then UTF-8 if it is valid, else what old Windows programs write. */
export function decodeText(bytes: Uint8Array): { encoding: string; text: string } {
  const read = (label: string, skip = 0) =>
    new TextDecoder(label, { ignoreBOM: true }).decode(bytes.subarray(skip));
  const decoded = (): { encoding: string; text: string } => {
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

/** The sign that parts the heading most often, outside quotes; a file of one column gets a comma. */
function separatorOf(text: string): string {
  const heading =
    text
      .trimStart()
      .replace(/"(?:[^"]|"")*"/g, '')
      .split('\n', 1)[0] ?? '';
  const count = (separator: string) => heading.split(separator).length;
  return SEPARATORS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

function parseRows(text: string, separator: string): CsvRow[] {
  try {
    const rows: CsvRow[] = [];
    parse(text, {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { lines }) => {
        // `lines` counts to the end of the record; line breaks within it belong to its first line.
        const inside = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
        rows.push({ row: lines - inside, cells });
        return null;
      },
    });
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new StationError(
      'QUOTE_NOT_CLOSED',
      `A quotation mark is out of place or not closed near row ${rowOf(error)}. Correct the file.`,
    );
  }
}

function rowOf(error: CsvError): string {
  return 'lines' in error && typeof error.lines === 'number' ? String(error.lines) : '?';
}
