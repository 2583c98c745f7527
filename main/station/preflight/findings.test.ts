import { describe, expect, it } from 'vitest';
import { StationError } from '../../contract/errors.ts';
import type { ListedCard } from '../../contract/model.ts';
import { basisOf } from '../basis.ts';
import { readSettings } from '../settings.ts';
import { readGivenTemplates } from '../templates/given.ts';
import { TemplatesInForce } from '../templates/in-force.ts';
import { certificateFinding } from './certificate.ts';
import { clockFinding } from './clock-check.ts';
import { bytesWords, diskFinding, refuseFull } from './disk.ts';
import { ForeignMemory, foreignFinding, serverWords } from './foreign-servers.ts';
import { linkFinding } from './link.ts';
import { mayBindLowPorts, permissionFinding } from './permission.ts';
import { portsFinding, portWords, wantedPorts } from './ports.ts';
import { profilesFinding } from './profiles.ts';
import { allowCommands, type RightsFacts, undoCommands } from './rights.ts';

const eth1: ListedCard = {
  name: 'eth1',
  mac: '020000000001',
  addresses: [{ address: '192.168.76.1', prefix: 23 }],
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
  addressGiver: 'other',
};
const noFacts = { speed: null, isOn: null, isWireless: false };
const usual = wantedPorts(readSettings({}));
const AT = Date.UTC(2025, 10, 22, 14, 2);

describe('link', () => {
  it.each([
    ['no card at all', null, noFacts, 'fail', 'No card'],
    ['a cable at 1 Gbit/s', eth1, { ...noFacts, speed: 1000 }, 'ok', 'Up'],
    ['no cable', { ...eth1, isUp: false }, { ...noFacts, isOn: true }, 'fail', 'No cable'],
    [
      'a card switched off',
      { ...eth1, isUp: false },
      { ...noFacts, isOn: false },
      'fail',
      'Switched off',
    ],
    [
      'a locked card',
      { ...eth1, lockedBecause: 'it has a DNS server.' },
      noFacts,
      'fail',
      'Locked',
    ],
    ['Wi-Fi', eth1, { ...noFacts, isWireless: true }, 'warn', 'Wi-Fi'],
  ])('with %s', (_what, card, facts, result, word) => {
    expect(linkFinding(card, facts, 'linux').check).toMatchObject({ result, word });
  });

  it('says the speed, and that the address is still to be given', () => {
    const bare: ListedCard = { ...eth1, addresses: [], addressGiver: 'nobody' };
    const { check } = linkFinding(bare, { ...noFacts, speed: 2500 }, 'linux');
    expect(check.detail).toBe('2.5 Gbit/s, no address yet.');
  });

  it('switches a card on by command where it knows it is off, never on a locked card', () => {
    const off = { ...eth1, isUp: false };
    const facts = { ...noFacts, isOn: false };
    expect(linkFinding(off, facts, 'linux')).toMatchObject({
      commands: [['ip', 'link', 'set', 'dev', 'eth1', 'up']],
      check: { fix: { command: 'sudo ip link set dev eth1 up' } },
    });
    expect(linkFinding({ ...off, lockedBecause: 'x' }, facts, 'linux').commands).toBeNull();
  });
});

