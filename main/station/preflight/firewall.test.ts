import { describe, expect, it } from 'vitest';
import type { Card } from '../../contract/model.ts';
import { readSettings } from '../settings.ts';
import { type FirewallState, firewallFinding } from './firewall.ts';
import {
  addRuleCommands,
  isFirewalldOpen,
  isUfwOn,
  isUfwOpen,
  isWindowsRuleOf,
  macFirewall,
  nftBlocks,
} from './firewall-rules.ts';
import { wantedPorts } from './ports.ts';

const ports = wantedPorts(readSettings({})).filter(({ isExtra }) => !isExtra);
const card: Card = {
  ...{ name: 'eth1', mac: null, addresses: [], isUp: true, isLoopback: false, lockedBecause: null },
};

describe('ufw', () => {
  const rule = (text: string) =>
    `*filter\n### RULES ###\n\n### tuple ### ${text}\n-A ufw-user-input\n`;

  it('is on when its settings say so', () => {
    expect(isUfwOn('# comment\nENABLED=yes\nLOGLEVEL=low\n')).toBe(true);
    expect(isUfwOn('ENABLED=no\n')).toBe(false);
    expect(isUfwOn('# ENABLED=yes\n')).toBe(false);
  });

  it.each([
    ['all of the card', 'allow any any 0.0.0.0/0 any 0.0.0.0/0 in_eth1', true],
    ['all of another card', 'allow any any 0.0.0.0/0 any 0.0.0.0/0 in_eth0', false],
    ['one port only', 'allow udp 67 0.0.0.0/0 any 0.0.0.0/0 in', false],
    ['some senders only', 'allow any any 0.0.0.0/0 any 192.168.76.0/23 in_eth1', false],
    ['nothing: it denies', 'deny any any 0.0.0.0/0 any 0.0.0.0/0 in_eth1', false],
  ])('lets in %s', (_what, text, isOpen) => {
    expect(isUfwOpen(rule(text), 'eth1', ports)).toBe(isOpen);
  });

  it('lets in what several rules together name', () => {
    const rules = ['udp 67:69', 'any 514', 'tcp 80,443']
      .map((what) => rule(`allow ${what} 0.0.0.0/0 any 0.0.0.0/0 in`))
      .join('');
    expect(isUfwOpen(rules, 'eth1', ports)).toBe(true);
  });
});

describe('firewalld', () => {
  const zone = (services: string, open: string, target = 'default') =>
    `public (active)\n  target: ${target}\n  interfaces: eth1\n  sources: \n  services: ${services}\n  ports: ${open}\n  protocols: \n`;

  it.each([
    ['services and ports', zone('dhcp tftp ssh', '514/udp 80/tcp'), true],
    ['a range of ports', zone('', '60-600/udp 80/tcp'), true],
    ['a zone that takes all', zone('', '', 'ACCEPT'), true],
    ['the usual services', zone('dhcpv6-client ssh', ''), false],
    ['the wrong protocol', zone('dhcp tftp http', '514/tcp'), false],
  ])('with %s', (_what, listed, isOpen) => {
    expect(isFirewalldOpen(listed, ports)).toBe(isOpen);
  });
});

