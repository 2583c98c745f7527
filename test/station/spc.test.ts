/** The driver of the vendor's compiler, against a stand-in: real processes, no real format. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bootstrapKey, newUnitKey } from '../../main/station/provisioning/unit-keys.ts';
import { readSettings } from '../../main/station/settings.ts';
import { parseSpcArguments } from '../../main/station/spc/arguments.ts';
import { SpcCompiler, type SpcWork } from '../../main/station/spc/compiler.ts';
import { removeLeftFolders } from '../../main/station/spc/private-folder.ts';
import { probeSpc } from '../../main/station/spc/probe.ts';
import { runSpc } from '../../main/station/spc/run.ts';
import { writeSpcArguments } from '../../main/station/spc/write-arguments.ts';
import {
  type Bench,
  fetchFrom,
  isVerified,
  leaseOf,
  mustFetch,
  opened,
  startBench,
  unitWhen,
} from './chain-kit.ts';

const key = '5e'.repeat(32);
const work: SpcWork = {
  mac: '000e08aabbcc',
  text: `GPP_SA "${'8d'.repeat(32)}" ;\nDisplay_Name_1_ "planted phrase" ;\n`,
  options: { scramble: true, cipher: { name: 'aes', kind: 'hex', key } },
};

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-test-spc-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function tool(how: string): string {
  const file = join(dir, `spc-${how}`);
  copyFileSync(new URL('../kit/spc/stand-in.sh', import.meta.url), file);
  chmodSync(file, 0o755);
  return file;
}

const runs = () => readFileSync(join(dir, 'runs.txt'), 'latin1').replaceAll('-', '').length;

/** Runs `work` and gives the argument lists the stand-in was started with meanwhile. */
async function heard(work: () => Promise<unknown>): Promise<string[][]> {
  const book = join(dir, 'arguments.txt');
  writeFileSync(book, '');
  try {
    await work();
    const lists = readFileSync(book, 'utf8').split('\n\n').slice(0, -1);
    return lists.map((list) => list.split('\n'));
  } finally {
    rmSync(book);
  }
}

/** What the vendor's compiler did for the unit, oldest first. */
async function compiled(bench: Bench, mac: string): Promise<string[]> {
  const { evidence } = await bench.ask.units.get({ mac });
  const told = evidence.filter(({ kind }) => kind === 'compiled');
  return told.toSorted((a, b) => a.at - b.at).map(({ detail }) => detail);
}

function bytesAt(name: string, bytes: Buffer, mode = 0o755): string {
  const file = join(dir, name);
  writeFileSync(file, bytes);
  chmodSync(file, mode);
  return file;
}

function elf(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF\x01\x01\x01', 'latin1');
  head.writeUInt16LE(2, 16);
  head.writeUInt16LE(machine, 18);
  return head;
}

function pipe(): string {
  const file = join(dir, 'pipe');
  rmSync(file, { force: true });
  execFileSync('mkfifo', ['-m', '755', file]);
  return file;
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('spa-bench-spc-'));

