/** Reports units send, and uploads nobody is to make: a whole station on loopback, real clients. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatedUnit } from '../../main/simulate/unit.ts';
import { encodeData, encodeRequest } from '../../main/station/tftp/packet.ts';
import { type Bench, leaseOf, startBench, unbox, unitWhen, walkChain } from './chain-kit.ts';

const mac = '000e08000001';
const other = '000e08000002';
let started: Bench | null = null;
let units: SimulatedUnit[] = [];
let dir = '';
afterEach(async () => {
  await Promise.all(units.map((unit) => unit.powerOff()));
  await started?.close();
  if (dir !== '') rmSync(dir, { recursive: true, force: true });
  [started, units, dir] = [null, [], ''];
});

async function bench(settings: Parameters<typeof startBench>[0] = {}): Promise<Bench> {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-reports-'));
  started = await startBench({ reports: true, evidence: 'chain', ...settings }, dir);
  return started;
}

const quarantined = () =>
  existsSync(join(dir, 'quarantine')) ? readdirSync(join(dir, 'quarantine')) : [];

/** WRQ and one short block from that address. @returns the last packet: `ack N` or `error N` */
async function put({ ports }: Bench, from: string, name: string, text: string): Promise<string> {
  const socket = createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  const said = async () => {
    const [bytes, peer] = (await once(socket, 'message')) as [Buffer, { port: number }];
    const words = `${bytes[1] === 4 ? 'ack' : 'error'} ${bytes.readUInt16BE(2)}`;
    return { words, port: peer.port };
  };
  try {
    socket.send(encodeRequest('write', name, 'octet'), ports.tftp, '127.0.0.1');
    const first = await said();
    if (first.words !== 'ack 0') return first.words;
    socket.send(encodeData(1, Buffer.from(text)), first.port, '127.0.0.1');
    return (await said()).words;
  } finally {
    socket.close();
  }
}

function send(
  { ports }: Bench,
  from: string,
  method: 'PUT' | 'POST',
  path: string,
  body: Uint8Array | string,
): Promise<number> {
  return new Promise((done, fail) => {
    const where = { host: '127.0.0.1', port: ports.http, localAddress: from };
    const call = request({ ...where, method, path, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => done(answer.statusCode ?? 0));
    });
    call.on('error', fail);
    call.end(body);
  });
}

describe('a report', () => {
  it('goes by TFTP PUT under the unit’s key into the quarantine, and is compared', async () => {
    const run = await bench({ quiet: 60, templates: { isp: 'Display_Name[1] "Desk";' } });
    const unit = unbox(run, 1);
    units.push(unit);
    unit.powerOn();
    await expect
      .poll(() => unit.finalParameters.get('Report_Rule'), { timeout: 10_000 })
      .toMatch(/^\[--key \$SA\] tftp:.*\/report\/\$B\/\$MA\.xml$/);
    await unitWhen(run, mac, ({ stage }) => stage === 'SEC-PRV-2');
    await expect.poll(() => unit.finalParameters.get('Report_Rule'), { timeout: 5_000 }).toBe('');
    const { directory } = { directory: unit.finalParameters.get('GPP_B') ?? '' };
    const rule = `[--key $SA] tftp://127.0.0.1:${run.ports.tftp}/report/$B/$MA.xml`;
    (unit.finalParameters as Map<string, string>).set('Report_Rule', rule);
    await expect.poll(() => unit.report(), { timeout: 5_000 }).toBeNull();
    const [file = ''] = quarantined();
    expect(file).toMatch(new RegExp(`^${mac}-\\d+\\.report$`));
    expect(statSync(join(dir, 'quarantine', file)).mode & 0o777).toBe(0o600);
    expect(
      readFileSync(join(dir, 'quarantine', file))
        .subarray(0, 8)
        .toString(),
    ).toBe('Salted__');
    await run.station.tracker.settled();
    const { readBack } = await run.ask.units.get({ mac });
    expect(readBack).toMatchObject({ by: 'report', phase: 'last', outcome: 'different' });
    expect(readBack?.namingStation).toEqual(['Report_Rule']);
    expect(directory).not.toBe('');
  });

  it('goes by HTTP POST and PUT, each into a file of its own; too much of it is refused', async () => {
    const run = await bench();
    const address = await leaseOf(run, mac);
    const { directory } = await walkChain(run, mac, address, '962', 'rehearsal');
    const path = `/report/${directory}/${mac}.xml`;
    const report = '<flat-profile><Provision_Enable>Yes</Provision_Enable></flat-profile>';
    expect(await send(run, address, 'POST', path, report)).toBe(200);
    expect(await send(run, address, 'PUT', path, report)).toBe(200);
    expect(quarantined()).toHaveLength(2);
    expect(await send(run, address, 'POST', path, Buffer.alloc(1024 * 1024 + 1))).toBe(413);
    expect(quarantined()).toHaveLength(2);
  });

  it('is taken of nobody else, and under no other name', async () => {
    const run = await bench();
    const address = await leaseOf(run, mac);
    const { directory } = await walkChain(run, mac, address, '962', 'rehearsal');
    const elsewhere = await leaseOf(run, other);
    const own = `/report/${directory}/${mac}.xml`;
    expect(await put(run, address, own, 'x')).toBe('ack 1');
    expect(await put(run, elsewhere, own, 'x')).toBe('error 2');
    expect(await put(run, '127.0.0.1', own, 'x')).toBe('error 2');
    for (const name of [`/report/${directory}/x.xml`, `/report/nobody/${mac}.xml`, '/a', '../a']) {
      expect(await put(run, address, name, 'x')).toBe('error 2');
    }
    expect(quarantined()).toHaveLength(1);
  });
});