describe('other DHCP servers', () => {
  const facts = { card: eth1, servesDhcp: true, looksAtStart: true, isServing: false, look: null };
  const server = {
    serverId: '10.0.0.138',
    address: '10.0.0.138',
    mac: '000e08aabbcc',
    vendor: null,
  };
  const word = (change: object) => foreignFinding({ ...facts, ...change }).check;

  it('are not looked for by looking', () => {
    expect(word({})).toMatchObject({ result: 'open', fix: { label: 'Check now', command: null } });
  });

  it('that answered block, with address, MAC and maker', () => {
    const look = { at: AT, result: { kind: 'heard' as const, servers: [server] } };
    const check = word({ look });
    expect(check.result).toBe('fail');
    expect(check.detail).toContain('10.0.0.138 (00:0E:08:AA:BB:CC, Sipura)');
  });

  it('are named as far as they are known', () => {
    expect(serverWords({ ...server, mac: null })).toBe('10.0.0.138');
    expect(serverWords({ ...server, mac: '020000000002', vendor: 'dnsmasq' })).toContain('dnsmasq');
  });

  it('that stay silent are good, where nobody could listen a warning', () => {
    expect(word({ look: { at: AT, result: { kind: 'heard', servers: [] } } }).result).toBe('ok');
    const reason = 'UDP port 68 is in use.';
    const result = { kind: 'could-not-listen' as const, reason };
    expect(word({ look: { at: AT, result } })).toMatchObject({ result: 'warn', detail: reason });
  });

  it('are nobody’s matter on loopback or with DHCP off, and a warning when the look is switched off', () => {
    expect(word({ card: { ...eth1, isLoopback: true } }).result).toBe('ok');
    expect(word({ servesDhcp: false }).result).toBe('ok');
    expect(word({ looksAtStart: false }).result).toBe('warn');
  });

  it('are remembered for five minutes, for as long as the station serves, and for this adapter only', () => {
    const memory = new ForeignMemory();
    memory.note(eth1, AT, { kind: 'heard', servers: [server] });
    expect(memory.of(eth1, AT + 299_000, false)).not.toBeNull();
    expect(memory.of(eth1, AT + 301_000, false)).toBeNull();
    expect(memory.of(eth1, AT + 301_000, true)).not.toBeNull();
    expect(memory.of({ ...eth1, mac: '020000000009' }, AT, false)).toBeNull();
  });
});

describe('ports', () => {
  const taken = new StationError(
    'PORT_TAKEN',
    'Another program is using UDP port 69: dnsmasq (process 812).',
  );
  const denied = new StationError('NO_PERMISSION', 'This user may not open UDP port 67.');

  it('are those of the settings; off and free ones are none', () => {
    expect(portWords(usual)).toBe('UDP 67, 69, 514 · TCP 80, 514');
    const settings = readSettings({ ports: { dhcp: 'off', http: 0, syslogTcp: 'off' } });
    expect(portWords(wantedPorts(settings))).toBe('UDP 69, 514');
    const secure = readSettings({ https: { mode: 'asked' } });
    expect(portWords(wantedPorts(secure))).toBe('UDP 67, 69, 514 · TCP 80, 443, 514');
  });

  it.each([
    ['tried and free', 'tried', [], 'ok', 'All free'],
    ['open by the station', 'own', [], 'ok', 'Open'],
    ['taken', 'tried', [denied, taken], 'fail', 'Taken'],
    ['forbidden', 'tried', [denied], 'open', 'Not yet'],
    ['not to be tried yet', 'unknown', [], 'open', 'Not yet'],
  ] as const)('that are %s', (_what, state, refusals, result, word) => {
    const { check } = portsFinding({ wanted: usual, state, refusals });
    expect(check.without).toBeUndefined();
    expect(check).toMatchObject({ result, word });
    if (result === 'fail') expect(check.detail).toContain('dnsmasq (process 812)');
  });

  it('name the services a start can do without', () => {
    const facts = { wanted: usual, state: 'tried', refusals: [taken] } as const;
    const without = [{ service: 'syslog', lack: 'Units’ own messages are not heard.' }] as const;
    expect(portsFinding({ ...facts, without }).check.without).toEqual(without);
  });
});

