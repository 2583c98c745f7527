import { beforeEach, describe, expect, it } from 'vitest';
import type { NewBinding } from '../store/bindings.ts';
import { openStore, type Store } from '../store/store.ts';
import { accountSecrets, type ImportOptions, importAccounts } from './import.ts';
import type { AccountFile } from './read.ts';

let store: Store;
beforeEach(() => {
  store = openStore({ memory: true });
});

const bytes = (text: string) => new TextEncoder().encode(text);
const AT = Date.UTC(2026, 10, 22, 13, 31);
type Options = Omit<AccountFile, 'bytes' | 'fileName'> & Pick<ImportOptions, 'isDryRun'>;
const importBytes = (file: Uint8Array, { isDryRun, ...options }: Options = {}) =>
  importAccounts(store, { fileName: 'a.csv', bytes: file, ...options }, { at: AT, isDryRun });
const importText = (text: string, options: Options = {}) => importBytes(bytes(text), options);
const listed = () => store.read((t) => t.accounts.list());
const names = () => listed().map((a) => `${a.account} ${a.name}`);

describe('a file is understood', () => {
  const utf16 = (text: string) =>
    Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]);
  it.each<[string, Uint8Array, string, string]>([
    ['comma, LF', bytes('account,name\n007,Jürgen\n'), ',', 'UTF-8'],
    ['semicolon, CRLF', bytes('account;name\r\n007;Jürgen\r\n'), ';', 'UTF-8'],
    ['tab, CR', bytes('account\tname\r007\tJürgen\r'), '\t', 'UTF-8'],
    ['bar, no end', bytes('account|name\n007|Jürgen'), '|', 'UTF-8'],
    ['BOM', bytes('\ufeffaccount,name\n007,Jürgen\n'), ',', 'UTF-8 with BOM'],
    ['UTF-16', utf16('account;name\r\n007;Jürgen\r\n'), ';', 'UTF-16LE'],
    ['Windows', Buffer.from('account;name\r\n007;J\xfcrgen\r\n', 'latin1'), ';', 'Windows-1252'],
    ['all quoted', bytes('"account","name"\r\n"007","Jürgen"\r\n'), ',', 'UTF-8'],
    ['separator within quotes', bytes('"account"|"name"\n007|Jürgen\n'), '|', 'UTF-8'],
  ])('%s', async (_name, file, separator, encoding) => {
    const report = await importBytes(file);
    expect(report).toMatchObject({ separator, encoding, rows: 1, added: 1, rejected: 0 });
    expect(names()).toEqual(['007 Jürgen']);
  });

  it('by other names of its headings', async () => {
    const text =
      'Konto-Nr;Kundenname;Auftrag;Anzahl;Gerätetyp;Benutzer;Kennwort\n007;J;W;2;SPA942;u;p\n';
    await importText(text, { map: { account: 'konto nr' } });
    expect(listed()).toMatchObject([
      ...[{ account: '007', name: 'J', workOrder: 'W', allowed: 2, model: 'SPA942' }],
    ]);
    expect(accountSecrets(store, '007')?.get('user_id')).toBe('u');
  });

  it('by the mapping given, which counts first', async () => {
    const text = 'account,id,name,extra\n1,007,N,x\n';
    const report = await importText(text, { map: { account: 'id', name: '' } });
    expect(names()).toEqual(['007 null']);
    expect(report.columns.map((c) => c.field)).toEqual([null, 'account', null, null]);
  });

  it('with quotes, separators and line breaks inside its cells', async () => {
    // Within quotes a break stays what it is; around them any kind ends a line.
    const text = 'account,name\r\n1,"a ""b"", c\r\nd"\r2,"e\rf\ng"\n\r\n,H\r\n';
    const report = await importText(text);
    expect(names()).toEqual(['1 a "b", c\r\nd', '2 e\rf\ng']);
    expect(report.problems).toMatchObject([{ row: 8, column: 'account' }]);
  });
});