describe('an upload over a profile', () => {
  it.each(['/spa962.cfg', `/p/${other}.cfg`, '/P/x', 'profile/any/spa962.cfg'])(
    '%s is refused, logged, and holds the unit until a person decides',
    async (name) => {
      const run = await bench();
      const address = await leaseOf(run, mac);
      expect(await put(run, address, name, 'mine')).toBe('error 2');
      const held = await unitWhen(run, mac, ({ reason }) => reason?.code === 'F20');
      expect(held.reason?.text).toContain('tried to write over');
      await expect(walkChain(run, mac, address)).rejects.toThrow(/no bootstrap passphrase/);
      const lines = await run.ask.log.list({ last: 100 });
      expect(lines.map(({ msg }) => msg).join('\n')).toMatch(/an upload over a profile/);
      await run.ask.units.provisionAgain({ mac });
      expect((await walkChain(run, mac, address)).key).toMatch(/^[0-9a-f]{64}$/);
      expect(quarantined()).toEqual([]);
    },
  );

  it('by HTTP PUT ends in the same; who has no lease holds nobody', async () => {
    const run = await bench();
    const address = await leaseOf(run, mac);
    expect(await send(run, '127.0.0.1', 'PUT', `/p/${mac}.cfg`, 'x')).toBe(403);
    expect(run.station.unit(mac)?.reason ?? null).toBeNull();
    expect(await send(run, address, 'PUT', `/p/${other}.cfg`, 'x')).toBe(403);
    await unitWhen(run, mac, ({ reason }) => reason?.code === 'F20');
  });
});

describe.each([
  [
    'tftp-hpa',
    '/usr/bin/tftp',
    (port: number, name: string, file: string) => [
      ...['-m', 'octet', '127.0.0.1', String(port), '-c', 'put', file, name],
    ],
  ],
  [
    'atftp',
    '/usr/bin/atftp',
    (port: number, name: string, file: string) => [
      ...['-p', '-r', name, '-l', file, '127.0.0.1', String(port)],
    ],
  ],
] as const)('%s', (_name, program, args) => {
  it.skipIf(!existsSync(program))('is refused with words, and writes nothing', async () => {
    const run = await bench();
    const file = join(dir, 'mine');
    writeFileSync(file, 'x'.repeat(2_000));
    // Not the sync call: the station answers from this very process.
    const child = spawn(program, args(run.ports.tftp, '/spa962.cfg', file), { cwd: dir });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        said += part.toString();
      });
    }
    await once(child, 'close');
    expect(said).toMatch(/not taken|Access violation/i);
    expect(quarantined()).toEqual([]);
  });
});
