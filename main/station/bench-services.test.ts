import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StationError } from '../contract/errors.ts';
import { type ServiceName, serviceNames } from '../contract/preflight.ts';
import { BenchServices, type Service, type ServiceMakers } from './bench-services.ts';
import type { SocketTrouble } from './net/told-trouble.ts';
import { isNeeded, lackOf } from './service-lacks.ts';
import { readSettings } from './settings.ts';

const settings = readSettings({});
const usual: Record<ServiceName, number | null> = {
  ...{ dhcp: 67, tftp: 69, http: 80, https: null, syslog: 514, dns: null, ntp: null },
};
const taken = (port: number) =>
  new StationError('PORT_TAKEN', `Another program is using UDP port ${port}: other (process 7).`);

/** Services that only say what became of them; `ports` can be changed, `refused` ports cannot be opened. */
function bench(about: { answers?: boolean; refusal?: typeof taken } = {}) {
  const ports = { ...usual };
  const refused = new Set<number>();
  const told: string[] = [];
  const log: string[] = [];
  const troubles = new Map<ServiceName, (trouble: SocketTrouble) => void>();
  const make = (name: ServiceName): ServiceMakers[ServiceName] => ({
    port: () => ports[name],
    make: (port, onTrouble): Service => {
      troubles.set(name, onTrouble);
      return {
        start: async () => {
          if (refused.has(port)) throw (about.refusal ?? taken)(port);
          told.push(`${name} at ${port}`);
          return port === 0 ? 50_000 : port;
        },
        stop: async () => void told.push(`${name} ended`),
      };
    },
  });
  const makers = Object.fromEntries(serviceNames.map((name) => [name, make(name)]));
  const services = new BenchServices({
    makers: makers as ServiceMakers,
    log: { write: ({ msg }) => void log.push(msg) },
    isNeeded: (name) => isNeeded(name, settings),
    lack: (name) => lackOf(name, settings),
    answers: async () => about.answers ?? false,
    onChange: (name) => told.push(`${name} is ${services.state(name).state}`),
  });
  const none = new Set<ServiceName>();
  return {
    ...{ services, ports, refused, told, log },
    open: (mayFail: ServiceName[] = [], leaveOff: ServiceName[] = []) =>
      services.open({ mayFail: new Set([...none, ...mayFail]), leaveOff: new Set(leaveOff) }),
    trouble: (name: ServiceName, isClosed: boolean) =>
      troubles.get(name)?.({ words: 'EBADF', isClosed }),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('services', () => {
  it('are opened with DHCP last, and closed the other way round', async () => {
    const { services, open, told } = bench();
    await open();
    expect(told).toEqual(['syslog at 514', 'http at 80', 'tftp at 69', 'dhcp at 67']);
    expect(services.state('tftp')).toEqual({
      ...{ port: 69, state: 'on', isNeeded: true, problem: null },
    });
    expect(services.state('dns')).toMatchObject({ port: null, state: 'off', problem: null });
    told.length = 0;
    await services.close();
    expect(told).toEqual(['dhcp ended', 'tftp ended', 'http ended', 'syslog ended']);
    await expect(services.start('tftp')).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('every refused port is named by one start, and no address is given meanwhile', async () => {
    const { open, refused, told } = bench();
    refused.add(514).add(69);
    const error = await open().catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'PORT_TAKEN' });
    expect(String(error)).toMatch(/port 514: other.*port 69: other/);
    expect(told).toEqual(['http at 80']);
  });

  it('the right to low ports is explained once, for all that want it', async () => {
    const { open, refused } = bench({
      refusal: (port) =>
        new StationError('NO_PERMISSION', `This user may not open port ${port}. Allow it so.`),
    });
    refused.add(514).add(80).add(69);
    await expect(open()).rejects.toThrow(
      /^This user may not open port 514\. Allow it so\. This user may not open port 80\. This user may not open port 69\.$/,
    );
  });

  it('one is stopped and started alone, on the port that is set then', async () => {
    const { services, open, ports, told } = bench();
    await open();
    told.length = 0;
    await services.stop('tftp');
    expect(services.state('tftp')).toMatchObject({ port: null, state: 'stopped' });
    expect(services.state('tftp').problem).toBe(
      'TFTP was stopped by hand. Until it runs, no unit gets a file.',
    );
    ports.tftp = 6969;
    await services.start('tftp');
    await services.start('tftp');
    expect(told).toEqual(['tftp ended', 'tftp is stopped', 'tftp at 6969', 'tftp is on']);
    await expect(services.start('dns')).rejects.toMatchObject({ code: 'SERVICE_OFF' });
  });

  it('any free port stays the same through a run', async () => {
    const { services, open, ports, told } = bench();
    ports.tftp = 0;
    await open();
    await services.stop('tftp');
    await services.start('tftp');
    expect(told.filter((each) => each.startsWith('tftp at'))).toEqual([
      'tftp at 0',
      'tftp at 50000',
    ]);
  });

  it('a start that is refused names the port, is tried again with growing pauses, and works once it is free', async () => {
    const { services, open, refused, told, log } = bench();
    await open();
    await services.stop('syslog');
    refused.add(514);
    await expect(services.start('syslog')).rejects.toThrow('UDP port 514: other (process 7)');
    const { state, problem } = services.state('syslog');
    expect(state).toBe('down');
    expect(problem).toMatch(/^Syslog does not run\. Another program.*sign of life.*tries again/);
    expect(services.state('tftp').state).toBe('on');
    log.length = 0;
    // 1, 2 and 4 seconds later, and no word of what is known.
    await vi.advanceTimersByTimeAsync(7500);
    expect(log).toEqual([]);
    refused.clear();
    told.length = 0;
    await vi.advanceTimersByTimeAsync(7000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['syslog at 514', 'syslog is on']);
    expect(log).toEqual(['Syslog runs again, on port 514.']);
  });

  it('those that may fail come later; those a person stopped stay so', async () => {
    const { services, open, refused, told } = bench();
    refused.add(514);
    await open(['syslog'], ['http']);
    expect(services.state('syslog').state).toBe('down');
    expect(services.state('http').state).toBe('stopped');
    expect(services.state('dhcp').state).toBe('on');
    refused.clear();
    await vi.advanceTimersByTimeAsync(1000);
    expect(services.state('syslog').state).toBe('on');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(told).not.toContain('http at 80');
  });

  it('a socket that failed ends its service only when that no longer answers', async () => {
    const alive = bench({ answers: true });
    await alive.open();
    alive.trouble('tftp', false);
    await vi.advanceTimersByTimeAsync(0);
    expect(alive.services.state('tftp').state).toBe('on');

    const { services, open, trouble, told } = bench();
    await open();
    told.length = 0;
    trouble('tftp', false);
    trouble('tftp', false);
    await vi.advanceTimersByTimeAsync(0);
    expect(services.state('tftp').problem).toMatch(
      /^TFTP does not run\. Its socket failed \(EBADF/,
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual(['tftp ended', 'tftp is down', 'tftp at 69', 'tftp is on']);
    trouble('dhcp', true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(services.state('dhcp').state).toBe('on');
    expect(told.slice(4)).toEqual(['dhcp ended', 'dhcp is down', 'dhcp at 67', 'dhcp is on']);
  });

  it('what failed while the cable was out is asked when it is back', async () => {
    const about = { answers: true };
    const { services, open, trouble } = bench(about);
    await open();
    trouble('http', false);
    await vi.advanceTimersByTimeAsync(0);
    about.answers = false;
    services.lookAgain();
    await vi.advanceTimersByTimeAsync(0);
    expect(services.state('http').state).toBe('down');
  });
});

describe('units need', () => {
  it.each<[string, Parameters<typeof readSettings>[0], ServiceName[]]>([
    ['DHCP and TFTP', {}, ['dhcp', 'tftp']],
    ['HTTP where TFTP is off', { ports: { tftp: 'off' } }, ['dhcp', 'http']],
    ['no DHCP where another gives addresses', { ports: { dhcp: 'off' } }, ['tftp']],
    ['syslog where only their message counts', { evidence: 'message' }, ['dhcp', 'tftp', 'syslog']],
    ['the same of one model', { evidenceOf: { SPA962: 'message' } }, ['dhcp', 'tftp', 'syslog']],
  ])('%s', (_what, raw, needed) => {
    const read = readSettings(raw);
    expect(serviceNames.filter((name) => isNeeded(name, read))).toEqual(needed);
    for (const name of serviceNames) expect(lackOf(name, read)).toMatch(/^[A-Z].*\.$/);
  });
});
