/** Which column of an account file is which. Pure. */
import { type AccountField, accountFields } from '../../contract/accounts.ts';
import { StationError } from '../../contract/errors.ts';

/** One column of the file. `field` is a known field, a secret's own name, or null: not imported. */
export interface Column {
  column: string;
  field: string | null;
  isSecret: boolean;
}

export interface ColumnChoice {
  /**
   * Field to heading, before anything is understood by itself; an empty heading: leave the field out. Only
   * a trial run may leave out the account: it shows the columns to choose from.
   */
  map?: Record<string, string> | undefined;
  /** Headings whose values are secret; an unknown one is imported under its own name. */
  secret?: readonly string[] | undefined;
}

const SYNONYMS: Record<AccountField, string> = {
  account:
    'account accountnumber accountno accountid acct acctno konto kontonummer kundennummer kundennr customernumber customerno customerid',
  name: 'name customername custname fullname kundenname kunde company firma',
  work_order:
    'workorder workorderno workordernumber wo order orderno ordernumber auftrag auftragsnummer auftragsnr',
  allowed:
    'allowed devqty deviceqty alloweddevices devicesallowed maxdevices maximum anzahl geraete erlaubt',
  model: 'model devicemodel devicetype modell geraetetyp',
  user_id: 'userid user username sipuser sipuserid authid benutzer benutzername',
  display_name: 'displayname callerid callername anzeigename',
  password: 'password passwd pass pwd sippassword sippwd secret passwort kennwort',
  status: 'status state accountstatus zustand',
};
const FIELD_OF = new Map(
  accountFields.flatMap((field) =>
    SYNONYMS[field].split(' ').map((name) => [name, field] as const),
  ),
);

/**
 * Gives every column its field: as chosen, else as its heading is understood.
 * @throws StationError NO_ACCOUNT_COLUMN (unless the choice leaves it out on purpose), DUPLICATE_COLUMN,
 *   NO_SUCH_COLUMN, NO_SUCH_FIELD, NOT_A_SECRET or SECRET_NOT_MARKED
 */
export function mapColumns(heading: readonly string[], choice: ColumnChoice = {}): Column[] {
  const fields = heading.map((): string | null => null);
  const chosen = new Set<string>();
  for (const [field, column] of Object.entries(choice.map ?? {})) {
    if (!isAccountField(field)) {
      throw new StationError(
        'NO_SUCH_FIELD',
        `Accounts have no field ${field}. Known are ${accountFields.join(', ')}.`,
      );
    }
    chosen.add(field);
    if (column.trim() === '') continue;
    const index = indexOf(heading, column);
    if (fields[index] !== null) throw duplicate(column);
    fields[index] = field;
  }
  const secret = new Set((choice.secret ?? []).map((column) => indexOf(heading, column)));
  heading.forEach((column, index) => {
    const field = FIELD_OF.get(plain(column));
    if (fields[index] !== null || field === undefined || chosen.has(field)) return;
    if (fields.includes(field)) throw duplicate(column);
    fields[index] = field;
  });
  if (!fields.includes('account') && !chosen.has('account')) throw noAccountColumn(heading);
  return withSecrets(heading, fields, secret);
}

function withSecrets(
  heading: readonly string[],
  fields: readonly (string | null)[],
  secret: ReadonlySet<number>,
): Column[] {
  const columns = heading.map((column, index): Column => {
    const known = fields[index] ?? null;
    const isSecret = known === 'password' || secret.has(index);
    return { column, field: known ?? (isSecret ? column.trim() : null), isSecret };
  });
  const shown: (string | null)[] = ['account', 'allowed', 'status'];
  const hidden = columns.find(({ field, isSecret }) => isSecret && shown.includes(field));
  if (hidden) {
    throw new StationError('NOT_A_SECRET', `The column "${hidden.column}" cannot be secret.`);
  }
  const bare = columns.find(
    ({ column, field, isSecret }) => field !== null && !isSecret && namesSecret(column),
  );
  if (bare) {
    throw new StationError(
      'SECRET_NOT_MARKED',
      `The column "${bare.column.trim()}" holds secrets by its name. Mark it as secret, or do not import it.`,
    );
  }
  return columns;
}

/** Exact heading first, then one that differs only in case, blanks and signs. */
function indexOf(heading: readonly string[], column: string): number {
  const matches = (same: (name: string) => boolean) =>
    heading.flatMap((name, index) => (same(name) ? [index] : []));
  const exact = matches((name) => name.trim() === column.trim());
  const found = exact.length > 0 ? exact : matches((name) => plain(name) === plain(column));
  const [index, another] = found;
  if (index === undefined) {
    throw new StationError('NO_SUCH_COLUMN', `The file has no column "${column}".`);
  }
  if (another !== undefined) throw duplicate(column);
  return index;
}

function isAccountField(text: string): text is AccountField {
  return accountFields.some((field) => field === text);
}

/** Whether a heading says that its values are nobody's business: `Voicemail PIN`, `SIP_PWD`. */
export function namesSecret(heading: string): boolean {
  return /(?:^|[^a-z])(?:pins?|puk|psk|pass|passwd|pwd|secrets?)(?:$|[^a-z])|passwor|kennwor|geheim/i.test(
    heading.replace(/([a-z])([A-Z])/g, '$1 $2'),
  );
}

/** Nothing can be imported without the key of the rows. */
export function noAccountColumn(heading: readonly string[]): StationError {
  const names = heading.slice(0, 12).map((name) => `"${name.trim()}"`);
  const more = heading.length > names.length ? ' …' : '';
  return new StationError(
    'NO_ACCOUNT_COLUMN',
    `No column is understood as the account number. Say which one it is: ${names.join(', ')}${more}.`,
  );
}

/** `Gerätetyp`, `Geraetetyp` and `GERAETE-TYP` are one heading. */
function plain(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}

function duplicate(column: string): StationError {
  return new StationError(
    'DUPLICATE_COLUMN',
    `The column "${column.trim()}" has a rival for the same field, or goes to two. Say which one counts.`,
  );
}
