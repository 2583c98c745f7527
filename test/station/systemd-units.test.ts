/** The units of `resources/systemd` by systemd's own reading of them, and by what the station asks for. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { wantedPorts } from '../../main/station/preflight/ports.ts';
import { readSettings } from '../../main/station/settings.ts';

const units = resolve(import.meta.dirname, '../../resources/systemd');
const sockets = join(units, 'sockets');
const dir = mkdtempSync(join(tmpdir(), 'spa-bench-units-'));
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const socketUnits = readdirSync(sockets).filter((name) => name.endsWith('.socket'));
const textOf = (name: string) => readFileSync(join(sockets, name), 'utf8');

describe('the units for sockets handed over', () => {
  it.skipIf(!hasSystemd).each([units, sockets])('systemd has nothing to say of %s', (from) => {
    const to = mkdtempSync(join(dir, 'units-'));
    cpSync(from, to, { recursive: true });
    const service = join(to, 'spa-bench.service');
    const ours = readFileSync(service, 'utf8').replace('/usr/bin/node', process.execPath);
    writeFileSync(service, ours);
    const names = readdirSync(to).filter((name) => name.includes('.'));
    const verify = ['verify', ...names.map((name) => join(to, name))];
    const { status, stderr } = spawnSync('systemd-analyze', verify, { encoding: 'utf8' });
    const said = stderr.split('\n').filter((line) => line.includes('spa-bench'));
    expect({ status, said }).toEqual({ status: 0, said: [] });
  });

  it('make every socket the station asks for, and the one that looks for other DHCP servers', () => {
    const made = socketUnits
      .flatMap((name) => [...textOf(name).matchAll(/^Listen(Datagram|Stream)=([\d.]+):(\d+)$/gm)])
      .map(([, kind, address, port]) => `${kind === 'Stream' ? 'TCP' : 'UDP'} ${address}:${port}`);
    const settings = readSettings({ dns: true, ntp: true, https: { mode: 'asked' } });
    const wanted = wantedPorts(settings).map(({ protocol, port, hearsBroadcasts = false }) => {
      return `${protocol} ${hearsBroadcasts ? '0.0.0.0' : '192.168.76.1'}:${port}`;
    });
    expect(made.sort()).toEqual([...wanted, 'UDP 0.0.0.0:68'].sort());
  });

  it('tie each of them to the card the service serves on, which has no right at all', () => {
    const service = textOf('spa-bench.service');
    const [, card] = /--interface (\S+)$/m.exec(service) ?? [];
    for (const name of socketUnits) {
      expect(textOf(name), name).toMatch(new RegExp(`^BindToDevice=${card}$`, 'm'));
      expect(textOf(name), name).toMatch(/^PartOf=spa-bench\.service$/m);
    }
    expect(service).toMatch(/^CapabilityBoundingSet=$/m);
    expect(service).toMatch(/^DynamicUser=yes$/m);
  });
});
