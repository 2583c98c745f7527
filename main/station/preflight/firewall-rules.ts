/** What the firewalls of the three systems print, and the commands that open one. Pure. */
import type { WantedPort } from './ports.ts';

/** `/etc/ufw/ufw.conf`: any user may read it. */
export function isUfwOn(conf: string): boolean {
  return /^\s*ENABLED\s*=\s*yes\s*$/im.test(conf);
}

/**
 * `/etc/ufw/user.rules`, which only root may read. Each rule is told in a line of its own:
 *
 *     ### tuple ### allow any any 0.0.0.0/0 any 0.0.0.0/0 in_eth1
 *     ### tuple ### allow udp 67 0.0.0.0/0 any 0.0.0.0/0 in
 */
export function isUfwOpen(rules: string, card: string, ports: readonly WantedPort[]): boolean {
  const allowed = rules.split('\n').flatMap((line) => {
    const rule = /^### tuple ### allow (\S+) (\S+) (\S+) (\S+) (\S+) (\S+)/.exec(line);
    if (rule === null) return [];
    const [, protocol = '', port = '', , , from = '', way = ''] = rule;
    const isHere = way === 'in' || way === `in_${card}`;
    // A rule for some senders only leaves the others out; a unit's first packet is from 0.0.0.0.
    return isHere && from === '0.0.0.0/0' ? [{ protocol, port }] : [];
  });
  return ports.every((wanted) =>
    allowed.some(
      ({ protocol, port }) =>
        (protocol === 'any' || protocol === wanted.protocol.toLowerCase()) &&
        (port === 'any' || isPortIn(wanted.port, port)),
    ),
  );
}

/** Ports that belong to firewalld's services of these names. */
const firewalldServices: Record<string, string> = {
  dhcp: 'UDP 67',
  tftp: 'UDP 69',
  syslog: 'UDP 514',
  http: 'TCP 80',
};

/**
 * `firewall-cmd --zone=Z --list-all`:
 *
 *     public (active)
 *       target: default
 *       interfaces: eth1
 *       services: dhcp tftp
 *       ports: 514/udp 80/tcp
 */
export function isFirewalldOpen(listed: string, ports: readonly WantedPort[]): boolean {
  const words = (key: string) =>
    new RegExp(`^\\s*${key}:[ \\t]*(.*)$`, 'm').exec(listed)?.[1]?.split(/\s+/) ?? [];
  if (words('target')[0] === 'ACCEPT') return true;
  const services = new Set(words('services').map((name) => firewalldServices[name]));
  const numbers = words('ports').map((text) => text.split('/'));
  return ports.every(
    ({ protocol, port }) =>
      services.has(`${protocol} ${port}`) ||
      numbers.some(
        ([range = '', kind]) => kind === protocol.toLowerCase() && isPortIn(port, range),
      ),
  );
}

/** `67`, `67:69`, `67-69`, `67,69`. */
function isPortIn(port: number, text: string): boolean {
  return text.split(',').some((part) => {
    const [first = '', last = first] = part.split(/[:-]/);
    return Number(first) <= port && port <= Number(last);
  });
}

export interface NftChain {
  family: string;
  table: string;
  chain: string;
}

/**
 * `nft -j list ruleset`, root only. A chain on the way in whose policy is to drop keeps units out,
 * unless it takes all that comes by the card. Rules that drop one by one are not understood here.
 * @returns the first such chain; null: there is none, or the text is something else
 */
export function nftBlocks(json: string, card: string): NftChain | null {
  const rows = nftRows(json);
  const chains = rows.flatMap(({ chain }) => (isRecord(chain) ? [chain] : []));
  const rules = rows.flatMap(({ rule }) => (isRecord(rule) ? [rule] : []));
  for (const { family, table, name, hook, policy } of chains) {
    if (hook !== 'input' || policy !== 'drop') continue;
    const own = rules.filter(
      (rule) => rule.family === family && rule.table === table && rule.chain === name,
    );
    if (own.some((rule) => takesAllOf(rule.expr, card))) continue;
    return { family: String(family), table: String(table), chain: String(name) };
  }
  return null;
}

/** `iifname "eth1" accept`, with or without a counter. */
function takesAllOf(expr: unknown, card: string): boolean {
  if (!Array.isArray(expr)) return false;
  const parts = expr.filter(isRecord).filter((part) => !('counter' in part));
  const [match, verdict] = parts;
  if (parts.length !== 2 || !isRecord(match?.match) || verdict?.accept === undefined) return false;
  const { left, right, op } = match.match;
  const key = isRecord(left) && isRecord(left.meta) ? left.meta.key : null;
  return op === '==' && (key === 'iifname' || key === 'iif') && right === card;
}

function nftRows(json: string): Record<string, unknown>[] {
  try {
    const read: unknown = JSON.parse(json);
    return isRecord(read) && Array.isArray(read.nftables) ? read.nftables.filter(isRecord) : [];
  } catch {
    return [];
  }
}

/** Any entry of the rule's verbose listing that names our program; its other words are translated. */
export function isWindowsRuleOf(listing: string, program: string): boolean {
  return listing.toLowerCase().includes(program.toLowerCase());
}

/**
 * `socketfilterfw --getglobalstate` ("Firewall is enabled. (State = 1)") and `--getappblocked PATH`
 * ("Incoming connection to the application is permitted"); null: the program gave no answer.
 */
export function macFirewall(
  global: string | null,
  app: string | null,
): 'off' | 'open' | 'closed' | 'unknown' {
  const state = /State = (\d)/.exec(global ?? '')?.[1];
  if (state === undefined) return 'unknown';
  if (state === '0') return 'off';
  // State 2 lets nothing in but what the system itself needs, whatever is said of a program.
  if (state === '1' && /permitted/i.test(app ?? '')) return 'open';
  return 'closed';
}

/**
 * Linux: everything that comes by the card, nothing by others. Windows and macOS know programs only.
 * @param subject  the card's name, or the program's path
 */
export function addRuleCommands(
  firewall: 'ufw' | 'firewalld' | 'windows' | 'macos',
  subject: string,
): string[][] {
  switch (firewall) {
    case 'ufw':
      return [['ufw', 'allow', 'in', 'on', subject]];
    case 'firewalld':
      return [['firewall-cmd', '--zone=trusted', `--change-interface=${subject}`]];
    case 'windows':
      return [
        [
          ...['netsh', 'advfirewall', 'firewall', 'add', 'rule', 'name=SPA Bench', 'dir=in'],
          ...['action=allow', `program=${subject}`, 'enable=yes', 'profile=any'],
        ],
      ];
    case 'macos':
      return [
        ['socketfilterfw', '--add', subject],
        ['socketfilterfw', '--unblockapp', subject],
      ];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
