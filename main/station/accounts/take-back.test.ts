import { beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { type AccountBook, createAccountBook } from './book.ts';
import { accountSecrets } from './import.ts';

let store: Store;
let book: AccountBook;
let now: number;
const clock = { now: () => now, monotonicMs: () => now };

beforeEach(() => {
  now = Date.UTC(2026, 10, 22, 13, 31);
  store = openStore({ memory: true });
  book = createAccountBook({ store, clock });
});

function importText(text: string) {
  now += 1000;
  return book.importFile({ fileName: 'a.csv', bytes: new TextEncoder().encode(text) });
}
async function bind(account: string, mac = '000e08000001'): Promise<void> {
  const facts = { serial: null, model: null, firmware: null, stage: 'VERIFIED' } as const;
  await store.write((t) =>
    t.bindings.add({ account, mac, ...facts, boundAt: now, seat: 'screen' }),
  );
}
const listed = () =>
  store.read((t) => t.accounts.list()).map((a) => `${a.account} ${a.name} ${a.status}`);
const imports = () =>
  store
    .read((t) => t.accounts.imports.list())
    .map((each) => [each.import, each.isTakenBack, each.canTakeBack]);

describe('taking an import back', () => {
  it('removes what it added and restores what it changed, secrets and times too', async () => {
    await importText('account,name,password\n1,Ada,old\n2,Bob,\n');
    const before = store.read((t) => t.accounts.changedAt('1'));
    const { import: number } = await importText(
      'account,name,password,status\n1,Ada L,new,closed\n2,Bob,made,\n3,Cy,c,\n',
    );
    expect(number).toBe(2);
    expect(await book.takeBack(2)).toMatchObject({ import: 2, isTakenBack: true });
    expect(listed()).toEqual(['1 Ada open', '2 Bob open']);
    expect(accountSecrets(store, '1')?.get('password')).toBe('old');
    expect(accountSecrets(store, '2')?.has('password')).toBe(false);
    expect(store.read((t) => t.accounts.changedAt('1'))).toBe(before);
    expect(imports()).toEqual([
      [2, true, false],
      [1, false, true],
    ]);
    const [latest] = store.read((t) => t.accounts.imports.ofAccount('1'));
    expect(latest).toMatchObject({ import: 2, undoneAt: now });
  });

  it('frees the one before it, and the number is not used again', async () => {
    await importText('account,name\n1,A\n');
    await importText('account,name\n1,B\n');
    expect(imports()).toEqual([
      [2, false, true],
      [1, false, false],
    ]);
    await expect(book.takeBack(1)).rejects.toMatchObject({ code: 'IMPORT_IN_USE' });
    await book.takeBack(2);
    await book.takeBack(1);
    expect(listed()).toEqual([]);
    expect(await importText('account,name\n1,C\n')).toMatchObject({ import: 3, added: 1 });
    expect(imports()[0]).toEqual([3, false, true]);
    await book.takeBack(3);
    expect(listed()).toEqual([]);
  });

  it('is refused once one of its accounts was bound, even if that was taken back', async () => {
    await importText('account\n1\n2\n');
    await bind('2');
    expect(imports()).toEqual([[1, false, false]]);
    await store.write((t) => t.bindings.end(1, 'undone', now));
    await expect(book.takeBack(1)).rejects.toMatchObject({ code: 'IMPORT_IN_USE' });
    expect(listed()).toHaveLength(2);
  });

  it('of an account bound before the import is possible', async () => {
    await importText('account,name\n1,A\n');
    await bind('1');
    await importText('account,name\n1,B\n');
    await book.takeBack(2);
    expect(listed()).toEqual(['1 A full']);
  });

  it('happens once, and needs an import', async () => {
    await importText('account\n1\n');
    await book.takeBack(1);
    await expect(book.takeBack(1)).rejects.toMatchObject({ code: 'ALREADY_TAKEN_BACK' });
    await expect(book.takeBack(9)).rejects.toMatchObject({ code: 'NO_SUCH_IMPORT' });
  });

  it('goes on after a crash, and leaves alone what was bound meanwhile', async () => {
    const rows = Array.from({ length: 250 }, (_, n) => `A${n}`);
    await importText(`account\n${rows.join('\n')}\n`);
    // The decision is on the disk; the crash comes before the first account is restored.
    await store.write((t) => t.accounts.imports.beginUndo(1, now));
    await bind('A7');
    const restarted = createAccountBook({ store, clock });
    await restarted.settled();
    expect(listed()).toEqual(['A7 null full']);
    expect(store.read((t) => t.accounts.imports.begun())).toEqual([]);
  });
});

describe('an import', () => {
  it('that changes nothing is not recorded', async () => {
    await importText('account\n1\n');
    expect(await importText('account\n1\n')).toMatchObject({ import: null, same: 1 });
    expect(imports()).toHaveLength(1);
  });

  it('of two files at once runs one after the other', async () => {
    const both = await Promise.all([
      importText('account,name\n1,A\n'),
      importText('account,name\n1,B\n'),
    ]);
    expect(both.map((each) => [each.import, each.added, each.changed])).toEqual([
      [1, 1, 0],
      [2, 0, 1],
    ]);
  });

  it('of which a part was written before a crash is on the list with that part', async () => {
    const rows = Array.from({ length: 400 }, (_, n) => `A${n}`);
    const running = importText(`account\n${rows.join('\n')}\n`);
    const part = new Promise<number>((resolve) => {
      const look = () => {
        const [past] = store.read((t) => t.accounts.imports.list());
        if (past) resolve(past.added);
        else setImmediate(look);
      };
      look();
    });
    expect(await part).toBeGreaterThan(0);
    expect(await part).toBeLessThan(400);
    expect(await running).toMatchObject({ import: 1, added: 400 });
    expect(store.read((t) => t.accounts.imports.get(1))?.added).toBe(400);
  });
});

describe('rows that are not imported', () => {
  it('are a file to correct, with the reason and without secrets', async () => {
    await importText('account\n1\n');
    const text = 'account;name;allowed;password\n2;"A;b";two;hunter2\n3;C;1;x\n;D;0;y\n';
    const { fileName, csv } = await book.rejectedRows({
      fileName: 'C:\\data\\list of <May>.csv',
      bytes: new TextEncoder().encode(text),
    });
    expect(fileName).toBe('list of May-not-imported.csv');
    expect(csv.split('\r\n')).toEqual([
      '\ufeffaccount;name;allowed;password;reason',
      '2;"A;b";two;;"""two"" is not a whole number from 1. (allowed)"',
      ';D;0;;"No account number. (account) ""0"" is not a whole number from 1. (allowed)"',
      '',
    ]);
  });
});
