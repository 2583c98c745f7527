/** What a station answers about accounts, for the page's tests: lists of any length, trial runs, refusals. */
import type { AccountPage, ImportReport, PastImport } from '../../main/contract/accounts.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { StationFacade } from '../../main/station/router.ts';

type Row = AccountPage['rows'][number];
type Facade = StationFacade['accounts'];
type Question = Parameters<Facade['importCsv']>[0];

/** Planted in the files of the tests; it must never reach the page. */
export const plantedSecret = 'k7-planted-password';

const names = ['Novák, Jana', 'Café Merkur', 'Horák, Petr', 'Studio Lipa', 'Stavby Brno'];

/** Account `n` of a list: numbers rise from 10-448000. */
export function anAccount(n: number, about: Partial<Row> = {}): Row {
  const allowed = (n % 4) + 1;
  const isFull = n % 7 === 0;
  return {
    account: `10-${448000 + n}`,
    name: names[n % names.length] ?? null,
    workOrder: n % 3 === 0 ? null : `WO-${20400 + (n % 9)}`,
    model: null,
    devices: isFull ? allowed : 0,
    allowed,
    status: n % 11 === 5 ? 'closed' : isFull ? 'full' : 'open',
    changedAt: new Date(2026, 10, 22, 14, n % 60).getTime(),
    ...about,
  };
}

/** A trial of the file of the mock-up: 418 rows, three of which are not imported. */
export const trialReport: ImportReport = {
  isDryRun: true,
  import: null,
  separator: ';',
  encoding: 'UTF-8',
  hasHeading: true,
  columns: [
    ['ACCOUNT_NO', 'account', '10-448214', 1],
    ['CUST_NAME', 'name', 'Autoservis Kolín', 1],
    ['DEV_QTY', 'allowed', '1', 1],
    ['SIP_USER', 'user_id', '448214a', 0.98],
    ['SIP_PWD', 'password', null, 0.98],
    ['WO', 'work_order', 'WO-20418', 1],
    ['PROMO_CODE', null, 'XMAS26', 0.12],
  ].map(([column, field, firstValue, filled]) => ({
    column: String(column),
    field: field === null ? null : String(field),
    isSecret: field === 'password',
    firstValue: firstValue === null ? null : String(firstValue),
    filled: Number(filled),
  })),
  rows: 418,
  added: 396,
  changed: 17,
  same: 2,
  rejected: 3,
  problems: [
    { row: 87, column: 'ACCOUNT_NO', text: 'Account 10-448290 is in row 41 already.' },
    { row: 203, column: 'DEV_QTY', text: '"two" is not a whole number from 1.' },
    {
      row: 377,
      column: 'ACCOUNT_NO',
      text: 'It seems to have lost its leading zero: 0448301 exists.',
    },
  ],
  changes: [
    ['10-447978', 'Stavby Brno', 'allowed', '2', '4'],
    ['10-447990', 'Hotel Modrá', 'name', 'Hotel Modra', 'Hotel Modrá'],
    ['10-448010', 'Kadeřnictví Eva', 'user_id', '448010', '448010a'],
    ['10-448011', 'Vlk, Igor', 'password', '••••', '••••'],
  ].map(([account = '', name = '', field = '', from = '', to = '']) => ({
    ...{ account, name, field, from, to },
  })),
  changedWithDevices: 4,
  missing: 87,
};

/** Answers the accounts' questions of a facade out of memory. */
export class AccountsDouble {
  /** Every trial and import that was asked for, oldest first. */
  readonly asked: Question[] = [];
  /** Parts of the list that were asked for. */
  readonly pages: { offset: number; limit: number; search: string }[] = [];
  imports: PastImport[] = [];
  /** What a trial says of a question; a test may refuse or wait in it. */
  answerTrial: (question: Question) => Promise<ImportReport> = async () => trialReport;
  readonly #rows: Row[];

  constructor(facade: Facade, accounts: number) {
    this.#rows = Array.from({ length: accounts }, (_, n) => anAccount(n));
    facade.page = async (question) => this.#page(question);
    facade.get = async ({ account }) => this.#detail(account);
    facade.importCsv = async (question) => {
      this.asked.push(question);
      const report = await this.answerTrial(question);
      return question.isDryRun ? report : this.#written(question, report);
    };
    facade.rejectedRows = async ({ fileName }) => ({
      fileName: fileName.replace('.csv', '-not-imported.csv'),
      csv: 'ACCOUNT_NO;SIP_PWD;reason\r\n10-448290;;Account 10-448290 is in row 41 already.\r\n',
    });
    facade.imports = async () => this.imports;
    facade.takeBack = async ({ import: number }) => this.#takeBack(number);
    facade.mappings = async () => this.mappings;
    facade.saveMapping = async (mapping) => {
      this.mappings = [...this.mappings.filter(({ name }) => name !== mapping.name), mapping];
      return this.mappings;
    };
  }

  mappings: Awaited<ReturnType<Facade['mappings']>> = [];

  #page({ search, status, sort, isDescending, offset, limit }: Parameters<Facade['page']>[0]) {
    this.pages.push({ offset, limit, search });
    const wanted = search.toLowerCase();
    const found = this.#rows.filter(({ account, name, workOrder }) =>
      [account, name, workOrder].some((text) => text?.toLowerCase().includes(wanted)),
    );
    const fitting = found.filter((row) => status === undefined || row.status === status);
    const value = (row: Row) => String(row[sort] ?? '').padStart(20);
    fitting.sort((a, b) => value(a).localeCompare(value(b)) * (isDescending ? -1 : 1));
    const countOf = (of: Row['status']) => found.filter((row) => row.status === of).length;
    return {
      total: fitting.length,
      counts: {
        all: found.length,
        open: countOf('open'),
        full: countOf('full'),
        closed: countOf('closed'),
      },
      rows: fitting.slice(offset, offset + limit),
    };
  }

  #detail(account: string) {
    const row = this.#rows.find((each) => each.account === account);
    if (row === undefined)
      throw new StationError('NO_SUCH_ACCOUNT', 'The list has no such account.');
    const { changedAt, ...about } = row;
    const binding = {
      account,
      mac: '000e084f1a92',
      serial: '88012BA01234',
      model: 'SPA962',
      state: 'exported' as const,
      boundAt: new Date(2026, 10, 22, 13, 31).getTime(),
      batch: 142,
    };
    return {
      ...about,
      userId: '448213a',
      displayName: 'Jana',
      secrets: ['password', 'VM_PIN'],
      bindings: [binding, { ...binding, mac: '000e08c0cbd6', state: 'released' as const }],
      history: [{ at: changedAt ?? 0, text: 'Import 11: Devices allowed 1 → 2' }],
    };
  }

  #written({ fileName }: Question, report: ImportReport): ImportReport {
    const number = this.imports.length + 12;
    const { added, changed } = report;
    this.imports = [
      {
        ...{ import: number, at: Date.now(), fileName, added, changed },
        isTakenBack: false,
        canTakeBack: true,
      },
      ...this.imports,
    ];
    return { ...report, isDryRun: false, import: number };
  }

  #takeBack(number: number): PastImport {
    const past = this.imports.find((each) => each.import === number);
    if (past === undefined || !past.canTakeBack) {
      throw new StationError('IN_USE', 'Account 10-448214 is bound: the import stays.');
    }
    past.isTakenBack = true;
    past.canTakeBack = false;
    return past;
  }
}
