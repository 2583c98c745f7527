/** Every verb of the command line, against one station with four verified units. */
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  type Line,
  runVerb,
  type StationProcess,
  simulate,
  startStation,
  startVerb,
  temporaryDir,
  verifiedUnits,
  whySkipped,
} from './station-process.ts';

const macs = ['000e08000001', '000e08000002', '000e08000003', '000e08000004'] as const;
const [phone, second, third, last] = macs;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const password = 'pl4nted-s3cret-passw0rd';
const pin = 'pl4nted-pin-4711';
const accountsCsv = [
  'account;name;work_order;allowed;model;user_id;display_name;password;Voicemail PIN',
  `00123;Ada;WO-1;2;;ada;Ada L.;${password};${pin}`,
  '00124;Grace;WO-1;1;SPA942;grace;Grace H.;;',
  '00125;Edsger;WO-2;1;;edsger;Edsger D.;;',
  '00126;Barbara;WO-2;none;;barbara;B. L.;;',
  ';Nobody;WO-3;1;;;;;',
].join('\r\n');

describe.skipIf(whySkipped !== null)(`the verbs${whySkipped ? `: ${whySkipped}` : ''}`, () => {
  let station: StationProcess;
  let out: string;
  let accountFile: string;
  const run = (...args: string[]) => station.run(...args);
  const done = (...args: string[]) => station.done(...args);
  const one = async (...args: string[]): Promise<Line> => (await done(...args))[0] ?? {};
  const verdicts = async (...texts: string[]) => (await run('scan', ...texts)).lines;
  const refusal = async (...args: string[]) => {
    const { code, lines, stderr } = await run(...args);
    expect(lines.map((line) => Object.keys(line))).toEqual([['code', 'message']]);
    expect(stderr).toContain(String(lines[0]?.message));
    return { exit: code, code: lines[0]?.code };
  };

  beforeAll(async () => {
    station = await startStation();
    out = temporaryDir();
    accountFile = join(out, 'accounts.csv');
    writeFileSync(accountFile, accountsCsv);
    await simulate(
      station,
      ...['--units', '4', '--models', 'SPA962,SPA942,SPA504G,SPA525G2'],
      ...['--faults', 'foreign=1'],
    );
    await verifiedUnits(station, 4);
  });
  afterAll(cleanUp);

  it('status tells the state, the services, the pool, foreign clients and the counts', async () => {
    const status = await one('status');
    expect(status).toMatchObject({
      state: 'running',
      problem: null,
      interface: 'lo',
      address: '127.0.0.1',
      isRehearsing: true,
      hasIspRule: true,
      units: 4,
      verified: 4,
      bound: 0,
      needAttention: 0,
      ports: { tftp: { port: station.ready.ports.tftp, problem: null } },
      foreign: [{ mac: '3c5282000001' }],
    });
    expect(status.startedAt).toMatch(isoTime);
  });

  it('self-test asks every service, and leaves no trace on the board', async () => {
    const { code, lines } = await station.run('self-test');
    expect(code).toBe(0);
    expect(lines.map(({ service, result }) => `${service} ${result}`)).toEqual([
      ...['dhcp ok', 'tftp ok', 'http ok', 'https off', 'syslog ok'],
    ]);
    expect(await one('status')).toMatchObject({ units: 4, ports: { tftp: { problem: null } } });
  });

  it('capture writes a unit’s packets for its owner alone, and says so when there are none', async () => {
    const file = join(out, 'phone.pcap');
    const told = await one('capture', '00:0E:08:00:00:01', '--out', file);
    expect(Object.keys(told).sort()).toEqual([
      ...['bytes', 'dropped', 'file', 'firstAt', 'lastAt', 'packets', 'sha256'],
    ]);
    const bytes = readFileSync(file);
    expect(told).toMatchObject({ file, bytes: bytes.length, dropped: 0 });
    expect(told.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(bytes.readUInt32LE(0)).toBe(0xa1b2c3d4);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [from, to] = [told.firstAt, told.lastAt].map(String);
    expect(from).toMatch(isoTime);
    expect(to && from && from < to).toBe(true);
    // An office PC is no unit, and was heard all the same.
    expect(await one('capture', '3c5282000001', '--out', file)).toMatchObject({ dropped: 0 });
    const nobody = await refusal('capture', '000e08ffffff', '--out', file);
    expect(nobody).toEqual({ exit: 1, code: 'NO_PACKETS' });
    const nowhere = await refusal('capture', phone, '--out', join(out, 'no', 'such', 'folder'));
    expect(nowhere).toEqual({ exit: 1, code: 'FILE_NOT_WRITTEN' });
    expect((await refusal('capture', phone)).exit).toBe(2);
  });

  it('why says what stopped a unit, or that nothing did, for any text', async () => {
    const keys = ['code', 'last', 'mac', 'near', 'rule', 'sentence', 'todo', 'verdict'];
    const fine = await one('why', phone);
    expect(Object.keys(fine).sort()).toEqual(keys);
    expect(fine).toMatchObject({ mac: phone, verdict: 'done', rule: 'verified', code: null });
    expect((fine.last as Line).at).toMatch(isoTime);
    const stopped = async (...text: string[]) => {
      const { code, lines } = await run('why', ...text);
      expect(code).toBe(1);
      return lines[0];
    };
    expect(await stopped('3C:52:82:00:00:01')).toMatchObject({
      ...{ verdict: 'stopped', rule: 'known-foreign', code: 'F16' },
    });
    expect(await stopped('000e08', '00000a')).toMatchObject({
      ...{ mac: '000e0800000a', verdict: 'not-seen', rule: 'never-seen' },
      near: macs.map((mac) => ({ mac, how: 'one digit differs', what: 'unit' })),
    });
    expect(await stopped('000e0800001')).toMatchObject({
      ...{ mac: null, verdict: 'not-a-mac' },
      near: [{ mac: phone, how: 'one digit is missing', what: 'unit' }],
    });
  });

  it('units has exactly the promised keys', async () => {
    const units = await done('units');
    expect(units.map(({ mac }) => mac)).toEqual([...macs]);
    for (const unit of units) {
      expect(Object.keys(unit)).toEqual([
        ...['mac', 'model', 'serial', 'address', 'stage', 'condition', 'reason', 'since'],
        ...['account', 'batch'],
      ]);
      expect(unit.since).toMatch(isoTime);
    }
  });

  it('unit adds evidence, files and the fingerprint of the key, by a MAC in any notation', async () => {
    const unit = await one('unit', '00:0E:08:00:00:01');
    expect(unit).toMatchObject({ mac: phone, stage: 'VERIFIED' });
    expect(unit.keyFingerprint).toMatch(/^[0-9a-f]{16}$/);
    const files = unit.files as Line[];
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(Object.keys(file).sort()).toEqual(['at', 'bytes', 'complete', 'name', 'sha256']);
      expect(file).toMatchObject({
        complete: true,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    }
    for (const each of unit.evidence as Line[]) {
      expect(Object.keys(each).sort()).toEqual(['at', 'detail', 'kind']);
      expect(each.at).toMatch(isoTime);
    }
  });

  it('dhcp shows each exchange: what was asked, what was sent, where option 66 lies', async () => {
    const exchanges = await done('dhcp', phone);
    expect(exchanges.map(({ message }) => message).slice(0, 2)).toEqual(['DISCOVER', 'REQUEST']);
    const { sent } = exchanges[1] as { sent: { fields: Line[] } };
    const option66 = sent.fields.find(({ option }) => option === 66);
    expect(option66).toMatchObject({ name: 'TFTP server name', area: 'options' });
    expect(await done('dhcp', '020000000001')).toEqual([]);
  });

  it('transfers shows what went over the wire: blocks, options, how each ended', async () => {
    const transfers = await done('transfers', phone);
    expect(transfers.map(({ file }) => file)).toContain('/spa962.cfg');
    for (const each of transfers) {
      expect(each).toMatchObject({ mac: phone, protocol: 'tftp', state: 'complete', reason: null });
      expect(each.blocks).toBe(Math.floor(Number(each.totalBytes) / 512) + 1);
      expect(each.startedAt).toMatch(isoTime);
    }
    expect(await done('transfers', '020000000001')).toEqual([]);
  });

  it('unit shows the ladder; orders and a read-back are refused in words while nobody answers', async () => {
    const { level, ladder, readBack } = await one('unit', phone);
    expect([level, readBack]).toEqual(['usual', expect.objectContaining({ outcome: 'not-read' })]);
    expect((ladder as Line[]).at(-1)).toMatchObject({ id: 'verified', state: 'done' });
    for (const verb of ['resync', 'reboot', 'read-back']) {
      const { exit, code } = await refusal(verb, phone);
      expect([exit, ['ORDER_REFUSED', 'UNIT_SILENT', 'NO_ADDRESS']]).toEqual([
        1,
        expect.arrayContaining([code]),
      ]);
    }
  });

  it('log gives all lines oldest first, those of a unit, and the last ones', async () => {
    const [all, ofUnit, latest, found] = await Promise.all([
      done('log'),
      done('log', '--unit', phone),
      done('log', '--last', '3'),
      done('log', '--find', 'THE STATION is'),
    ]);
    expect(all.length).toBeGreaterThan(20);
    expect(latest).toEqual(all.slice(-3));
    expect(ofUnit).toEqual(all.filter(({ mac }) => mac === phone));
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(all.filter(({ msg }) => /the station is/i.test(String(msg))));
    const [ofDhcp, bad, some] = await Promise.all([
      done('log', '--source', 'DHCP', '--unit', phone, '--find', 'lease'),
      done('log', '--severity', 'warning', '--last', '5'),
      done('log', '--since', String(all[4]?.at), '--until', String(all[9]?.at)),
    ]);
    const isOfDhcp = ({ source, mac, msg }: Line) =>
      source === 'dhcp' && mac === phone && /lease/i.test(String(msg));
    expect(ofDhcp).toEqual(all.filter(isOfDhcp));
    expect(bad).toEqual(all.filter(({ severity }) => Number(severity) <= 4).slice(-5));
    expect(some).toEqual(
      all.filter(({ at }) => String(at) >= String(all[4]?.at) && String(at) <= String(all[9]?.at)),
    );
    const times = all.map(({ at }) => String(at));
    expect(times).toEqual([...times].sort());
    const keys = ['at', 'source', 'mac', 'address', 'facility', 'severity', 'msg'];
    for (const line of all) {
      const isSyslog = line.source === 'syslog';
      expect(Object.keys(line)).toEqual(isSyslog ? [...keys, 'raw'] : keys);
      expect(['dhcp', 'tftp', 'http', 'syslog', 'station']).toContain(line.source);
    }
  });

  it('log --follow goes on with new lines and ends with 3 when the station does', async () => {
    const other = await startStation();
    const follower = startVerb(other.dir, 'log', '--follow');
    await follower.line(({ msg }) => String(msg).includes('running'));
    const socket = createSocket('udp4');
    socket.send('<13>hello from the bench', Number(other.ready.ports.syslog), '127.0.0.1');
    const line = await follower.line(({ source }) => source === 'syslog');
    socket.close();
    expect(line).toMatchObject({ msg: 'hello from the bench', raw: '<13>hello from the bench' });
    expect(line).toMatchObject({ facility: 1, severity: 5, mac: null, address: '127.0.0.1' });
    await other.stop('SIGTERM');
    const { code, lines } = await follower.end;
    expect({ code, last: lines.at(-1)?.code }).toEqual({ code: 3, last: 'NOT_RUNNING' });
  });

  it('spc says that no compiler is set, and gives it no model then', async () => {
    const { code, lines } = await run('spc', 'show');
    expect({ code, lines }).toMatchObject({
      code: 1,
      lines: [{ path: null, found: null, problem: { kind: 'no-path' }, models: {} }],
    });
    expect(await refusal('spc', 'model', 'SPA96', 'open')).toEqual({
      ...{ exit: 1, code: 'MODEL_UNKNOWN' },
    });
    expect(await refusal('spc', 'model', 'SPA962', 'compiler')).toEqual({
      ...{ exit: 2, code: 'BAD_SETTINGS' },
    });
    expect(await one('spc', 'model', 'spa-962', 'open')).toEqual({
      ...{ model: 'SPA962', way: null, waits: false },
    });
  });

  it('accounts import shows first what it would do, then does it, then finds nothing new', async () => {
    const options = ['--map', 'display_name=display_name', '--secret', 'Voicemail PIN'];
    const trial = await run('accounts', 'import', accountFile, ...options, '--dry-run');
    expect(trial.code).toBe(0);
    expect(trial.lines).toMatchObject([
      { isDryRun: true, separator: ';', rows: 5, added: 3, rejected: 2 },
    ]);
    expect(trial.lines[0]?.problems).toMatchObject([
      { row: 5, column: 'allowed' },
      { row: 6, column: 'account' },
    ]);
    expect(trial.stderr).toContain('row 5');
    expect(await done('accounts')).toEqual([]);

    const columns = trial.lines[0]?.columns as Line[];
    expect(columns.filter(({ isSecret }) => isSecret).map(({ column }) => column)).toEqual([
      'password',
      'Voicemail PIN',
    ]);
    expect(await one('accounts', 'import', accountFile, ...options)).toMatchObject({
      isDryRun: false,
      added: 3,
    });
    expect(await one('accounts', 'import', accountFile, ...options)).toMatchObject({
      ...{ added: 0, changed: 0, same: 3 },
    });
    const accounts = await done('accounts');
    expect(accounts[0]).toEqual({
      ...{ account: '00123', name: 'Ada', workOrder: 'WO-1', devices: 0, allowed: 2 },
      status: 'open',
    });
    expect(accounts).toHaveLength(3);
  });

  it('accounts import refuses a missing file, a column that is not there, and a field it has not', async () => {
    const told = await Promise.all([
      refusal('accounts', 'import', join(out, 'none.csv')),
      refusal('accounts', 'import', accountFile, '--map', 'name=Nickname'),
      refusal('accounts', 'import', accountFile, '--map', 'nickname=name'),
      refusal('accounts', 'import', accountFile, '--map', 'name'),
      refusal('accounts', 'import'),
    ]);
    expect(told).toEqual([
      { exit: 1, code: 'FILE_UNREADABLE' },
      { exit: 1, code: 'NO_SUCH_COLUMN' },
      { exit: 1, code: 'NO_SUCH_FIELD' },
      { exit: 2, code: 'WRONG_USE' },
      { exit: 2, code: 'WRONG_USE' },
    ]);
  });

  it('scan prints one verdict per barcode, in order, with exactly the promised keys', async () => {
    const lines = await verdicts('00123', '00:0e:08:00:00:01', '000E08000002', '*00124*');
    expect(lines.map(({ verdict }) => verdict)).toEqual(['held', 'bound', 'held', 'bound']);
    for (const line of lines) {
      const keys = ['text', 'class', 'verdict', 'unit', 'account', 'reason'];
      expect(Object.keys(line)).toEqual(keys);
    }
    expect(lines[1]).toMatchObject({ class: 'mac', unit: phone, account: '00123' });
    expect(lines[3]).toMatchObject({ class: 'account', unit: second, account: '00124' });
  });

  it('a half scanned by one process is held for the next, and may be replaced', async () => {
    expect(await verdicts(third)).toMatchObject([{ verdict: 'held' }]);
    expect(await verdicts(last)).toMatchObject([{ verdict: 'replaced', unit: last }]);
    expect(await verdicts('00125')).toMatchObject([{ verdict: 'bound', unit: last }]);
  });

  it('scan ends with 1 when something was refused, and a refusal locks nothing', async () => {
    const { code, lines } = await run(
      ...[
        'scan',
        '999999',
        third,
        '00124',
        '*PPS-CANCEL*',
        phone,
        '00123',
        '0A0B0C0D0E0F',
        '00:0E:08',
      ],
    );
    expect(code).toBe(1);
    expect(lines.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['not-bound', 'Not in the account list.'],
      ['held', 'Now scan the account.'],
      ['not-bound', expect.stringContaining('1 of 1 devices')],
      ['command', null],
      ['held', expect.stringContaining('Bound to account 00123')],
      ['already', expect.stringContaining('Already done')],
      ['not-bound', 'This station has never seen it.'],
      ['not-readable', expect.any(String)],
    ]);
    await done('scan', '*PPS-CANCEL*');
  });

  it('undo takes back bind after bind, and ends with 1 when none is left', async () => {
    const keys = ['account', 'mac', 'serial', 'model', 'state', 'boundAt', 'batch'];
    const undone = [await one('undo'), await one('undo'), await one('undo')];
    expect(undone.map(({ mac, state }) => [mac, state])).toEqual([
      [last, 'undone'],
      [second, 'undone'],
      [phone, 'undone'],
    ]);
    expect(Object.keys(undone[0] ?? {})).toEqual(keys);
    expect(await refusal('undo')).toEqual({ exit: 1, code: 'NOTHING_TO_UNDO' });
  });

  it('bindings lists those that stand, with --all the history too', async () => {
    expect(await done('bindings')).toEqual([]);
    const history = await done('bindings', '--all');
    expect(history.map(({ state }) => state)).toEqual(['undone', 'undone', 'undone']);
    await done('scan', phone, '00123', second, '00124');
    expect(await done('bindings')).toMatchObject([
      { account: '00123', mac: phone, state: 'bound', batch: null },
      { account: '00124', mac: second, state: 'bound', batch: null },
    ]);
    expect(await done('bindings', '--all')).toHaveLength(5);
  });

  it('export writes each binding once; with nothing to write there is no batch and no file', async () => {
    const dir = temporaryDir();
    const batch = await one('export', '--preset', 'billing', '--out', dir);
    expect(Object.keys(batch)).toEqual(['batch', 'rows', 'file', 'sha256']);
    expect(batch).toMatchObject({ batch: 1, rows: 2, file: expect.stringMatching(/\.csv$/) });
    const bytes = readFileSync(String(batch.file));
    expect(sha256(bytes)).toBe(batch.sha256);
    const rows = parse(bytes, { columns: true }) as Line[];
    expect(Object.keys(rows[0] ?? {})).toEqual([
      ...['account', 'mac', 'serial', 'model', 'firmware', 'state', 'bound_at', 'batch'],
    ]);
    expect(rows.map(({ account, mac }) => [account, mac])).toEqual([
      ['00123', phone],
      ['00124', second],
    ]);

    const empty = await run('export', '--preset', 'billing', '--out', dir);
    expect(empty).toMatchObject({
      code: 0,
      lines: [{ batch: null, rows: 0, file: null, sha256: null }],
    });
    expect(readdirSync(dir)).toHaveLength(1);

    const elsewhere = temporaryDir();
    const again = await one('export', '--again', '1', '--out', elsewhere);
    expect(again).toMatchObject({ batch: 1, rows: 2, sha256: batch.sha256 });
    expect(readFileSync(String(again.file))).toEqual(bytes);
  });

  it('what is exported cannot be undone, until the batch is void; then it goes into the next', async () => {
    expect(await refusal('undo')).toEqual({ exit: 1, code: 'EXPORTED' });
    const dir = temporaryDir();
    const told = await Promise.all([
      refusal('export', '--void', '7', '--reason', 'none'),
      refusal('export', '--void', '1'),
      refusal('export', '--void', '1', '--reason', ' '),
      refusal('export', '--again', '7', '--out', dir),
      refusal('export', '--preset', 'nonsense', '--out', dir),
      refusal('export', '--preset', 'billing', '--out', join(dir, 'none', 'deeper')),
      refusal('export', '--out', dir),
      refusal('export', '--preset', 'billing'),
    ]);
    expect(told).toEqual([
      { exit: 1, code: 'NO_SUCH_BATCH' },
      { exit: 2, code: 'WRONG_USE' },
      { exit: 2, code: 'WRONG_USE' },
      { exit: 1, code: 'NO_SUCH_BATCH' },
      { exit: 1, code: 'NO_SUCH_PRESET' },
      { exit: 1, code: 'DIR_MISSING' },
      { exit: 2, code: 'WRONG_USE' },
      { exit: 2, code: 'WRONG_USE' },
    ]);
    expect(await one('export', '--void', '1', '--reason', 'wrong month')).toMatchObject({
      ...{ batch: 1, state: 'void', voidReason: 'wrong month' },
    });
    expect(await done('bindings')).toMatchObject([{ state: 'bound' }, { state: 'bound' }]);
    expect(await refusal('export', '--again', '1', '--out', dir)).toMatchObject({ exit: 1 });
    expect(await one('export', '--preset', 'billing', '--out', dir)).toMatchObject({
      ...{ batch: 2, rows: 2 },
    });
    expect(await one('unit', phone)).toMatchObject({
      account: '00123',
      batch: 2,
      stage: 'VERIFIED',
    });
  });

  it('release frees a unit from its account, and keeps the row', async () => {
    const released = await one('release', second);
    expect(released).toMatchObject({ mac: second, account: null, batch: null, stage: 'VERIFIED' });
    expect(await done('bindings')).toMatchObject([{ mac: phone, state: 'exported' }]);
    const accounts = await done('accounts');
    expect(accounts.find(({ account }) => account === '00124')).toMatchObject({ devices: 0 });
    expect(await verdicts('00124', second)).toMatchObject([
      { verdict: 'held' },
      { verdict: 'bound' },
    ]);
    expect(await refusal('release', '020000000001')).toEqual({ exit: 1, code: 'NO_SUCH_UNIT' });
    expect(await refusal('again', '020000000001')).toEqual({ exit: 1, code: 'NO_SUCH_UNIT' });
  });

  it('keys export writes a file only its owner can read, one unit or all', async () => {
    const file = join(out, 'keys.jsonl');
    const told = await one('keys', 'export', '--out', file);
    expect(told).toEqual({ file, keys: 4 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const keys = jsonLines(file);
    expect(keys.map(({ mac }) => mac).sort()).toEqual([...macs]);
    for (const key of keys) {
      expect(Object.keys(key)).toEqual(['mac', 'key', 'directory', 'rule', 'secrets']);
      expect(key.key).toMatch(/^[0-9a-f]{64}$/);
      expect(key.rule).toBe('[--key $SA] http://prov.example.net/p/$B/spa$PSN.cfg');
      expect(JSON.stringify(told)).not.toContain(key.key);
    }
    expect(new Set(keys.map(({ key }) => key)).size).toBe(4);
    expect(new Set(keys.map(({ directory }) => directory)).size).toBe(4);

    const single = join(out, 'one.jsonl');
    await done('keys', 'export', '--out', single, '--unit', phone);
    expect(jsonLines(single)).toEqual(keys.filter(({ mac }) => mac === phone));
    const unknown = ['keys', 'export', '--out', join(out, 'x'), '--unit', '020000000001'];
    expect(await refusal(...unknown)).toEqual({ exit: 1, code: 'NO_KEY' });
    expect(existsSync(join(out, 'x'))).toBe(false);
    expect(await refusal('keys', 'export', '--out', join(out, 'none', 'x'))).toEqual({
      ...{ exit: 1, code: 'KEYS_NOT_WRITTEN' },
    });
  });

  it('what is not understood is wrong use: exit 2, and nothing is done', async () => {
    const wrong = [
      ['nonsense'],
      ['toString'],
      ['status', 'extra'],
      ['units', '--nonsense'],
      ['unit'],
      ['unit', 'not-a-mac'],
      ['unit', phone, second],
      ['dhcp'],
      ['transfers'],
      ['log', '--last', '0'],
      ['log', '--last', 'many'],
      ['log', '--unit', 'x'],
      ['log', '--find', ''],
      ['log', '--source', 'smtp'],
      ['log', '--since', 'yesterday'],
      ['log', '--until', '2026-13-01'],
      ['log', '--follow', '--find', 'x'],
      ['accounts', 'delete'],
      ['scan'],
      ['undo', phone],
      ['bindings', '--nonsense'],
      ['export', '--again', 'x', '--out', '.'],
      ['export', '--preset', 'billing', '--again', '1', '--out', '.'],
      ['release'],
      ['keys'],
      ['keys', 'export'],
    ];
    const told = await Promise.all(wrong.map((args) => refusal(...args)));
    expect(told).toEqual(wrong.map(() => ({ exit: 2, code: 'WRONG_USE' })));
  });

  it('a unit never seen is refused with 1, and without a station every verb ends with 3', async () => {
    expect(await refusal('unit', '020000000001')).toEqual({ exit: 1, code: 'NO_SUCH_UNIT' });
    const { code, lines } = await runVerb(temporaryDir(), 'units');
    expect({ code, told: lines[0]?.code }).toEqual({ code: 3, told: 'NOT_RUNNING' });
  });

  it('no key, password, bootstrap passphrase or token is in anything printed or exported', async () => {
    const printed = await Promise.all([
      run('log'),
      ...macs.map((mac) => run('unit', mac)),
      run('status'),
      run('accounts'),
      run('bindings', '--all'),
    ]);
    const keys = jsonLines(join(out, 'keys.jsonl')).map(({ key }) => String(key));
    const token = /token=(.+)$/.exec(station.ready.ui)?.[1] ?? '';
    expect(token.length).toBeGreaterThan(20);
    const ready = JSON.stringify(station.ready);
    const texts = [
      station.stdout.replace(ready, ''),
      station.stderr,
      ...printed.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ].join('\n');
    const isThere = (secret: string) => texts.toLowerCase().includes(secret.toLowerCase());
    expect([...keys, password, pin, token].filter(isThere)).toEqual([]);
    // Nor in any file of the data folder while it runs: database, its WAL, vault.json.
    const kept = readdirSync(station.dir, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));
    expect(kept.map(({ name }) => name)).toContain('station.db-wal');
    const inFile = (secret: string) => kept.filter(({ bytes }) => bytes.includes(secret));
    expect([...keys, password, pin].flatMap(inFile).map(({ name }) => name)).toEqual([]);
    // A bootstrap passphrase is 64 hex digits too; the only such texts here are checksums of files.
    const sums = printed.flatMap(({ lines }) =>
      lines.flatMap((line) => ((line.files ?? []) as Line[]).map(({ sha256 }) => String(sha256))),
    );
    const long = (texts.match(/[0-9a-f]{64}/gi) ?? []).filter((text) => !sums.includes(text));
    expect(long).toEqual([]);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function jsonLines(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}
