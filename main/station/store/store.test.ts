import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';
import { openStore, type Store, storeOver } from './store.ts';

let store: Store;
beforeEach(() => {
  store = openStore({ memory: true });
});

describe('writing', () => {
  it('gives back what the change gave, and reads see it afterwards', async () => {
    const written = store.write((t) => {
      t.meta.set('a', '1');
      return 7;
    });
    expect(await written).toBe(7);
    expect(store.read((t) => t.meta.get('a'))).toBe('1');
  });

  it('keeps the order in which changes were asked for', async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => store.write(() => void order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });

  it('undoes and rejects only the change that throws', async () => {
    const results = await Promise.allSettled([
      store.write((t) => t.meta.set('good', '1')),
      store.write((t) => {
        t.meta.set('bad', '1');
        throw new Error('no');
      }),
      store.write((t) => t.meta.set('also good', '1')),
    ]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const keys = ['good', 'bad', 'also good'];
    expect(store.read((t) => keys.map((key) => t.meta.get(key)))).toEqual(['1', null, '1']);
  });

  it('commits changes of one moment together, those that come while it gathers too', async () => {
    const database = openDatabase({ memory: true });
    const commits: string[] = [];
    const counted = storeOver({
      ...database,
      get inTransaction() {
        return database.inTransaction;
      },
      exec: (source) => {
        if (source === 'COMMIT') commits.push(source);
        database.exec(source);
      },
    });
    const first = Array.from({ length: 250 }, (_, n) =>
      counted.write((t) => t.meta.set(`${n}`, 'x')),
    );
    const late = new Promise<void>((resolve) =>
      setImmediate(() => resolve(counted.write((t) => t.meta.set('late', 'x')))),
    );
    await Promise.all([...first, late]);
    expect(commits.length).toBeLessThanOrEqual(2);
    await counted.close();
  });

  it('rejects the whole group when the disk is full, and works again when there is room', async () => {
    const database = openDatabase({ memory: true });
    const small = storeOver(database);
    const keep = (pages: number) => database.sql.prepare(`PRAGMA max_page_count = ${pages}`).get();
    keep(1);
    const big = 'x'.repeat(1_000_000);
    const results = await Promise.allSettled([
      small.write((t) => t.meta.set('small', '1')),
      small.write((t) => t.meta.set('big', big)),
    ]);
    const codes = results.map((r) => r.status === 'rejected' && r.reason.code);
    expect(codes).toEqual(['STORE_FAILED', 'STORE_FAILED']);
    expect(small.read((t) => t.meta.get('small'))).toBeNull();
    keep(1_000_000);
    await small.write((t) => t.meta.set('big', big));
    expect(small.read((t) => t.meta.get('big'))).toBe(big);
  });

  it('commits what is queued when it closes, and refuses what comes later', async () => {
    const written = store.write((t) => t.meta.set('a', '1'));
    const closed = store.close();
    await expect(written).resolves.toBeUndefined();
    await closed;
    await expect(store.write(() => 1)).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });
});

describe('the log', () => {
  const line = (n: number) => ({ at: n, source: 'station' as const, severity: 6, msg: `${n}` });

  it('is listed oldest first, by unit, by number and before a line', async () => {
    const mac = '000e08aabbcc';
    const lines = await store.write((t) =>
      t.log.add([line(1), { ...line(2), mac }, line(3), { ...line(4), mac }]),
    );
    const read = (query: object) => store.read((t) => t.log.list(query).map((l) => l.at));
    expect(read({})).toEqual([1, 2, 3, 4]);
    expect(read({ last: 2 })).toEqual([3, 4]);
    expect(read({ mac })).toEqual([2, 4]);
    expect(read({ mac, last: 1, beforeId: lines[3]?.id })).toEqual([2]);
    expect(store.read((t) => t.log.list())).toEqual(lines);
  });

  it('drops the oldest lines, and one line tells how many', async () => {
    await store.write((t) => t.log.add(Array.from({ length: 20 }, (_, n) => line(n))));
    expect(await store.write((t) => t.log.prune(10))).toBe(false);
    const first = () => store.read((t) => t.log.list()[0]?.msg);
    expect(store.read((t) => t.log.list()).length).toBe(10);
    expect(first()).toBe('Older lines were dropped here: 11 so far.');
    await store.write((t) => t.log.add([line(20), line(21)]));
    await store.write((t) => t.log.prune(10));
    expect(first()).toBe('Older lines were dropped here: 13 so far.');
    expect(store.read((t) => t.log.list().map((l) => l.msg)).slice(1)).toEqual(
      [13, 14, 15, 16, 17, 18, 19, 20, 21].map(String),
    );
  });

  it('finds a unit’s lines among those listed and those that are newer, also after a drop', async () => {
    const macs = ['000e08aabb01', '000e08aabb02'];
    const many = Array.from({ length: 12_000 }, (_, n) => ({
      ...line(n),
      mac: macs[n % 2] ?? null,
    }));
    await store.write((t) => t.log.add(many.slice(0, 10_500)));
    await store.write((t) => t.log.add(many.slice(10_500)));
    const of = (query: object) =>
      store.read((t) => t.log.list({ mac: '000e08aabb02', ...query }).map(({ at }) => at));
    const odd = Array.from({ length: 6000 }, (_, n) => 2 * n + 1);
    expect(of({})).toEqual(odd);
    expect(of({ last: 1000 })).toEqual(odd.slice(-1000));
    expect(of({ last: 3, beforeId: 8 })).toEqual([1, 3, 5]);
    expect(of({ last: 400, afterId: 10_200 })).toEqual(
      odd.filter((at) => at >= 10_200).slice(0, 400),
    );
    await store.write((t) => t.log.prune(1001));
    expect(of({})).toEqual(odd.slice(-1000));
    await store.write((t) => t.log.prune(1001));
    expect(of({})).toEqual(odd.slice(-500));
    expect(of({ last: 2, afterId: 0 })).toEqual([11_001, 11_003]);
  });

  it('gives back what came with its header, and as it was where the text is no part of it', async () => {
    const shown = [
      { msg: 'text', raw: '<134>text' },
      { msg: 'text', raw: 'text␊' },
      { msg: '', raw: '<134>' },
      { msg: 'no raw', raw: null },
    ].map((about, at) => ({ ...line(at), ...about }));
    const lines = await store.write((t) => t.log.add(shown));
    expect(lines.map(({ raw }) => raw)).toEqual(['<134>text', 'text␊', '<134>', null]);
    expect(store.read((t) => t.log.list())).toEqual(lines);
  });

  it('finds a text in any part of it, newest first, piece by piece', async () => {
    const texts = ['Resync 100%', 'resync a_b', 'RESYNC axb', 'other', 'c:\\resync'];
    await store.write((t) => t.log.add(texts.map((msg, at) => ({ ...line(at), msg }))));
    const find = (text: string, last = 10, beforeId?: number) =>
      store.read((t) => t.log.find({ text, last, beforeId }));
    expect(find('resync').lines.map(({ at }) => at)).toEqual([0, 1, 2, 4]);
    expect(find('100%').lines.map(({ at }) => at)).toEqual([0]);
    expect(find('a_b').lines.map(({ at }) => at)).toEqual([1]);
    expect(find(':\\r').lines.map(({ at }) => at)).toEqual([4]);
    const { lines, nextBeforeId } = find('resync', 2);
    expect(lines.map(({ at }) => at)).toEqual([2, 4]);
    expect(find('resync', 2, nextBeforeId ?? 0).lines.map(({ at }) => at)).toEqual([0, 1]);
    const nothing = { lines: [], nextBeforeId: null, left: 0 };
    expect(find('nowhere')).toEqual({ ...nothing, looked: 5 });
    expect(find('nowhere', 10, 3)).toEqual({ ...nothing, looked: 2 });
  });

  it('finds letters beyond ASCII small and capital, in as many looks as it takes', async () => {
    const texts = [
      'Gr\u00fcsse',
      'GR\u00dcSSE',
      'Grasse',
      'gr\u00fc\u00dfe',
      'a\u241bb',
      '\u{1f4de}',
    ];
    const many = Array.from({ length: 1000 }, (_, at) => ({ ...line(at + 10), msg: 'Grusse' }));
    const lines = [...texts.map((msg, at) => ({ ...line(at), msg })), ...many];
    await store.write((t) => t.log.add(lines));
    const find = (text: string, last = 10, beforeId?: number) =>
      store.read((t) => t.log.find({ text, last, beforeId }));
    expect(find('gr\u00fcsse').lines.map(({ at }) => at)).toEqual([0, 1]);
    expect(find('\u1e9e').lines).toEqual([]);
    expect(find('\u{1f4de}').lines.map(({ at }) => at)).toEqual([5]);
    // Control characters are looked for as they are shown; nothing ends the text before its end.
    expect(find('A\u001bB').lines.map(({ at }) => at)).toEqual([4]);
    expect(find('sse\0x').lines).toEqual([]);
    const { lines: newest, nextBeforeId, left } = find('gr\u00fc', 2);
    expect(newest.map(({ at }) => at)).toEqual([1, 3]);
    expect([nextBeforeId, left]).toEqual([newest[0]?.id, 1]);
    expect(find('gr\u00fc', 2, nextBeforeId ?? 0).lines.map(({ at }) => at)).toEqual([0]);
  });

  it('finds lines of a kind, whatever they say', async () => {
    const odd = { source: 'ntp', mac: '000e08aabb01', severity: 3 } as const;
    const kinds = Array.from({ length: 40 }, (_, at) => ({
      ...line(at),
      ...(at % 4 === 1 && odd),
    }));
    await store.write((t) => t.log.add(kinds));
    const find = (query: object) =>
      store.read((t) => t.log.find({ last: 100, ...query }).lines.map(({ at }) => at));
    const fit = kinds.filter(({ at }) => at % 4 === 1).map(({ at }) => at);
    expect(fit).toHaveLength(10);
    expect(find({})).toHaveLength(40);
    expect(find({ source: 'ntp' })).toEqual(fit);
    expect(find({ mac: '000e08aabb01' })).toEqual(fit);
    expect(find({ severity: 3 })).toEqual(fit);
    expect(find({ from: 5, to: 13 })).toEqual(kinds.slice(5, 14).map(({ at }) => at));
    expect(find({ source: 'ntp', severity: 4, from: 6, to: 20, last: 2 })).toEqual([13, 17]);
    expect(find({ source: 'ntp', text: 'no such' })).toEqual([]);
  });

  it('drops the oldest when the text is too much, whatever the number of lines', async () => {
    const long = { ...line(1), msg: 'x'.repeat(1000), raw: `<13>${'x'.repeat(1000)}😀` };
    await store.write((t) => t.log.add(Array.from({ length: 50 }, () => long)));
    while (await store.write((t) => t.log.prune(1000, 20_000)));
    const kept = store.read((t) => t.log.list());
    expect(kept[0]?.msg).toMatch(/^Older lines were dropped here: \d+ so far\.$/);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(12);
    expect(await store.write((t) => t.log.prune(1000, 20_000))).toBe(false);
    expect(store.read((t) => t.log.list()).length).toBe(kept.length);
  });

  it('drops a long overhang in several steps', async () => {
    await store.write((t) => t.log.add(Array.from({ length: 25_000 }, (_, n) => line(n))));
    const steps: boolean[] = [];
    do steps.push(await store.write((t) => t.log.prune(100)));
    while (steps.at(-1));
    expect(steps).toEqual([true, true, false]);
    expect(store.read((t) => t.log.list()).length).toBe(100);
  });
});

describe('the other tables give back what they were given', () => {
  it('leases', async () => {
    const lease = { clientKey: 'c', mac: '000e08aabbcc', address: '10.0.0.1', expiresAt: 5 };
    await store.write((t) => t.leases.save({ ...lease, state: 'offered' } as typeof lease));
    await store.write((t) => t.leases.save(lease));
    expect(store.read((t) => t.leases.all())).toEqual([lease]);
    await store.write((t) => t.leases.remove('c'));
    expect(store.read((t) => t.leases.all())).toEqual([]);
  });

  it('keys, evidence, served files and foreign clients', async () => {
    const mac = '000e08aabbcc';
    const key = {
      mac,
      key: 'ab',
      directory: 'd',
      lastName: 'n',
      createdAt: 1,
      issuedAt: null,
      exportedAt: null,
    };
    const file = { name: 'f', at: 1, bytes: 2, sha256: 'x', complete: true };
    const client = {
      ...{ mac, vendorClass: null, hostName: null, firstSeenAt: 1, lastSeenAt: 2, count: 3 },
    };
    await store.write((t) => {
      t.keys.save(key);
      t.keys.save({ ...key, issuedAt: 9 });
      for (const at of [1, 2, 3]) t.evidence.add(mac, { at, kind: 'k', detail: 'd' });
      t.served.add(mac, file);
      t.foreign.save(client);
    });
    store.read((t) => {
      expect(t.keys.all()).toEqual([{ ...key, issuedAt: 9 }]);
      expect(t.keys.of(mac)).toEqual(t.keys.byDirectory('d'));
      expect(t.keys.byDirectory('e')).toBeNull();
      expect(t.evidence.of(mac, 2).map((e) => e.at)).toEqual([2, 3]);
      expect(t.served.of(mac)).toEqual([file]);
      expect(t.foreign.all()).toEqual([client]);
    });
  });

  it('two keys never share a directory', async () => {
    const key = {
      key: 'ab',
      directory: 'd',
      lastName: 'n',
      createdAt: 1,
      issuedAt: null,
      exportedAt: null,
    };
    await store.write((t) => t.keys.save({ ...key, mac: '000e08aabbcc' }));
    await expect(
      store.write((t) => t.keys.save({ ...key, mac: '000e08aabbcd' })),
    ).rejects.toThrow();
  });
});
