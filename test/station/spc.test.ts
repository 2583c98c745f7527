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
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bootstrapKey, newUnitKey } from '../../main/station/provisioning/unit-keys.ts';
import { readSettings } from '../../main/station/settings.ts';
import { SpcCompiler, type SpcWork } from '../../main/station/spc/compiler.ts';
import { removeLeftFolders } from '../../main/station/spc/private-folder.ts';
import { probeSpc } from '../../main/station/spc/probe.ts';
import { fetchFrom, leaseOf, mustFetch, opened, startBench } from './chain-kit.ts';

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
    expect(await probeSpc(tool('good'))).toMatchObject({ ok: true, value: { parameters: 2 } });
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
    expect(said).toContain('syntax error');
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
    ['aes', /^\[--key [0-9a-f]{64}\] http|^\[--key [0-9a-f]{64}\] tftp/],
    ['none', /^(?:tftp|http):/],
  ] as const)('gets its own file from there, cipher %s', async (cipher, rule) => {
    const spc = { path: tool('good'), models: { SPA962: { cipher } } };
    const bench = await startBench({ spc });
    try {
      const address = await leaseOf(bench, '000e08000001');
      const common = opened(await mustFetch(bench, address, '/spa962.cfg'), null);
      expect(common.values.Profile_Rule).toMatch(rule);
      const own = await mustFetch(bench, address, '/p/000e08000001.cfg');
      expect(own.toString('latin1')).toContain('stand-in, no profile');
      expect(await mustFetch(bench, address, '/p/000e08000001.cfg')).toEqual(own);
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
      expect(unit?.reason?.text).toContain('Exit code 1. It said: syntax error');
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
      await mustFetch(bench, address, '/spa962.cfg');
      vi.stubEnv('TMPDIR', join(dir, 'nowhere'));
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
    const way = { scramble: false, cipher: 'aes', key: 'hex' } as const;
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