describe.skipIf(process.platform === 'win32')("the vendor's compiler", () => {
  it('is found by its sample profile', async () => {
    const path = tool('good');
    expect(await probeSpc(path)).toMatchObject({ ok: true, value: { parameters: 2 } });
    // By a folder that is here, and not where the program is started.
    const fromHere = `test/../${relative(process.cwd(), path)}`;
    expect(await probeSpc(fromHere)).toMatchObject({ ok: true, value: { parameters: 2 } });
  });

  it.each([
    ['missing', () => join(dir, 'nowhere')],
    ['not-executable', () => dir],
    ['not-executable', pipe],
    ['not-executable', () => bytesAt('plain', Buffer.from('#!/bin/sh\n'), 0o644)],
    ['wrong-platform', () => bytesAt('spc.exe', Buffer.from('MZ\x90\0'))],
    ['wrong-platform', () => bytesAt('sparc', elf(2))],
    ['wrong-platform', () => bytesAt('i386', elf(3))],
    ['wrong-platform', () => bytesAt('no-loader', Buffer.from('#!/no/such/loader\n'))],
    ['hangs', () => tool('hangs')],
    ['exit', () => tool('refuses')],
    ['nothing-written', () => tool('silent')],
  ])('is not usable: %s', async (kind, path) => {
    const found = await probeSpc(path(), kind === 'hangs' ? 400 : 5000);
    expect(found).toMatchObject({ ok: false, failure: { kind } });
    const compiler = new SpcCompiler(path(), { timeoutMs: kind === 'hangs' ? 400 : 5000 });
    expect(await compiler.compile(work)).toMatchObject({ ok: false, failure: { kind } });
    expect(leftovers()).toEqual([]);
  });

  it('keeps its messages and exit code, without key, phrase or value', async () => {
    const result = await new SpcCompiler(tool('refuses')).compile(work);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'exit', exitCode: 1 } });
    const said = JSON.stringify(result);
    expect(said).toContain('line 2 (Display_Name_1_): syntax error');
    for (const secret of [key, '8d8d8d8d', 'planted phrase']) expect(said).not.toContain(secret);
  });

  it('never takes its input for its output', async () => {
    const result = await new SpcCompiler(tool('echo')).compile(work);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'input-came-back' } });
  });

  it('does not start with a key that is none', async () => {
    const options = {
      scramble: false,
      cipher: { name: 'rc4', kind: 'hex', key: 'a'.repeat(65) },
    } as const;
    const result = await new SpcCompiler(tool('good')).compile({ ...work, options });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'bad-arguments' } });
    expect(JSON.stringify(result)).not.toContain('aaaa');
  });

  it('never takes what is too large for a profile', async () => {
    const result = await new SpcCompiler(tool('large')).compile(work);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'too-large', exitCode: 0 } });
  });

  it('gets exactly the documented arguments', async () => {
    const path = tool('good');
    const book = new URL('../vectors/spc-command-line.json', import.meta.url);
    const { cases } = JSON.parse(readFileSync(book, 'utf8')) as { cases: { input: string[] }[] };
    const lines = cases.map(({ input }) => input).filter((line) => parseSpcArguments(line).ok);
    expect(lines.length).toBeGreaterThan(10);
    const cwd = mkdtempSync(join(dir, 'vectors-'));
    const got = await heard(async () => {
      for (const line of lines) {
        const read = parseSpcArguments(line);
        if (read.ok) await runSpc(path, writeSpcArguments(read.value), { cwd, timeoutMs: 5000 });
      }
    });
    expect(got).toEqual(lines);
  });

  it.each(
    [false, true].flatMap((scramble) =>
      [
        null,
        ...['rc4', 'aes'].flatMap((name) => [[name, 'ascii'] as const, [name, 'hex'] as const]),
      ].map((cipher) => ({ scramble, cipher })),
    ),
  )('combines its options: $scramble $cipher', async ({ scramble, cipher }) => {
    const [name, kind] = cipher ?? [];
    const options: SpcWork['options'] = {
      scramble,
      cipher: cipher === null ? null : ({ name, kind, key } as SpcWork['options']['cipher']),
    };
    const [args] = await heard(() => new SpcCompiler(tool('good')).compile({ ...work, options }));
    const phrase = scramble ? ['--scramble', expect.stringMatching(/^[0-9a-f]{32}$/)] : [];
    const secret = cipher === null ? [] : [`--${name}`, `--${kind}-key`, key];
    const files = ['profile.txt', 'profile.cfg'];
    expect(args).toEqual(['--target', work.mac, ...phrase, ...secret, ...files]);
  });

  it('forgets the oldest of what it made once there is too much', async () => {
    const made = await new SpcCompiler(tool('good')).compile(work);
    const size = made.ok ? made.value.bytes.length : 0;
    const compiler = new SpcCompiler(tool('good'), { cacheBytes: 2 * size + 4 });
    const one = async (mac: string) => {
      const before = runs();
      await compiler.compile({ ...work, mac });
      return runs() - before;
    };
    const macs = ['000e08000001', '000e08000002', '000e08000001', '000e08000003', '000e08000001'];
    const ran: number[] = [];
    for (const mac of macs) ran.push(await one(mac));
    expect(ran).toEqual([1, 1, 0, 1, 1]);
  });

  it('makes 250 files for 250 units, four at once, and each once', async () => {
    const path = tool('good');
    rmSync(join(dir, 'runs.txt'), { force: true });
    const compiler = new SpcCompiler(path);
    const units = Array.from({ length: 250 }, (_, at): SpcWork => {
      const mac = `000e08${at.toString(16).padStart(6, '0')}`;
      const { key, directory } = newUnitKey(mac, 0);
      const text = `GPP_SA "${key}" ;\nGPP_B "${directory}" ;\n`;
      const cipher = { name: 'aes', kind: 'hex', key: bootstrapKey('5a'.repeat(32), mac) } as const;
      return { mac, text, options: { scramble: false, cipher } };
    });
    const [first, again] = await Promise.all([
      Promise.all(units.map((unit) => compiler.compile(unit))),
      Promise.all(units.map((unit) => compiler.compile(unit))),
    ]);
    const hex = first.map((one) =>
      one.ok ? Buffer.from(one.value.bytes).toString('hex') : one.failure.kind,
    );
    expect(new Set(hex).size).toBe(250);
    expect(new Set(units.map(({ text }) => text)).size).toBe(250);
    expect(new Set(units.map(({ options }) => options.cipher?.key)).size).toBe(250);
    expect(again).toEqual(first);
    const runs = readFileSync(join(dir, 'runs.txt'), 'latin1');
    expect(runs.replaceAll('-', '').length).toBe(250);
    let now = 0;
    const most = Math.max(...[...runs].map((sign) => (now += sign === '+' ? 1 : -1)));
    expect(most).toBeLessThanOrEqual(4);
    expect(leftovers()).toEqual([]);
  }, 60_000);

  it('removes what a killed station left behind, and nothing that may be in use', async () => {
    const [left, used] = ['left', 'used'].map((name) => join(tmpdir(), `spa-bench-spc-${name}`));
    for (const folder of [left, used]) mkdirSync(folder ?? '');
    try {
      writeFileSync(join(left ?? '', 'profile.txt'), 'GPP_SA "secret" ;');
      const now = Date.now();
      utimesSync(left ?? '', new Date(now - 3_600_000), new Date(now - 3_600_000));
      await removeLeftFolders(now);
      expect(leftovers()).toEqual(['spa-bench-spc-used']);
    } finally {
      for (const folder of [left, used]) rmSync(folder ?? '', { recursive: true, force: true });
    }
  });
});