describe('nftables', () => {
  const ruleset = (policy: string, ...rules: object[]) =>
    JSON.stringify({
      nftables: [
        { metainfo: { version: '1.0.9' } },
        { table: { family: 'inet', name: 'filter', handle: 1 } },
        {
          chain: {
            ...{ family: 'inet', table: 'filter', name: 'input', handle: 1, type: 'filter' },
            ...{ hook: 'input', prio: 0, policy },
          },
        },
        ...rules.map((expr) => ({
          rule: { family: 'inet', table: 'filter', chain: 'input', handle: 2, expr },
        })),
      ],
    });
  const iif = (right: string) => ({
    match: { op: '==', left: { meta: { key: 'iifname' } }, right },
  });

  it('keeps units out by a policy of dropping, unless it takes all of the card', () => {
    const blocked = { family: 'inet', table: 'filter', chain: 'input' };
    expect(nftBlocks(ruleset('drop'), 'eth1')).toEqual(blocked);
    expect(nftBlocks(ruleset('drop', [iif('eth0'), { accept: null }]), 'eth1')).toEqual(blocked);
    expect(nftBlocks(ruleset('drop', [iif('eth1'), { drop: null }]), 'eth1')).toEqual(blocked);
    const counted = [iif('eth1'), { counter: { packets: 1, bytes: 9 } }, { accept: null }];
    expect(nftBlocks(ruleset('drop', counted), 'eth1')).toBeNull();
    expect(nftBlocks(ruleset('accept'), 'eth1')).toBeNull();
  });

  it('of another shape says nothing', () => {
    for (const text of ['', 'table inet filter {}', '[]', '{"nftables":[null,{"chain":1}]}']) {
      expect(nftBlocks(text, 'eth1')).toBeNull();
    }
  });
});

describe('Windows and macOS', () => {
  it('Windows has a rule for this very program, in any language', () => {
    const german =
      'Regelname:  SPA Bench\r\nAktiviert:  Ja\r\nProgramm:   C:\\Program Files\\SPA Bench\\SPA Bench.exe\r\n';
    expect(isWindowsRuleOf(german, 'c:\\program files\\spa bench\\SPA Bench.exe')).toBe(true);
    expect(isWindowsRuleOf(german, 'C:\\other\\SPA Bench.exe')).toBe(false);
  });

  it.each([
    ['Firewall is disabled. (State = 0)', null, 'off'],
    [
      'Firewall is enabled. (State = 1)',
      'Incoming connection to the application is permitted',
      'open',
    ],
    [
      'Firewall is enabled. (State = 1)',
      'Incoming connection to the application is blocked',
      'closed',
    ],
    ['Firewall is enabled. (State = 1)', 'The application is not part of the firewall', 'closed'],
    [
      'Firewall is set to block all. (State = 2)',
      'Incoming connection to the application is permitted',
      'closed',
    ],
    [null, null, 'unknown'],
  ])('macOS says %s', (global, app, state) => {
    expect(macFirewall(global, app)).toBe(state);
  });
});

describe('the firewall check', () => {
  const of = (state: FirewallState, wasOpened = false) =>
    firewallFinding(card, state, ports, wasOpened, 'linux');
  const commands = addRuleCommands('ufw', 'eth1');

  it('offers the rule for a closed one, as it is typed and as it is run', () => {
    expect(of({ kind: 'closed', why: 'ufw lets nothing in', commands })).toMatchObject({
      commands: [['ufw', 'allow', 'in', 'on', 'eth1']],
      check: {
        result: 'warn',
        word: 'Needs a rule',
        detail: expect.stringContaining('UDP 67, 69, 514 · TCP 80'),
        fix: { label: 'Add the rule for me', command: 'sudo ufw allow in on eth1' },
      },
    });
  });

  it('is never green where nothing is known, until this station added the rule itself', () => {
    const unknown: FirewallState = { kind: 'unknown', why: 'ufw is on', commands };
    expect(of(unknown).check).toMatchObject({ result: 'warn', word: 'Not checked here' });
    expect(of(unknown, true).check).toMatchObject({ result: 'ok', word: 'Rule added' });
    expect(of({ kind: 'unknown', why: '', commands: null }).check).toMatchObject({
      result: 'warn',
      fix: { command: null },
    });
    expect(of({ kind: 'closed', why: 'x', commands }, true).check.result).toBe('warn');
  });

  it('is good where none is on, or it lets the bench in', () => {
    expect(of({ kind: 'off' }).check.result).toBe('ok');
    expect(of({ kind: 'open', why: 'ufw' }).check.result).toBe('ok');
  });
});
