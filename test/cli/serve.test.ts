/** `serve`: what it opens, what it refuses, how it ends. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  freePorts,
  onLoopback,
  Program,
  runVerb,
  serveInVain,
  simulate,
  startStation,
  startVerb,
  temporaryDir,
  verifiedUnits,
  whySkipped,
} from './station-process.ts';

afterAll(cleanUp);

const root = resolve(import.meta.dirname, '../..');
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const isLinux = process.platform === 'linux';
const loopback = ['--address', '127.0.0.1'];

describe.skipIf(whySkipped !== null)(`serve${whySkipped ? `: ${whySkipped}` : ''}`, () => {
  it('tells once where it is, with a page that opens and a process that holds the sockets', async () => {
    const station = await startStation();
    const { ready } = station;
    expect(ready).toMatchObject({ interface: 'lo', address: '127.0.0.1', pid: station.child.pid });
    expect(ready.ui).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{40,}$/);
    const { https, ...usual } = ready.ports;
    expect(https).toBeNull();
    for (const port of Object.values(usual)) expect(port).toBeGreaterThan(0);
    const page = await fetch(ready.ui);
    expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({
      status: 200,
      type: expect.stringContaining('text/html'),
    });
    expect(
      statSync(station.dir).mode & 0o077 || statSync(join(station.dir, 'station.db')).mode & 0o077,
    ).toBe(0);
    expect((await station.stop('SIGTERM')).lines).toHaveLength(1);
    expect(readdirSync(station.dir)).toEqual(['station.db', 'vault.json', 'vault.key']);
  });

  it('without a card has its page up and not one socket on any bench port', async () => {
    const station = await startStation(['--ports', freePorts]);
    const { ready } = station;
    expect(ready).toMatchObject({ interface: null, address: null });
    expect(ready.ports).toEqual({ dhcp: null, tftp: null, http: null, https: null, syslog: null });
    expect((await fetch(ready.ui)).status).toBe(200);
    expect(await station.done('status')).toMatchObject([{ state: 'stopped', address: null }]);
    if (isLinux) expect(socketsOf(ready.pid)).toEqual({ udp: 0, listening: 1 });
    expect(await station.stop('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('a second one on the same data is refused and leaves the first alone', async () => {
    const station = await startStation();
    const { code, lines } = await serveInVain(station.dir, ...onLoopback);
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [{ code: 'DATA_IN_USE', message: expect.any(String) }],
    });
    expect(await station.done('status')).toMatchObject([{ state: 'running' }]);
  });

  it('a service that is off is not there, the others are', async () => {
    const station = await startStation([
      ...loopback,
      '--ports',
      'dhcp=off,tftp=0,http=off,syslog=off',
    ]);
    expect(station.ready.ports).toMatchObject({ dhcp: null, http: null, syslog: null });
    expect(station.ready.ports.tftp).toBeGreaterThan(0);
    if (isLinux) expect(socketsOf(station.ready.pid)).toEqual({ udp: 1, listening: 1 });
  });

  it.each(['tftp', 'syslog', 'http'])(
    'a taken port of %s is named, and nothing stays open',
    async (name) => {
      const holder = name === 'http' ? await takeTcp() : await takeUdp();
      const ports = `dhcp=0,tftp=0,http=0,syslog=0,${name}=${holder.port}`;
      const dir = temporaryDir();
      const { code, lines } = await serveInVain(dir, ...loopback, '--ports', ports);
      holder.close();
      expect({ code, lines }).toEqual({
        code: 1,
        lines: [{ code: 'PORT_TAKEN', message: expect.stringContaining(String(holder.port)) }],
      });
      expect(existsSync(join(dir, 'station.json'))).toBe(false);
    },
  );

  it('--without-taken goes on without what units can spare, until its port is free', async () => {
    const holder = await takeTcp();
    const ports = `dhcp=0,tftp=0,syslog=0,http=${holder.port}`;
    const station = await startStation([...loopback, '--ports', ports, '--without-taken']);
    const { ready } = station;
    expect(ready.ports).toMatchObject({ http: null, tftp: expect.any(Number) });
    expect(ready.down?.http).toContain(`TCP port ${holder.port}`);
    const refused = await station.run('service', 'http', 'start');
    expect(refused).toMatchObject({ code: 1, lines: [{ code: 'PORT_TAKEN' }] });
    holder.close();
    expect(await station.done('service', 'http', 'start')).toMatchObject([
      { service: 'http', port: holder.port, state: 'on', problem: null },
    ]);
    expect((await httpGet(holder.port, '/none')).status).toBe(404);
    expect(await station.done('service', 'tftp', 'stop')).toMatchObject([
      { state: 'stopped', isNeeded: true, problem: expect.stringContaining('no unit gets a file') },
    ]);
    // What units need cannot be spared.
    const taken = await takeUdp();
    const needed = `dhcp=0,http=0,syslog=0,tftp=${taken.port}`;
    const vain = await serveInVain(
      temporaryDir(),
      ...loopback,
      '--ports',
      needed,
      '--without-taken',
    );
    taken.close();
    expect(vain).toMatchObject({ code: 1, lines: [{ code: 'PORT_TAKEN' }] });
  });

  it('what is not understood is wrong use, and the message names it', async () => {
    const cases: [args: string[], code: string, named: string][] = [
      [['--nonsense'], 'WRONG_USE', 'nonsense'],
      [['extra'], 'WRONG_USE', 'extra'],
      [['--ports', 'tftp'], 'WRONG_USE', 'tftp'],
      [['--ports', 'ssh=22'], 'BAD_SETTINGS', 'ssh'],
      [['--ports', 'tftp=70000'], 'BAD_SETTINGS', 'ports.tftp'],
      [['--lease', 'soon'], 'WRONG_USE', '--lease'],
      [['--rehearsal', 'maybe'], 'BAD_SETTINGS', 'rehearsal'],
      [['--pool', '10.0.0.1'], 'BAD_SETTINGS', 'pool'],
      [['--isp', 'nonsense://x y'], 'BAD_SETTINGS', 'isp'],
      [['--config', 'none.json'], 'BAD_SETTINGS', 'none.json'],
    ];
    const told = await Promise.all(
      cases.map(([args]) => serveInVain(temporaryDir(), ...loopback, ...args)),
    );
    const wanted = cases.map(([, code, named]) => {
      return { code: 2, lines: [{ code, message: expect.stringContaining(named) }] };
    });
    expect(told).toMatchObject(wanted);
  });

  it('a data folder that cannot be made is refused with 1', async () => {
    const file = join(temporaryDir(), 'file');
    writeFileSync(file, '');
    for (const dir of [file, join(file, 'below')]) {
      const { code, lines } = await serveInVain(dir, ...onLoopback);
      expect({ code, told: lines[0]?.code }).toEqual({ code: 1, told: 'DATA_DIR_FAILED' });
    }
  });

  it('a card or a folder that is not there is refused with 1', async () => {
    const cases = [
      ['--interface', 'no-such-card'],
      ['--address', '192.0.2.77'],
      [...loopback, '--files', '/nonexistent/folder'],
    ];
    for (const args of cases) {
      const { code, lines } = await serveInVain(temporaryDir(), ...args, '--ports', freePorts);
      expect({ args, code, lines: lines.length }).toEqual({ args, code: 1, lines: 1 });
    }
  });

  it('takes every key of the settings from --config, and the command line lies over it', async () => {
    const dir = temporaryDir();
    const file = join(dir, 'settings.json');
    const settings = {
      address: '127.0.0.1',
      pool: '127.0.5.1-127.0.5.9',
      lease: 600,
      allowAll: true,
      files: dir,
      isp: 'http://192.0.2.7/own/$B/phone.cfg',
      rehearsal: 'off',
      quiet: 0.5,
      ports: { dhcp: 0, tftp: 0, http: 'off', https: 'off', syslog: 0 },
      uiPort: 0,
      checks: false,
      unknownUnits: 'refuse',
      options: {
        ...{ 3: '127.0.0.9', 6: ['127.0.0.8'], 15: 'bench.example', 42: ['127.0.0.7'] },
        ...{ 43: '010203', 67: 'boot.bin' },
      },
      exclude: ['127.0.5.1'],
      reservations: { '00:0E:08:00:00:02': '127.0.5.7' },
      models: [{ model: 'SPA962', psn: '962', file: 'spa962.cfg', lines: 6 }],
      templates: {
        common: 'Time_Zone "GMT+01:00";',
        isp: '<flat-profile><Admin_Passwd>x</Admin_Passwd></flat-profile>',
        model: { SPA962: 'Station_Name "Desk";' },
      },
      presets: [
        {
          name: 'short',
          columns: [{ field: 'mac', heading: 'MAC' }, { field: 'account' }],
          separator: ';',
          lineEnd: 'lf',
          macNotation: 'colon-upper',
          header: true,
          quoting: 'needed',
          bom: false,
          timeZone: 'UTC',
          guardFormulas: true,
        },
      ],
    };
    writeFileSync(file, JSON.stringify(settings));
    const station = await startStation(['--config', file, '--ports', 'http=0']);
    expect(station.ready.ports.http).toBeGreaterThan(0);
    expect(await station.done('status')).toMatchObject([
      { isRehearsing: false, pool: { first: '127.0.5.1', last: '127.0.5.9' } },
    ]);
    expect(await simulate(station, '--units', '2', '--models', 'SPA962')).toMatchObject({
      reachedGoal: 2,
    });
    const [first, second] = await verifiedUnits(station, 2);
    expect(first?.address).not.toBe('127.0.5.1');
    expect(second?.address).toBe('127.0.5.7');
    writeFileSync(join(dir, 'accounts.csv'), 'account\n=1+1\n');
    await station.done('accounts', 'import', join(dir, 'accounts.csv'));
    await station.done('scan', String(second?.mac), '=1+1');
    const [batch] = await station.done('export', '--preset', 'short', '--out', dir);
    expect(readFileSync(String(batch?.file), 'utf8')).toBe(
      "MAC;account\n00:0E:08:00:00:02;'=1+1\n",
    );
    await station.done('keys', 'export', '--out', join(dir, 'keys'));
    expect(JSON.parse(readFileSync(join(dir, 'keys'), 'utf8').split('\n')[0] ?? '')).toMatchObject({
      rule: '[--key $SA] http://192.0.2.7/own/$B/phone.cfg',
    });
    expect(await station.done('servers')).toEqual([
      { host: '192.0.2.7', addresses: ['192.0.2.7'], problem: null },
    ]);
  });

  it('refuses a settings file with an unknown key by its name, and a broken template by its line', async () => {
    const dir = temporaryDir();
    const inVain = async (settings: unknown) => {
      writeFileSync(join(dir, 'settings.json'), JSON.stringify(settings));
      return serveInVain(dir, ...loopback, '--config', join(dir, 'settings.json'));
    };
    expect(await inVain({ qiet: 3 })).toMatchObject({
      code: 2,
      lines: [{ code: 'BAD_SETTINGS', message: expect.stringContaining('qiet') }],
    });
    expect(await inVain({ ports: { ssh: 22 } })).toMatchObject({
      lines: [{ code: 'BAD_SETTINGS', message: expect.stringContaining('ssh') }],
    });
    expect(
      await inVain({ templates: { isp: '<flat-profile>\n<A>1</B>\n</flat-profile>' } }),
    ).toMatchObject({
      code: 1,
      lines: [{ code: 'BAD_TEMPLATE', message: expect.stringMatching(/isp.*line 2/) }],
    });
  });

  it('serves a folder as it is to the bench, beneath the made names and never beyond', async () => {
    const dir = temporaryDir();
    const outside = temporaryDir();
    writeFileSync(join(outside, 'secret.txt'), 'outside');
    mkdirSync(join(dir, 'fw'));
    const firmware = Buffer.from(Array.from({ length: 70_000 }, (_, n) => n % 251));
    writeFileSync(join(dir, 'fw', 'spa.bin'), firmware);
    symlinkSync(join(outside, 'secret.txt'), join(dir, 'link.txt'));
    for (const [folder, name] of [
      ['', 'spa962.cfg'],
      ['p', '000e08000001.cfg'],
      ['profile', 'x.cfg'],
    ] as const) {
      mkdirSync(join(dir, folder), { recursive: true });
      writeFileSync(join(dir, folder, name), 'from the disk');
    }
    const station = await startStation([...onLoopback, '--files', dir]);
    const fetched = (path: string) => httpGet(Number(station.ready.ports.http), path);
    expect((await fetched('/fw/spa.bin')).body.equals(firmware)).toBe(true);
    expect((await fetched('/FW/Spa.BIN')).status).toBe(200);
    for (const path of [
      ...['/link.txt', '/../secret.txt', '/fw/../../secret.txt', '/%2e%2e/secret.txt'],
      ...['/fw', '/nothing', '/p/000e08000001.cfg', '/profile/x.cfg', '/fw%00/spa.bin'],
    ]) {
      const { status, body } = await fetched(path);
      expect({ path, isServed: status === 200, body: body.includes('outside') }).toEqual({
        ...{ path, isServed: false, body: false },
      });
    }
    const held = await fetched('/spa962.cfg');
    expect(held.body.toString()).toContain('<flat-profile>');
    expect(held.body.toString()).not.toContain('--key');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it within two seconds with 0, a watcher or not',
    async (signal) => {
      const station = await startStation();
      const follower = startVerb(station.dir, 'log', '--follow');
      await follower.line(({ source }) => source === 'station');
      const since = performance.now();
      expect(await station.stop(signal)).toMatchObject({ code: 0 });
      expect(performance.now() - since).toBeLessThan(2000);
      expect(existsSync(join(station.dir, 'station.json'))).toBe(false);
      await follower.end;
    },
  );

  it.skipIf(!packageJson.scripts.cli).each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it through npm too',
    async (signal) => {
      const dir = temporaryDir();
      const args = ['run', '-s', 'cli', '--', 'serve', '--data', dir, '--json', ...onLoopback];
      const npm = new Program('npm', args);
      const ready = await npm.line(({ event }) => event === 'ready');
      const since = performance.now();
      const { code, lines } = await npm.stop(signal);
      expect({ code, lines: lines.length }).toEqual({ code: 0, lines: 1 });
      expect(performance.now() - since).toBeLessThan(2500);
      expect(isAlive(Number(ready.pid))).toBe(false);
      expect((await runVerb(dir, 'status')).code).toBe(3);
    },
  );
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** How many UDP sockets and listening TCP sockets a process has (Linux). */
function socketsOf(pid: number): { udp: number; listening: number } {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      return /^socket:\[(\d+)\]$/.exec(targetOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    }),
  );
  const own = (table: string, state: string) =>
    ['', '6'].flatMap((family) =>
      readFileSync(`/proc/net/${table}${family}`, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter((row) => inodes.has(row[9] ?? '') && row[3] === state),
    ).length;
  return { udp: own('udp', '07'), listening: own('tcp', '0A') };
}

/** Empty for a file that was closed since it was listed, as the day's backup is. */
function targetOf(fd: string): string {
  try {
    return readlinkSync(fd);
  } catch {
    return '';
  }
}

async function takeUdp() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => socket.close() };
}

async function takeTcp() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** Takes the path as it is, dots and all, from an address of the bench that has no lease. */
function httpGet(port: number, path: string): Promise<{ status: number; body: Buffer }> {
  return new Promise((done, fail) => {
    const options = { host: '127.0.0.1', port, path, localAddress: '127.0.0.200' };
    get(options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode ?? 0, body: Buffer.concat(parts) }));
    }).on('error', fail);
  });
}