describe.skipIf(process.platform !== 'linux')("a model set to the vendor's compiler", () => {
  // No simulated unit can open what a stand-in writes: that it is fetched is all that is shown.
  it.each([
    { cipher: 'aes', key: 'hex', scramble: false, given: ['--aes', '--hex-key'] },
    { cipher: 'rc4', key: 'ascii', scramble: true, given: ['--rc4', '--ascii-key'] },
    { cipher: 'none', key: 'hex', scramble: true, given: [] },
  ] as const)('gets its own file from there: $cipher $key $scramble', async ({ given, ...way }) => {
    const bench = await startBench({ spc: { path: tool('good'), models: { SPA962: way } } });
    try {
      const mac = '000e08000001';
      const address = await leaseOf(bench, mac);
      let rule = '';
      const [args = []] = await heard(async () => {
        const common = opened(await mustFetch(bench, address, '/spa962.cfg'), null);
        rule = common.values.Profile_Rule ?? '';
        // Made ahead of its request, and then not made again.
        await expect.poll(() => compiled(bench, mac), { timeout: 20_000 }).toHaveLength(1);
      });
      const [named] = /^\[--key ([0-9a-f]{64})\] /.exec(rule)?.slice(1) ?? [];
      expect(rule).toMatch(given.length === 0 ? /^tftp:/ : /^\[--key [0-9a-f]{64}\] tftp:/);
      expect(args.slice(0, 2)).toEqual(['--target', mac]);
      expect(args.slice(way.scramble ? 4 : 2, -2)).toEqual([...given, ...(named ? [named] : [])]);
      expect((await bench.ask.units.get({ mac })).key).toMatchObject({ issuedAt: null });
      const before = runs();
      const own = await mustFetch(bench, address, `/p/${mac}.cfg`);
      expect(own.toString('latin1')).toContain('stand-in, no profile');
      expect(await mustFetch(bench, address, `/p/${mac}.cfg`)).toEqual(own);
      expect(runs()).toBe(before);
      expect((await bench.ask.units.get({ mac })).key).toMatchObject({
        issuedAt: expect.any(Number),
      });
      expect(await compiled(bench, mac)).toEqual([
        expect.stringMatching(/made its own file\nspc: exit code 0 · \d+ bytes · compiled$/),
      ]);
    } finally {
      await bench.close();
    }
  });

  it('is used for every file of a unit that reads no XML, and for its next key', async () => {
    const bench = await startBench({ spc: { path: tool('good') }, evidence: 'chain' });
    try {
      const mac = '000e08000004';
      const address = await leaseOf(bench, mac);
      const get = async (path: string) => {
        const bytes = await mustFetch(bench, address, path, 'Linksys/SPA-962-2.0.5 (88012BA01234)');
        expect(bytes.toString('latin1')).toContain('stand-in, no profile');
      };
      const keysNow = () => bench.station.store.read(({ keys }) => keys.of(mac));
      const lists = await heard(async () => {
        await get('/spa962.cfg');
        await get(`/p/${mac}.cfg`);
        const keys = keysNow();
        await get(`/profile/${keys?.directory}/spa962.cfg`);
        await get(`/profile/${keys?.directory}/${keys?.lastName}.cfg`);
      });
      const first = keysNow();
      const bootstrap = expect.stringMatching(/^[0-9a-f]{64}$/);
      const under = (secret: unknown) => ['--aes', '--hex-key', secret];
      expect(lists.map((args) => args.slice(2, -2))).toEqual(
        expect.arrayContaining([[], under(bootstrap), under(first?.key), under(first?.key)]),
      );
      expect(lists.every(([option, target]) => option === '--target' && target === mac)).toBe(true);
      await unitWhen(bench, mac, isVerified);
      expect((await compiled(bench, mac)).join()).toMatch(
        /common file.*own file.*rehearsal.*last/s,
      );

      const { leftOut } = await bench.ask.keys.fileSet({ scope: { kind: 'all' } });
      expect(leftOut).toMatchObject([{ mac, why: expect.stringContaining('2.0.5 reads no XML') }]);
      await bench.ask.keys.rotate({ mac });
      const [again = []] = await heard(() => get(`/profile/${first?.directory}/spa962.cfg`));
      expect(again.slice(2, -2)).toEqual(under(first?.key));
      expect(keysNow()?.key).not.toBe(first?.key);
      expect(JSON.stringify(await bench.ask.units.get({ mac }))).not.toContain(first?.key);
    } finally {
      await bench.close();
    }
  });

  it('is asked for by a unit that reads no XML, until it says another firmware', async () => {
    const bench = await startBench();
    try {
      const mac = '000e08000005';
      const address = await leaseOf(bench, mac);
      const ask = async (version?: string) => {
        const agent = version && `Linksys/SPA-962-${version} (88012BA01234)`;
        const body = await mustFetch(bench, address, '/spa962.cfg', agent);
        await bench.station.tracker.settled();
        const { condition, reason } = bench.station.unit(mac) ?? {};
        return { isHeld: !body.includes('/p/$MA.cfg'), condition, code: reason?.code ?? null };
      };
      const held = { isHeld: true, condition: 'failed', code: 'F22' };
      const goesOn = { isHeld: false, condition: 'ok', code: null };
      expect(await ask('2.0.5')).toEqual(held);
      expect(bench.station.unit(mac)?.reason?.text).toContain('2.0.5 cannot read open profiles');
      expect(await ask()).toEqual(held);
      expect(await ask('2.0.6(b)')).toEqual(goesOn);
      expect(await ask('1.0.33')).toEqual(held);
      await bench.ask.units.provisionAgain({ mac });
      expect(await ask()).toEqual(goesOn);
    } finally {
      await bench.close();
    }
  });

  it('says on the unit why there is no file, without its secrets', async () => {
    const bench = await startBench({ spc: { path: tool('refuses'), models: { SPA962: {} } } });
    try {
      const address = await leaseOf(bench, '000e08000002');
      const common = opened(await mustFetch(bench, address, '/spa962.cfg'), null);
      const bootstrap = /--key ([0-9a-f]{64})/.exec(common.values.Profile_Rule ?? '')?.[1] ?? '';
      expect((await fetchFrom(bench, address, '/p/000e08000002.cfg')).status).not.toBe(200);
      await bench.station.tracker.settled();
      const unit = bench.station.unit('000e08000002');
      expect(unit).toMatchObject({ condition: 'failed', reason: { code: 'F21' } });
      expect(unit?.reason?.text).toContain('Exit code 1. It said: line 2 (GPP_B): syntax error');
      const issued = bench.station.store.read(({ keys }) => keys.of('000e08000002'));
      expect(issued?.key).toMatch(/^[0-9a-f]{64}$/);
      expect(bootstrap).not.toBe('');
      for (const secret of [bootstrap, issued?.key ?? '', issued?.directory ?? '']) {
        expect(JSON.stringify(unit)).not.toContain(secret);
      }
    } finally {
      await bench.close();
    }
  });

  it('says on the unit that there is no room for its work', async () => {
    const bench = await startBench({ spc: { path: tool('good'), models: { SPA962: {} } } });
    try {
      const address = await leaseOf(bench, '000e08000003');
      vi.stubEnv('TMPDIR', join(dir, 'nowhere'));
      await mustFetch(bench, address, '/spa962.cfg');
      expect((await fetchFrom(bench, address, '/p/000e08000003.cfg')).status).not.toBe(200);
      await bench.station.tracker.settled();
      expect(bench.station.unit('000e08000003')).toMatchObject({
        condition: 'failed',
        reason: { code: 'F21', text: expect.stringContaining('temporary files') },
      });
    } finally {
      vi.unstubAllEnvs();
      await bench.close();
    }
  });

  it('is chosen on the page, where a compiler was found and no file says otherwise', async () => {
    const way = { scramble: false, cipher: 'aes', key: 'hex', files: 'own' } as const;
    const spc = { models: { SPA962: way } };
    const bench = await startBench({ spc: { path: tool('good'), timeLimit: 7 } });
    try {
      const { settings } = bench.ask;
      expect(await settings.compiler({ again: false })).toMatchObject({
        ...{ path: tool('good'), timeLimit: 7, problem: null },
        found: { parameters: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
      expect(await settings.change({ spc })).toMatchObject({
        ...{ values: { spc }, nextStart: ['spc'] },
        fixed: expect.not.arrayContaining(['spc']),
      });
      rmSync(tool('good'));
      expect(await settings.compiler({ again: false })).toMatchObject({
        ...{ found: null, problem: { kind: 'missing' } },
      });
      const typo = { models: { ...spc.models, SPA96: way } };
      await expect(settings.change({ spc: typo })).rejects.toMatchObject({
        ...{ code: 'BAD_SETTINGS', message: 'spc.models.SPA96: no model has that name' },
      });
      const more = { models: { ...spc.models, SPA942: way } };
      await expect(settings.change({ spc: more })).rejects.toMatchObject({
        code: 'BAD_SETTINGS',
        message: expect.stringContaining('spc.models.SPA942: There is no file'),
      });
      // What is set already hinders no other change, and can be taken back.
      await settings.change({ lease: 900, spc });
      expect(await settings.change({ spc: { models: {} } })).toMatchObject({
        nextStart: ['lease'],
      });
    } finally {
      await bench.close();
    }
    const told = await startBench({ spc: { path: tool('good'), ...spc } });
    try {
      const change = told.ask.settings.change({ spc: { models: {} } });
      await expect(change).rejects.toMatchObject({ code: 'SETTING_FIXED' });
    } finally {
      await told.close();
    }
  });

  it('needs a path', () => {
    expect(() => readSettings({ spc: { models: { SPA962: {} } } })).toThrow('spc.path');
  });
});
