/**
 * Does this computer's firewall let the bench in? What a program without rights may know of it differs
 * from system to system; where nothing can be known, that is what the check says.
 */
import { access, readFile } from 'node:fs/promises';
import type { Card } from '../../contract/model.ts';
import { runProgram } from '../net/run-program.ts';
import { again, type Finding, type Fix, finding } from './finding.ts';
import {
  addRuleCommands,
  isFirewalldOpen,
  isUfwOn,
  isUfwOpen,
  isWindowsRuleOf,
  macFirewall,
  nftBlocks,
} from './firewall-rules.ts';
import { portWords, type WantedPort } from './ports.ts';

/** `unknown`: the rules are not for this user's eyes. `why` names the firewall. */
export type FirewallState =
  | { kind: 'off' }
  | { kind: 'open'; why: string }
  | { kind: 'closed'; why: string; commands: string[][] | null }
  | { kind: 'unknown'; why: string; commands: string[][] | null };

/** Runs programs of the system only, and changes nothing. Never throws. */
export function readFirewall(
  card: string,
  ports: readonly WantedPort[],
  platform: NodeJS.Platform = process.platform,
): Promise<FirewallState> {
  if (platform === 'win32') return readWindows();
  if (platform === 'darwin') return readMac();
  return readLinux(card, ports);
}

async function readLinux(card: string, ports: readonly WantedPort[]): Promise<FirewallState> {
  const isThere = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  if (await isThere('/run/firewalld.pid')) return readFirewalld(card, ports);
  if (isUfwOn(await read('/etc/ufw/ufw.conf'))) {
    const commands = addRuleCommands('ufw', card);
    const rules = await read('/etc/ufw/user.rules');
    if (rules === '') return { kind: 'unknown', why: 'ufw is on', commands };
    const isOpen = isUfwOpen(rules, card, ports);
    return isOpen
      ? { kind: 'open', why: 'ufw' }
      : { kind: 'closed', why: 'ufw lets nothing in', commands };
  }
  const rules = await runProgram('nft', ['-j', 'list', 'ruleset']);
  if (rules === null) return { kind: 'unknown', why: 'Its rules are', commands: null };
  const block = nftBlocks(rules, card);
  if (block === null) return { kind: 'off' };
  const { family, table, chain } = block;
  const accept = ['iifname', card, 'accept'];
  return {
    kind: 'closed',
    why: `nftables (${family} ${table}) lets nothing in`,
    commands: [['nft', 'insert', 'rule', family, table, chain, ...accept]],
  };
}

async function readFirewalld(card: string, ports: readonly WantedPort[]): Promise<FirewallState> {
  const commands = addRuleCommands('firewalld', card);
  const zone = (await runProgram('firewall-cmd', [`--get-zone-of-interface=${card}`]))?.trim();
  const named = zone ?? (await runProgram('firewall-cmd', ['--get-default-zone']))?.trim();
  const all = named ? await runProgram('firewall-cmd', [`--zone=${named}`, '--list-all']) : null;
  if (all === null) return { kind: 'unknown', why: 'firewalld is on', commands };
  return isFirewalldOpen(all, ports)
    ? { kind: 'open', why: `firewalld, zone ${named}` }
    : { kind: 'closed', why: `firewalld, zone ${named}, lets not everything in`, commands };
}

async function readWindows(): Promise<FirewallState> {
  const commands = addRuleCommands('windows', process.execPath);
  // Ends with an error when there is no such rule, whatever the language of its words.
  const show = ['advfirewall', 'firewall', 'show', 'rule', 'name=SPA Bench', 'verbose'];
  const rule = await runProgram('netsh.exe', show);
  if (rule !== null && isWindowsRuleOf(rule, process.execPath)) {
    return { kind: 'open', why: 'Windows Firewall, rule SPA Bench' };
  }
  return { kind: 'closed', why: 'Windows Firewall has no rule for SPA Bench', commands };
}

async function readMac(): Promise<FirewallState> {
  const program = process.execPath;
  const global = await runProgram('socketfilterfw', ['--getglobalstate']);
  const app = await runProgram('socketfilterfw', ['--getappblocked', program]);
  const state = macFirewall(global, app);
  const commands = addRuleCommands('macos', program);
  if (state === 'off') return { kind: 'off' };
  if (state === 'open') return { kind: 'open', why: 'The firewall lets SPA Bench in' };
  if (state === 'unknown') return { kind: 'unknown', why: 'The firewall is', commands };
  return { kind: 'closed', why: 'The firewall keeps connections from SPA Bench', commands };
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/**
 * Pure.
 * @param wasOpened  this station added a rule for the card, and cannot read whether it is still there
 */
export function firewallFinding(
  card: Card | null,
  state: FirewallState | null,
  ports: readonly WantedPort[],
  wasOpened: boolean,
  platform: NodeJS.Platform = process.platform,
): Finding {
  const found = finding.bind(null, 'firewall');
  if (card === null || state === null) {
    return found('open', 'No card yet', 'Choose the bench card first.');
  }
  if (card.isLoopback) return found('ok', 'Loopback', 'Nothing stands in between.');
  if (state.kind === 'off') return found('ok', 'Open', 'No firewall rule keeps units out.');
  if (state.kind === 'open') return found('ok', 'Open', `${state.why}, lets the bench in.`);
  const what = portWords(ports) || 'The ports of the station';
  if (state.kind === 'unknown' && wasOpened) {
    return found('ok', 'Rule added', `SPA Bench added a rule for ${card.name}.`);
  }
  const fix: Fix =
    state.commands === null
      ? again(`Look for a firewall of this computer if no unit appears: ${what} on ${card.name}.`)
      : { label: 'Add the rule for me', commands: state.commands };
  if (state.kind === 'closed') {
    const detail = `${state.why}: units may get no address and no files (${what}).`;
    return found('warn', 'Needs a rule', detail, fix, platform);
  }
  const detail =
    state.commands === null
      ? 'Only an administrator may read its rules. If one keeps units out, none appears.'
      : `${state.why}, and only an administrator may read its rules: units may be kept out.`;
  return found('warn', 'Not checked here', detail, fix, platform);
}