describe('a file is refused whole', () => {
  it.each([
    ['', 'FILE_EMPTY'],
    ['name,model\nN,M\n', 'NO_ACCOUNT_COLUMN'],
    ['account,Account No\n1,2\n', 'DUPLICATE_COLUMN'],
    ['account,account\n1,2\n', 'DUPLICATE_COLUMN'],
    ['account,name\n1,"N\n2,M\n', 'QUOTE_NOT_CLOSED'],
    ['account,name\n1,N"x"\n', 'QUOTE_NOT_CLOSED'],
    ['account,name\n1,N\n2\n', 'ROW_WIDTH'],
    ['account,name\n1,N,3\n', 'ROW_WIDTH'],
    ['account\0,name\n', 'FILE_NOT_TEXT'],
  ])('%j: %s', async (text, code) => {
    await expect(importText(text)).rejects.toMatchObject({ code });
    await expect(importText(text, { isDryRun: true })).rejects.toMatchObject({ code });
    expect(listed()).toEqual([]);
  });

  it.each([
    [{ map: { account: 'nope' } }, 'NO_SUCH_COLUMN'],
    [{ map: { colour: 'account' } }, 'NO_SUCH_FIELD'],
    [{ map: { account: 'account', name: 'account' } }, 'DUPLICATE_COLUMN'],
    [{ secret: ['nope'] }, 'NO_SUCH_COLUMN'],
    [{ secret: ['account'] }, 'NOT_A_SECRET'],
  ])('%j: %s', async (options, code) => {
    await expect(importText('account,name\n1,N\n', options)).rejects.toMatchObject({ code });
  });
});

describe('rows', () => {
  it('with a problem are left out, each by its row of the file', async () => {
    const text = [
      'account,name,allowed,status',
      '1,"two\nlines",1,', // rows 2 and 3
      ',N,1,', // row 4
      '', // row 5 is blank
      '2,N,0,',
      '3,N,1.5,',
      '4,N,2,sleeping',
      '1,again,1,',
      '1.2E+11,N,1,',
      `${'9'.repeat(65)},N,1,`,
      '5,N,2,closed',
    ].join('\n');
    const report = await importText(text);
    expect(report.problems.map((p) => [p.row, p.column])).toEqual([
      ...[
        [4, 'account'],
        [6, 'allowed'],
        [7, 'allowed'],
        [8, 'status'],
      ],
      ...[
        [9, 'account'],
        [10, 'account'],
        [11, 'account'],
      ],
    ]);
    expect(report).toMatchObject({ rows: 9, added: 2, rejected: 7 });
    expect(listed().map((a) => [a.account, a.status])).toEqual([
      ['1', 'open'],
      ['5', 'closed'],
    ]);
  });

  it('keep their leading zeros, and a row that lost them is not a new account', async () => {
    await importText('account\n00123\n');
    const report = await importText('account\n123\n0077\n77\n88\n', { isDryRun: true });
    expect(report.problems).toEqual([
      { row: 2, column: 'account', text: 'It seems to have lost its leading zero: 00123 exists.' },
      { row: 4, column: 'account', text: 'It seems to have lost its leading zero: 0077 exists.' },
    ]);
  });

  it('are added, changed or left the same, and an account not in the file stays', async () => {
    await importText('account,name,model\n1,A,M\n2,B,M\n');
    const again = await importText('account,name,model\n1,A,M\n2,B,M\n');
    expect(again).toMatchObject({ added: 0, changed: 0, same: 2 });
    const report = await importText('account,name\n2,C\n3,D\n');
    expect(report).toMatchObject({ added: 1, changed: 1, same: 0 });
    expect(names()).toEqual(['1 A', '2 C', '3 D']);
    expect(listed()[1]?.model).toBe('M');
  });

  it('of a trial run are counted the same way, and nothing is written', async () => {
    await importText('account,name\n1,A\n');
    const text = 'account,name,password\n1,B,p\n2,C,p\n,D,p\n';
    const trial = await importText(text, { isDryRun: true });
    expect(names()).toEqual(['1 A']);
    expect(trial.import).toBeNull();
    expect(await importText(text)).toEqual({ ...trial, isDryRun: false, import: 2 });
  });
});

