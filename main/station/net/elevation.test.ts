import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { dialogProgramOf, elevation, readEnd } from './elevation.ts';

const set = [
  ['/usr/sbin/ip', 'address', 'add', '192.168.76.1/23', 'dev', 'eth1'],
  ['/usr/sbin/ip', 'link', 'set', 'dev', 'eth1', 'up'],
];
const undo = [['/usr/sbin/ip', 'address', 'del', '192.168.76.1/23', 'dev', 'eth1']];
const netsh = 'C:\\Windows\\System32\\netsh.exe';
const tools = {
  linux: '/usr/bin/pkexec',
  darwin: '/usr/bin/osascript',
  win32: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
};

/** Names a card may really have somewhere, chosen to break out of any quotes. */
const hostileNames = [
  'x;reboot',
  '$(reboot)',
  '`reboot`',
  "';reboot;'",
  '"&reboot&"',
  '-rf',
  '%PATH%',
  '\u2019;reboot;\u2019',
  'a\\',
  "'\\''",
];

const scriptOf = (args: string[]): string =>
  Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le');

describe('an administrator’s command', () => {
  it.each(['linux', 'darwin'] as const)('runs as it is for root on %s', (platform) => {
    const launches = elevation(set, platform, true, '');
    expect(launches.map(({ program, args }) => [program, ...args])).toEqual(set);
  });

  it('asks on Linux by pkexec, which can then name the program', () => {
    const args = ['--disable-internal-agent', ...(undo[0] ?? [])];
    expect(elevation(undo, 'linux', false, tools.linux)).toEqual([{ program: tools.linux, args }]);
  });

  it('asks on Linux once for several commands', () => {
    const line = (first: number, last: number): string =>
      Array.from({ length: last - first + 1 }, (_, n) => `"\${${first + n}}"`).join(' ');
    const [launch, ...others] = elevation(set, 'linux', false, tools.linux);
    expect(others).toEqual([]);
    expect(launch?.program).toBe(tools.linux);
    expect(launch?.args.slice(0, 5)).toEqual([
      '--disable-internal-agent',
      '/bin/sh',
      '-c',
      [line(1, 6), line(7, 12)].join(' && '),
      'sh',
    ]);
    expect(launch?.args.slice(5)).toEqual(set.flat());
  });

  it('asks on macOS by osascript', () => {
    const ifconfig = ['/sbin/ifconfig', 'en5', '-alias', '192.168.76.1'];
    const quoted = (n: number): string => `quoted form of item ${n} of argv`;
    const line = [1, 2, 3, 4].map(quoted).join(' & " " & ');
    expect(elevation([ifconfig], 'darwin', false, tools.darwin)).toEqual([
      {
        program: tools.darwin,
        args: [
          '-e',
          'on run argv',
          '-e',
          `do shell script ${line} with prompt "SPA Bench wants to change the network settings of this computer." with administrator privileges`,
          '-e',
          'end run',
          ...ifconfig,
        ],
      },
    ]);
    const [two] = elevation([['a'], ['b']], 'darwin', false, tools.darwin);
    expect(two?.args[3]).toContain(`${quoted(1)} & " && " & ${quoted(2)} with prompt`);
  });

  it.each([true, false])('asks on Windows by UAC and waits (as root: %s)', (isRoot) => {
    const command = [netsh, 'interface', 'ipv4', 'set', 'address', 'name=Local Area 2'];
    const [launch, ...others] = elevation(
      [[...command, 'source=dhcp']],
      'win32',
      isRoot,
      tools.win32,
    );
    expect(others).toEqual([]);
    expect(launch?.program).toBe(tools.win32);
    expect(launch?.args.slice(0, -1)).toEqual([
      '-NoProfile',
      '-NonInteractive',
      '-OutputFormat',
      'Text',
      '-EncodedCommand',
    ]);
    const script = scriptOf(launch?.args ?? []);
    expect(script).toContain("$info.Verb = 'runas'");
    expect(script).toContain('WaitForExit()');
    expect(script.split('\n').slice(-2)).toEqual([
      `Run '${netsh}' 'interface ipv4 set address "name=Local Area 2" source=dhcp'`,
      'exit 0',
    ]);
  });

  it.each(hostileNames)('never has the name %j in a script', (name) => {
    const commands = [
      ['/sbin/ip', 'dev', name],
      ['/sbin/ip', name],
    ];
    for (const platform of ['linux', 'darwin'] as const) {
      const [launch] = elevation(commands, platform, false, tools[platform]);
      const words = commands.flat();
      expect(launch?.args.slice(-words.length)).toEqual(words);
      const scripts = launch?.args.slice(0, -words.length) ?? [];
      expect(scripts.join('\n')).not.toContain(name);
    }
  });

  it.skipIf(process.platform === 'win32').each(hostileNames)(
    'gives the name %j to the commands as it is, also through sh',
    (name) => {
      const print = ['/usr/bin/printf', '<%s>', name];
      const [launch] = elevation([print, print], 'linux', false, tools.linux);
      const [, sh = '', ...args] = launch?.args ?? [];
      expect(execFileSync(sh, args, { encoding: 'utf8' })).toBe(`<${name}><${name}>`);
    },
  );

  it.each([
    ["it's", "'\"name=it''s\"'"],
    ['\u2018a\u2019', '\'"name=\u2018\u2018a\u2019\u2019"\''],
    ['$(reboot)', '\'"name=$(reboot)"\''],
    ['a" b', '\'"name=a\\" b"\''],
    ['a b\\', '\'"name=a b\\\\"\''],
    ['a\\"', '\'"name=a\\\\\\""\''],
    ['`n;', '\'"name=`n;"\''],
  ])('has the Windows name %j quoted twice, for PowerShell and for the program', (name, quoted) => {
    const [launch] = elevation([[netsh, `name=${name}`]], 'win32', false, tools.win32);
    const line = scriptOf(launch?.args ?? [])
      .split('\n')
      .at(-2);
    expect(line).toBe(`Run '${netsh}' ${quoted}`);
  });

  it('knows the program that asks', () => {
    expect(dialogProgramOf('linux')).toBe('pkexec');
    expect(dialogProgramOf('darwin')).toBe('osascript');
    expect(dialogProgramOf('win32')).toBe('powershell.exe');
  });
});

