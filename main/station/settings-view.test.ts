import { describe, expect, it } from 'vitest';
import { extraPort, readSettings } from './settings.ts';
import { fixedKeys, layered, settingsAnswer } from './settings-view.ts';

const preset = { name: 'crm', columns: [{ field: 'mac' as const }], lineEnd: 'lf' as const };

describe('settings as people see them', () => {
  it('come through a page and back as they were', () => {
    const given = readSettings({ presets: [preset], halfPair: 30 });
    const { values } = settingsAnswer(given);
    expect(values.presets).toMatchObject([{ lineEnd: 'lf', columns: [{ heading: 'mac' }] }]);
    expect(layered(readSettings({}), values)).toEqual({ ...given, given: [] });
  });

  it('are taken from the store only where nobody said otherwise', () => {
    const given = readSettings({ lease: 600 });
    const stored = { lease: 900, quiet: 5, isp: null, pool: null };
    expect(layered(given, stored)).toMatchObject({ lease: 600, quiet: 5, isp: undefined });
  });

  it('of the card are one thing: its address on the command line fixes its name too', () => {
    const byAddress = readSettings({ address: '192.168.76.1' });
    expect([...fixedKeys(byAddress)].toSorted()).toEqual(['address', 'interface']);
    expect(layered(byAddress, { interface: 'eth9' }).interface).toBeUndefined();
    const byName = readSettings({ interface: 'eth1' });
    expect([...fixedKeys(byName)]).toEqual(['interface']);
    expect(layered(byName, { address: '10.0.0.1' })).toMatchObject({
      cardAddress: { address: '10.0.0.1', prefix: 23 },
    });
  });

  it('of names and the time are a switch, unless a port is said for them', () => {
    const free = readSettings({ ntp: 'on' });
    expect(extraPort(free, 'ntp')).toBe(123);
    expect(extraPort(free, 'dns')).toBe('off');
    const switched = layered(readSettings({}), { dns: true });
    expect(extraPort(switched, 'dns')).toBe(53);
    expect(settingsAnswer(switched, readSettings({})).nextStart).toEqual(['dns']);
    const said = readSettings({ dns: true, ports: { dns: 'off', ntp: 1123 } });
    expect(extraPort(said, 'dns')).toBe('off');
    expect(settingsAnswer(said).values).toMatchObject({ dns: false, ntp: true });
    expect(extraPort(layered(said, { ntp: false }), 'ntp')).toBe(1123);
    expect([...fixedKeys(said)].toSorted()).toEqual(['dns', 'ntp', 'ports']);
  });

  it('of ports are whole, unless file or flags say one; the rest of them stays', () => {
    const given = readSettings({ dns: true });
    const ports = { dhcp: 67, tftp: 6969, http: 'off', https: 443, syslog: 514 } as const;
    expect(layered(given, { ports }).ports).toEqual(ports);
    expect(settingsAnswer(layered(given, { ports }), given).nextStart).toEqual(['ports']);
    const said = readSettings({ ports: { http: 8080, syslogTcp: 'off' } });
    expect(layered(said, { ports }).ports).toMatchObject({
      tftp: 69,
      http: 8080,
      syslogTcp: 'off',
    });
    expect([...fixedKeys(said)]).toEqual(['ports']);
  });

  it('never give a card the address of loopback', () => {
    const practice = readSettings({ address: '127.0.0.1' });
    expect(settingsAnswer(practice).values.address).toBe('192.168.76.1');
    expect([...fixedKeys(practice)]).toEqual(['interface']);
  });

  it('that are fixed say whether the file or the command line fixes them', () => {
    const raw = { address: '192.168.76.1', lease: 600, quiet: 5, ports: { ntp: 1123 } };
    const answer = settingsAnswer(readSettings(raw, ['address', 'lease', 'ports']));
    expect(answer.fixed.toSorted()).toEqual([
      'address',
      'interface',
      'lease',
      'ntp',
      'ports',
      'quiet',
    ]);
    expect(answer.fixedByFile.toSorted()).toEqual([
      'address',
      'interface',
      'lease',
      'ntp',
      'ports',
    ]);
    expect(settingsAnswer(readSettings(raw)).fixedByFile).toEqual([]);
  });

  it('wait for the next start only while they differ from what the services run with', () => {
    const running = readSettings({});
    const now = layered(running, { lease: 900, quiet: 5, rehearsal: false });
    expect(settingsAnswer(now, running).nextStart.toSorted()).toEqual(['lease', 'rehearsal']);
    expect(settingsAnswer(layered(now, { lease: 3600 }), running).nextStart).toEqual(['rehearsal']);
    expect(settingsAnswer(now, null).nextStart).toEqual([]);
  });
});

describe('a settings file', () => {
  it.each([
    ['scanner.gapMs', { scanner: { gapMs: 5 } }],
    ['scanner', { scanner: { speed: 5 } }],
    ['scanner.prefix', { scanner: { mode: 'prefix' } }],
    ['presets', { presets: [preset, { ...preset, name: 'CRM' }] }],
    [
      'models',
      {
        models: [
          { model: 'SPA-962', psn: '962', file: 'a.cfg' },
          { model: 'spa962', psn: '962', file: 'b.cfg' },
        ],
      },
    ],
    ['evidence', { evidence: 'message', ports: { syslog: 'off' } }],
    ['prefix', { prefix: 30 }],
  ])('with a wrong %s is refused by that place', (place, raw) => {
    expect(() => readSettings(raw)).toThrowError(
      expect.objectContaining({
        code: 'BAD_SETTINGS',
        message: expect.stringMatching(new RegExp(`^${place}: `)),
      }),
    );
  });

  it('may name part of a group; the rest has its standard value', () => {
    expect(readSettings({ limits: { ask: 120 } }).limits).toEqual({
      ...{ ask: 120, next: 60, failed: 300 },
    });
  });
});