describe('secrets', () => {
  const text = 'account,user_id,password,Line PIN,colour\n1,u, p w ,4711,red\n';

  it('reach templates and nothing else', async () => {
    const report = await importText(text, { secret: ['line pin'] });
    expect(Object.fromEntries(accountSecrets(store, '1') ?? [])).toEqual({
      ...{ account: '1', user_id: 'u', password: ' p w ', 'Line PIN': '4711' },
    });
    const shown = JSON.stringify([report, listed()]);
    expect(shown).not.toMatch(/ p w |4711/);
    expect(report.columns.map((c) => c.isSecret)).toEqual([false, false, true, true, false]);
  });

  it('count as a change, and an empty cell takes one away', async () => {
    await importText(text);
    expect(await importText(text)).toMatchObject({ same: 1 });
    expect(await importText('account,password\n1,new\n')).toMatchObject({ changed: 1 });
    expect(await importText('account,password\n1,\n')).toMatchObject({ changed: 1 });
    expect(accountSecrets(store, '1')?.has('password')).toBe(false);
    expect(accountSecrets(store, '2')).toBeNull();
  });
});

describe('secrets that nobody marked', () => {
  it.each(['Voicemail PIN', 'SIP_PWD', 'sipPassword2', 'Kennwort 2'])(
    'a column called %s is not imported in the open',
    async (heading) => {
      const text = `account,${heading}\n1,4711\n`;
      const map = { display_name: heading };
      await expect(importText(text, { map })).rejects.toMatchObject({
        code: 'SECRET_NOT_MARKED',
        message: expect.stringContaining(heading),
      });
      await importText(text, { map, secret: [heading] });
      const { columns } = await importText(text, { isDryRun: true, map: { password: '' } });
      expect(columns[1]).toMatchObject({ field: null, firstValue: null });
    },
  );
});

describe('a person corrects how a file is read', () => {
  it('separator', async () => {
    const text = 'account,x|name\n1,y|A\n';
    expect(await importText(text, { separator: '|', map: { account: 'account,x' } })).toMatchObject(
      {
        ...{ separator: '|', added: 1 },
      },
    );
    expect(names()).toEqual(['1,y A']);
  });

  it('encoding', async () => {
    const file = Buffer.from('account,name\n1,J\u00fcrgen\n', 'utf8');
    expect(await importBytes(file, { encoding: 'windows-1252' })).toMatchObject({
      encoding: 'Windows-1252',
    });
    expect(names()).toEqual(['1 JÃ¼rgen']);
  });

  it('no heading', async () => {
    const report = await importText('007,Ada\n008,Bob\n', {
      hasHeading: false,
      map: { account: 'Column 1', name: 'Column 2' },
    });
    expect(report).toMatchObject({ hasHeading: false, rows: 2, added: 2 });
    expect(names()).toEqual(['007 Ada', '008 Bob']);
  });

  it('a trial without any account column shows the columns to choose from', async () => {
    const text = 'Nummer,Leute\n7,Ada\n8,\n';
    await expect(importText(text, { isDryRun: true })).rejects.toMatchObject({
      code: 'NO_ACCOUNT_COLUMN',
      message: expect.stringContaining('"Nummer", "Leute"'),
    });
    const report = await importText(text, { isDryRun: true, map: { account: '' } });
    expect(report).toMatchObject({ rows: 2, added: 0, rejected: 0, missing: 0 });
    expect(report.problems).toMatchObject([{ row: null, column: null }]);
    expect(report.columns).toEqual([
      { column: 'Nummer', field: null, isSecret: false, firstValue: '7', filled: 1 },
      { column: 'Leute', field: null, isSecret: false, firstValue: 'Ada', filled: 0.5 },
    ]);
    await expect(importText(text, { map: { account: '' } })).rejects.toMatchObject({
      code: 'NO_ACCOUNT_COLUMN',
    });
  });

  it('rows of different width are named by their places', async () => {
    await expect(importText('account,name\n1,A\n2\n3,B,C\n')).rejects.toMatchObject({
      message: expect.stringContaining('row 3 (1), row 4 (3)'),
    });
  });
});