describe('the end of an administrator’s command', () => {
  const byHand = 'sudo ip …';
  const noAgent = 'Error executing command as another user: No authentication agent found.\n';
  const canceled = '0:50: execution error: User canceled. (-128)\n';
  const noScreen = 'execution error: No user interaction allowed. (-1713)\n';
  const exists = '\nRTNETLINK answers: File exists\nmore\n';

  it.each([
    ['linux', false, 0, '', { outcome: 'done' }],
    ['linux', false, 126, 'Request dismissed', { outcome: 'declined' }],
    ['linux', false, 127, noAgent, { outcome: 'no-dialog', byHand }],
    ['linux', false, 127, 'Not authorized', { outcome: 'failed', why: 'Not authorized' }],
    ['linux', false, 2, exists, { outcome: 'failed', why: 'RTNETLINK answers: File exists' }],
    ['linux', true, 126, '', { outcome: 'failed', why: 'it ended with code 126' }],
    ['linux', true, null, '', { outcome: 'failed', why: 'it was ended from outside' }],
    ['darwin', false, 1, canceled, { outcome: 'declined' }],
    ['darwin', false, 1, noScreen, { outcome: 'no-dialog', byHand }],
    ['darwin', false, 1, 'ifconfig: no', { outcome: 'failed', why: 'ifconfig: no' }],
    ['win32', false, 0, '', { outcome: 'done' }],
    ['win32', true, 1223, '', { outcome: 'declined' }],
    ['win32', false, 1, '', { outcome: 'failed', why: 'it ended with code 1' }],
  ] as const)(
    'on %s (root: %s) with code %s and %j is read',
    (platform, isRoot, code, stderr, end) => {
      expect(readEnd({ code, stderr }, platform, isRoot, byHand)).toEqual(end);
    },
  );

  it('shows control characters of its words and cuts them', () => {
    const end = readEnd({ code: 1, stderr: `\u001b[31m${'x'.repeat(500)}` }, 'linux', true, '');
    expect(end).toEqual({ outcome: 'failed', why: expect.stringMatching(/^␛\[31mx+$/) });
    expect(end.outcome === 'failed' && end.why.length).toBe(200);
  });
});