describe('permission', () => {
  const rights: RightsFacts = { openFrom: 1024, receiveMax: 212_992, file: null };
  const facts = {
    ...{ platform: 'linux' as const, isRoot: false, hasRight: false, openFrom: 1024, rights },
  };

  it('is read from the rights of the process', () => {
    expect(mayBindLowPorts('Name:\tnode\nCapEff:\t0000000000000400\n')).toBe(true);
    expect(mayBindLowPorts('CapEff:\t00000000000003ff\n')).toBe(false);
    expect(mayBindLowPorts('')).toBe(false);
  });

  it('that is missing is given by one file, shown with what it means, and taken back', () => {
    const missing = permissionFinding(facts, usual, false);
    expect(missing.check).toMatchObject({ result: 'fail', fix: { label: 'Allow it' } });
    expect(missing.check.fix?.hint).toContain('Every program of every user');
    const [command = []] = missing.commands ?? [];
    const lines = command.slice(4);
    expect(lines.slice(1)).toEqual([
      '# before: 1024 212992',
      'net.ipv4.ip_unprivileged_port_start = 67',
      'net.core.rmem_max = 4194304',
    ]);
    const file = `${lines.join('\n')}\n`;
    const after = { ...rights, openFrom: 67, receiveMax: 4_194_304, file };
    const given = permissionFinding({ ...facts, openFrom: 67, rights: after }, usual, false);
    expect(given).toMatchObject({
      check: { result: 'ok', fix: { label: 'Take it back' } },
      commands: [
        ['rm', '-f', '/etc/sysctl.d/60-spa-bench.conf'],
        [
          ...['sysctl', '-e', '-q', '-w', 'net.ipv4.ip_unprivileged_port_start=1024'],
          'net.core.rmem_max=212992',
        ],
      ],
    });
    // Written anew it still knows what was there before the first time.
    expect(allowCommands(after, 67).flat()).toContain('# before: 1024 212992');
  });

  it('never lowers what others set, and touches no file of theirs', () => {
    const wide = { openFrom: 53, receiveMax: 9_000_000, file: null };
    expect(allowCommands(wide, 67).flat().slice(-2)).toEqual([
      'net.ipv4.ip_unprivileged_port_start = 53',
      'net.core.rmem_max = 9000000',
    ]);
    expect(undoCommands({ file: 'net.ipv4.ip_unprivileged_port_start = 0\n' })).toBeNull();
    expect(undoCommands({ file: '# SPA Bench\n# before: 1; rm -rf / 2\n' })?.flat()).toContain(
      'net.ipv4.ip_unprivileged_port_start=1024',
    );
  });

  it('that root has is a warning', () => {
    const root = permissionFinding({ ...facts, isRoot: true, hasRight: true }, usual, false);
    expect(root.check).toMatchObject({ result: 'warn', word: 'Runs as root' });
    expect(root.commands).toBeNull();
  });

  it.each([
    ['by the right', { hasRight: true }, usual, 'Granted'],
    ['to every user', { openFrom: 67 }, usual, 'Granted'],
    [
      'because high ports need none',
      {},
      [{ service: 'tftp' as const, protocol: 'UDP' as const, port: 6969 }],
      'Not needed',
    ],
    ['on macOS', { platform: 'darwin' as const }, usual, 'Granted'],
  ])('is there %s', (_how, change, wanted, word) => {
    const { check } = permissionFinding({ ...facts, ...change }, wanted, false);
    expect(check).toMatchObject({ result: 'ok', word });
  });

  it('is not needed for ports that were handed over, and for those alone', () => {
    const check = (has: (protocol: 'UDP' | 'TCP', port: number) => boolean) =>
      permissionFinding(facts, usual, false, { has }).check;
    expect(check(() => true)).toMatchObject({ result: 'ok', word: 'Not needed' });
    const allButTftp = check((protocol, port) => protocol !== 'UDP' || port !== 69);
    expect(allButTftp).toMatchObject({ result: 'fail', detail: expect.stringContaining('69') });
  });

  it('counts as missing when the system refused a port, whatever the rights say', () => {
    expect(permissionFinding({ ...facts, hasRight: true }, usual, true).check.result).toBe('fail');
  });
});

describe('disk', () => {
  const of = (free: number | null, lastBackupAt: number | null = AT) =>
    diskFinding({ dir: '/data', free, lastBackupAt }).check;

  it('is good above 2 GB, low below it, full below 200 MB', () => {
    expect(of(2_000_000_000)).toMatchObject({
      result: 'ok',
      detail: expect.stringMatching(/^2\.0 GB free · last backup 22 Nov /),
    });
    expect(of(1_999_999_999).result).toBe('warn');
    expect(of(199_999_999).result).toBe('fail');
    expect(of(null).result).toBe('warn');
    expect(of(41e9, null).detail).toBe('41 GB free · no backup yet');
  });

  it('that is full keeps the station from starting', () => {
    expect(() => refuseFull(199_999_999, '/data')).toThrowError(
      expect.objectContaining({ code: 'DISK_FULL', message: expect.stringContaining('199 MB') }),
    );
    expect(() => refuseFull(200_000_000, '/data')).not.toThrow();
    expect(() => refuseFull(null, '/data')).not.toThrow();
  });

  it('sizes are never rounded up', () => {
    expect(bytesWords(1_999_999_999)).toBe('1.9 GB');
    expect(bytesWords(41_999_999_999)).toBe('41 GB');
  });
});