describe('what will change', () => {
  it('is told field by field, secrets only as dots', async () => {
    await importText('account,name,allowed,password\n1,Ada,1,old\n2,Bob,1,same\n3,C,1,\n');
    await store.write((t) => t.bindings.add(bound('1')));
    const { changes, changedWithDevices, missing } = await importText(
      'account,name,allowed,password,status\n1,Ada L,2,new,closed\n2,Bob,1,same,\n',
      { isDryRun: true },
    );
    const about = { account: '1', name: 'Ada' };
    expect(changes).toEqual([
      { ...about, field: 'name', from: 'Ada', to: 'Ada L' },
      { ...about, field: 'allowed', from: '1', to: '2' },
      { ...about, field: 'status', from: 'open', to: 'closed' },
      { ...about, field: 'password', from: '••••', to: '••••' },
    ]);
    expect([changedWithDevices, missing]).toEqual([1, 1]);
  });

  it('is cut after 200 lines, but counted whole', async () => {
    const file = (name: string) =>
      `account,name\n${Array.from({ length: 300 }, (_, n) => `A${n},${name}`).join('\n')}\n`;
    await importText(file('a'));
    const report = await importText(file('b'), { isDryRun: true });
    expect([report.changed, report.changes.length]).toEqual([300, 200]);
  });
});

describe('more checks', () => {
  it('a key shorter than all others of digits has lost its zeros', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `00${1000 + n}`);
    const report = await importText(`account\n${keys.join('\n')}\n4711\n`, { isDryRun: true });
    expect(report.problems).toMatchObject([{ row: 14, column: 'account' }]);
    expect(report.problems[0]?.text).toContain('the others have 6 digits');
  });

  it('a column of phone numbers holds phone numbers', async () => {
    const report = await importText('account,Phone\n1,+420 321 555 014\n2,none\n3,\n', {
      map: { user_id: 'Phone' },
    });
    expect(report).toMatchObject({ added: 2, rejected: 1 });
    expect(report.problems[0]).toMatchObject({ row: 3, text: '"none" is not a phone number.' });
  });

  it('an account that is closed is opened only by its status', async () => {
    await importText('account,status\n1,closed\n');
    expect((await importText('account,name\n1,A\n')).problems[0]?.text).toContain('is closed');
    expect(await importText('account,status\n1,closed\n')).toMatchObject({ same: 1 });
    expect(await importText('account,status\n1,open\n')).toMatchObject({ changed: 1 });
  });
});

it('50,000 rows are tried in turns that leave the services their thread', async () => {
  const rows = Array.from(
    { length: 50_000 },
    (_, n) => `${String(n).padStart(8, '0')},Name ${n},W${n % 100},p${n}`,
  );
  const file = `account,name,work_order,password\n${rows.join('\n')}\n`;
  let turns = 0;
  let isOn = true;
  const turn = () => {
    turns += 1;
    if (isOn) setImmediate(turn);
  };
  setImmediate(turn);
  expect(await importText(file, { isDryRun: true })).toMatchObject({ added: 50_000, rejected: 0 });
  isOn = false;
  // Half a second of work and more, in turns of 10 ms.
  expect(turns).toBeGreaterThan(30);
}, 60_000);

function bound(account: string): NewBinding {
  const facts = { serial: null, model: 'SPA942', firmware: null, stage: 'VERIFIED' } as const;
  return { account, mac: '000e08000001', ...facts, boundAt: AT, seat: 'screen' };
}
