import type { Card } from '../../contract/model.ts';
import type { Ipv4 } from '../../contract/values.ts';
import { netmaskOf } from './subnet.ts';

/** Commands, each a program and its arguments; none goes through a shell. */
export interface AddressCommands {
  set: string[][];
  undo: string[][];
}

/**
 * What gives the card an address, and what takes it back. Pure; both need an administrator.
 * Linux: until the next restart, and the card is switched on when it has no link (it may be off).
 * macOS: likewise. Windows: lasting; `undo` goes back to asking a DHCP server, the state in which
 * a card has no address.
 */
export function addressCommands(
  card: Pick<Card, 'name' | 'isUp'>,
  platform: NodeJS.Platform,
  address: Ipv4,
  prefix: number,
): AddressCommands {
  const { name, isUp } = card;
  if (platform === 'win32') {
    const netsh = ['netsh', 'interface', 'ipv4', 'set', 'address', `name=${name}`];
    return {
      set: [[...netsh, 'source=static', `address=${address}`, `mask=${netmaskOf(prefix)}`]],
      undo: [[...netsh, 'source=dhcp']],
    };
  }
  if (platform === 'darwin') {
    return {
      set: [['ifconfig', name, 'alias', address, netmaskOf(prefix), 'up']],
      undo: [['ifconfig', name, '-alias', address]],
    };
  }
  const switchOn = isUp ? [] : [['ip', 'link', 'set', 'dev', name, 'up']];
  return {
    set: [['ip', 'address', 'add', `${address}/${prefix}`, 'dev', name], ...switchOn],
    undo: [['ip', 'address', 'del', `${address}/${prefix}`, 'dev', name]],
  };
}

/** The commands as a person types them, with `sudo` where that is the way. */
export function asCommandLine(commands: readonly string[][], platform: NodeJS.Platform): string {
  const isWindows = platform === 'win32';
  return commands
    .map((command) => command.map((word) => quoted(word, isWindows)).join(' '))
    .map((line) => (isWindows ? line : `sudo ${line}`))
    .join(' && ');
}

function quoted(word: string, isWindows: boolean): string {
  if (/^[\w.:/=@%+-]+$/.test(word)) return word;
  return isWindows ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
