/** One row of an account file: what it says, or why it cannot be imported. Pure. */
import type { AccountRecord } from '../store/accounts.ts';
import type { Column } from './columns.ts';
import type { CsvRow } from './decode.ts';

/** A row without faults. Fields whose column is not in the file are absent: the stored value stays. */
export interface AccountRow {
  row: number;
  account: string;
  values: Partial<Omit<AccountRecord, 'account'>>;
  /** Secret name to value; an empty cell is null. */
  secrets: Record<string, string | null>;
}

export interface Problem {
  row: number | null;
  column: string | null;
  /** Never quotes a secret. */
  text: string;
}

const MAX_KEY = 64;
const MAX_TEXT = 200;
const TEXT_FIELDS = new Map<string, 'name' | 'workOrder' | 'model' | 'userId' | 'displayName'>([
  ['name', 'name'],
  ['work_order', 'workOrder'],
  ['model', 'model'],
  ['user_id', 'userId'],
  ['display_name', 'displayName'],
]);
const CLOSED = new Map([
  ['open', false],
  ['full', false],
  ['active', false],
  ['closed', true],
  ['void', true],
]);

/** Reads a row by its columns. Texts keep every leading zero; blanks at the ends go. */
export function readRow(columns: readonly Column[], csv: CsvRow): AccountRow | Problem[] {
  const problems: Problem[] = [];
  const read: AccountRow = { row: csv.row, account: '', values: {}, secrets: {} };
  columns.forEach(({ column, field, isSecret }, index) => {
    if (field === null) return;
    const cell = csv.cells[index] ?? '';
    const text = isSecret
      ? readSecret(read, field, cell)
      : readCell(read, field, cell.trim(), isPhoneColumn(column));
    if (text !== null) problems.push({ row: csv.row, column, text });
  });
  return problems.length > 0 ? problems : read;
}

/** Secrets may begin or end with a blank, so they are taken as they are. */
function readSecret(read: AccountRow, field: string, cell: string): string | null {
  if (cell.length > MAX_TEXT) return `Longer than ${MAX_TEXT} characters.`;
  read.secrets[field] = cell === '' ? null : cell;
  return null;
}

/** Puts one cell where it belongs. @returns what is wrong with it, or null. */
function readCell(read: AccountRow, field: string, cell: string, isPhone: boolean): string | null {
  switch (field) {
    case 'account':
      read.account = cell;
      return keyProblem(cell);
    case 'allowed':
      if (cell === '') read.values.allowed = 1;
      else if (/^0*[1-9]\d{0,5}$/.test(cell)) read.values.allowed = Number(cell);
      else return `"${short(cell)}" is not a whole number from 1.`;
      return null;
    case 'status': {
      if (cell === '') return null;
      const isClosed = CLOSED.get(cell.toLowerCase());
      if (isClosed === undefined) return `"${short(cell)}" is neither open nor closed.`;
      read.values.isClosed = isClosed;
      return null;
    }
    default: {
      const name = TEXT_FIELDS.get(field);
      if (cell.length > MAX_TEXT) return `Longer than ${MAX_TEXT} characters.`;
      if (isPhone && cell !== '' && !isPhoneNumber(cell)) {
        return `"${short(cell)}" is not a phone number.`;
      }
      if (name) read.values[name] = cell === '' ? null : cell;
      return null;
    }
  }
}

/** By its heading: no field of an account is a phone number, but a SIP user often is one. */
function isPhoneColumn(heading: string): boolean {
  return /phone|telefon|rufnummer|msisdn/i.test(heading);
}

/** 3 to 20 digits with the usual signs between them. */
function isPhoneNumber(cell: string): boolean {
  return /^\+?[\d ()/.-]+$/.test(cell) && /^\d{3,20}$/.test(cell.replace(/\D/g, ''));
}

function keyProblem(account: string): string | null {
  if (account === '') return 'No account number.';
  if (account.length > MAX_KEY) return `Longer than ${MAX_KEY} characters.`;
  if (/\p{C}/u.test(account)) return 'A control character or line break is in the account number.';
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(account)) {
    return `"${short(account)}" was rounded by a spreadsheet. Export the column as text.`;
  }
  return null;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
