/** `spa-bench certificates …` against a running station. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  onLoopback,
  type StationProcess,
  startStation,
  temporaryDir,
  whySkipped,
} from './station-process.ts';

describe.skipIf(whySkipped !== null)('certificates on the command line', () => {
  let station: StationProcess;
  let out: string;
  const done = async (...args: string[]) =>
    (await station.done('certificates', ...args))[0] as Record<string, unknown>;
  const code = async (...args: string[]) => {
    const { code: exit, lines } = await station.run('certificates', ...args);
    return [exit, lines[0]?.code];
  };
  beforeAll(async () => {
    station = await startStation(onLoopback);
    out = temporaryDir();
  });
  afterAll(cleanUp);

  it('makes a request whose key stays on the station', async () => {
    const file = join(out, 'server.csr');
    const made = await done('request', 'prov.example.net/info', '--bits', '1024', '--out', file);
    expect(made).toEqual({ file, commonName: 'prov.example.net/info', bits: 1024 });
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
    expect(await code('request', 'prov.example.net', '--out', file)).toEqual([1, 'REQUEST_WAITS']);
    expect(await code('request', '10.0.0.1', '--out', file)).toEqual([1, 'BAD_COMMON_NAME']);
  });

  it('takes no certificate of another key, and no rubbish', async () => {
    expect(await code('add', join(out, 'server.csr'))).toEqual([1, 'BAD_CERTIFICATE']);
    expect(await code('add', join(out, 'nowhere.crt'))).toEqual([1, 'FILE_UNREADABLE']);
    await done('practice', '--unit', 'generic', '--out', out);
    const foreign = join(out, 'practice-generic.pem');
    expect(await code('add', foreign)).toEqual([1, 'KEY_MISMATCH']);
    // With the key that stands in the same file it is a pair.
    const view = await done('add', foreign, '--key', foreign);
    expect(view.server).toMatchObject({ isPractice: true, host: null });
    expect(await code('show')).toEqual([1, undefined]);
  });

  it('practises: a server, a client root, and a unit whose key is nobody else’s to read', async () => {
    const view = await done('practice', 'prov.example.net');
    expect(view).toMatchObject({
      server: { host: 'prov.example.net', isPractice: true, bits: 2048 },
      clientRoot: [{ isPractice: true }],
    });
    const unit = ['--unit', '00:0E:08:AB:CD:EF', '--serial', '88012BA01234'];
    const { file } = await done('practice', ...unit, '--out', out);
    expect(file).toBe(join(out, 'practice-000e08abcdef.pem'));
    expect(statSync(String(file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(String(file), 'latin1')).toContain('PRIVATE KEY');
  });

  it('shows checks and suites, and no key', async () => {
    const { lines, stderr } = await station.run('certificates', 'show');
    const [view] = lines as [Record<string, unknown>];
    expect(view.checks).toContainEqual(expect.objectContaining({ id: 'chain', result: 'warn' }));
    expect(view.oldSuites).toHaveLength(9);
    expect(JSON.stringify(lines) + stderr).not.toContain('PRIVATE');
  });

  it('brings roots and takes them away', async () => {
    const root = join(out, 'root.pem');
    const dir = String((await done('show')).dir);
    writeFileSync(root, readFileSync(join(dir, 'client-root.pem')));
    expect(await done('root', 'server', root)).toMatchObject({
      serverRoot: [{ isPractice: true }],
    });
    expect(await done('root', 'server', '--remove')).toMatchObject({ serverRoot: [] });
    expect((await station.run('certificates', 'root', 'both', root)).code).toBe(2);
    expect((await station.run('certificates', 'nothing')).code).toBe(2);
  });

  it('one-time codes are shown as they are made, listed without, and withdrawn', async () => {
    const list = join(out, 'accounts.csv');
    writeFileSync(list, 'account;name;allowed\n00417;Ada;1\n00418;Grace;1\n');
    expect(await station.done('pins', 'list')).toEqual([]);
    await station.done('accounts', 'import', list);
    const { lines, stderr } = await station.run('pins', 'make', '00417', '00418', '--hours', '2');
    const [first, second] = lines as { id: number; pin: string; url: string }[];
    expect(first).toMatchObject({ account: '00417', state: 'open', mac: null });
    expect(first?.pin).toMatch(/^[a-z2-9]{10}$/);
    expect(first?.url).toMatch(
      new RegExp(`^https://prov\\.example\\.net.*/cisco-init/${first?.pin}$`),
    );
    expect(second?.pin).not.toBe(first?.pin);
    expect(stderr).toContain('shown once');
    const shown = await station.done('pins', 'list');
    expect(shown.map(({ account, state }) => [account, state])).toEqual([
      ['00418', 'open'],
      ['00417', 'open'],
    ]);
    expect(Object.keys(shown[0] ?? {})).toEqual([
      ...['id', 'account', 'state', 'mac', 'madeAt', 'expiresAt'],
    ]);
    const [gone] = await station.done('pins', 'withdraw', String(first?.id));
    expect(gone).toMatchObject({ id: first?.id, state: 'withdrawn' });
    const refused = await Promise.all([
      station.run('pins', 'make', 'nobody'),
      station.run('pins', 'withdraw', '4711'),
      station.run('pins', 'make', '00417', '--hours', '0'),
      station.run('pins', 'nothing'),
    ]);
    expect(refused.map(({ code: exit }) => exit)).toEqual([1, 1, 2, 2]);
    const order = await station.run('resync', '000e08000001', '--code');
    expect([order.code, order.lines[0]?.code]).toEqual([1, 'NO_CODE_GIVEN']);
  });
});

it('serve takes the HTTPS flags', async () => {
  const { settingsOf } = await import('../../main/serve/serve-command.ts');
  const { https, ports } = settingsOf(['--https', 'required', '--old-suites', 'on']);
  expect(https).toEqual({ mode: 'required', oldSuites: true });
  expect(ports.https).toBe(443);
  expect(() => settingsOf(['--https', 'sometimes'])).toThrow(/https\.mode/);
});