describe('profiles and clock', () => {
  it('profiles are ready with an ISP, held without, and named when a template does not build', () => {
    const of = (raw: object, whyNoCompiler: string | null = null) => {
      const settings = readSettings(raw);
      const inForce = new TemplatesInForce(readGivenTemplates(settings.templates));
      return profilesFinding(basisOf(settings), inForce, null, whyNoCompiler).check;
    };
    expect(of({ isp: 'http://prov.example.net/p' })).toMatchObject({ result: 'ok' });
    const compiled = {
      isp: 'http://prov.example.net/p',
      spc: { path: '/x', models: { SPA962: {} } },
    };
    expect(of(compiled)).toMatchObject({ result: 'ok' });
    expect(of(compiled, 'There is no file.')).toMatchObject({
      ...{ result: 'warn', word: 'No compiler' },
      detail: expect.stringContaining('SPA962: There is no file.'),
    });
    expect(of({})).toMatchObject({ result: 'warn', word: 'No ISP address' });
    const templates = { isp: 'Profile_Rule "http://prov.example.net/$MA.cfg";' };
    expect(of({ templates })).toMatchObject({ result: 'ok' });
    const broken = { model: { SPA962: 'Station_Name "{{unit.colour}}";' } };
    expect(of({ isp: 'http://prov.example.net/p', templates: broken })).toMatchObject({
      result: 'warn',
      detail: expect.stringContaining('SPA962'),
    });
  });

  it('a clock more than two minutes behind what is on record is wrong', () => {
    expect(clockFinding(AT - 119_000, AT).check.result).toBe('ok');
    expect(clockFinding(AT + 86_400_000, AT).check.result).toBe('ok');
    expect(clockFinding(AT - 121_000, AT).check).toMatchObject({ result: 'warn', word: 'Behind' });
  });
});

describe('the HTTPS certificate', () => {
  const info = {
    ...{ subject: 'CN=prov.example.net', issuer: 'CN=Root', host: 'prov.example.net', bits: 2048 },
    ...{ validFrom: AT, validTo: AT, fingerprint: 'AA', isPractice: false },
  };
  const whole = { server: info, checks: [], clientRoot: [info] };
  const ended = { id: 'dates', result: 'fail', text: 'It ended on 2025-01-01.' } as const;
  const warned = { id: 'chain', result: 'warn', text: 'Signed by the practice CA.' } as const;
  it.each([
    ['off', null, 'ok', 'Not needed'],
    ['required', null, 'fail', 'Unreadable'],
    ['asked', { ...whole, server: null }, 'fail', 'None'],
    ['required', { ...whole, clientRoot: [] }, 'fail', 'No client root'],
    ['asked', { ...whole, clientRoot: [] }, 'warn', 'No client root'],
    ['required', { ...whole, checks: [warned, ended] }, 'warn', 'Not usable'],
    ['required', { ...whole, checks: [warned] }, 'warn', 'Look at it'],
    ['asked', whole, 'warn', 'Not required'],
    ['required', whole, 'ok', 'Ready'],
  ] as const)('%s: %j is %s, %s', (mode, view, result, word) => {
    const seen =
      view === null
        ? null
        : { ...view, checks: [...view.checks], clientRoot: [...view.clientRoot] };
    const { check } = certificateFinding({ mode, oldSuites: false }, seen);
    expect(check).toMatchObject({ id: 'certificate', result, word });
    expect(check.fix === null).toBe(result === 'ok');
  });
});
