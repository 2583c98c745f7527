import { expect, it } from 'vitest';
import { type BindFailure, explainBindError } from './bind-error.ts';
import { socketInodes } from './port-holder.ts';

const failure: BindFailure = {
  protocol: 'UDP',
  port: 69,
  address: '192.168.76.1',
  interfaceName: 'eth1',
  holder: null,
  platform: 'linux',
};
const explain = (code: string, change: Partial<BindFailure> = {}) =>
  explainBindError(Object.assign(new Error('bind'), { code }), { ...failure, ...change });

it.each([
  [
    'EADDRINUSE',
    {},
    'PORT_TAKEN',
    'Another program is using UDP port 69 (often tftpd or dnsmasq).',
  ],
  ['EADDRINUSE', { holder: { pid: 7, name: 'in.tftpd' } }, 'PORT_TAKEN', 'in.tftpd (process 7)'],
  ['EADDRINUSE', { holder: { pid: process.pid, name: 'x' } }, 'PORT_TAKEN', 'SPA Bench itself'],
  ['EADDRINUSE', { platform: 'win32', port: 67 }, 'PORT_TAKEN', 'Internet Connection Sharing'],
  ['EADDRINUSE', { port: 514 }, 'PORT_TAKEN', '(often rsyslog)'],
  ['EADDRINUSE', {}, 'PORT_TAKEN', "`sudo ss -lnup 'sport = :69'` names it."],
  ['EADDRINUSE', { platform: 'darwin' }, 'PORT_TAKEN', '`sudo lsof -nP -iUDP:69` names it.'],
  ['EADDRINUSE', { platform: 'win32' }, 'PORT_TAKEN', '`netstat -abno -p udp`'],
  ['EACCES', {}, 'NO_PERMISSION', '`spa-bench rights allow`'],
  ['EACCES', {}, 'NO_PERMISSION', 'sudo sysctl net.ipv4.ip_unprivileged_port_start=67`'],
  ['EACCES', { port: 21 }, 'NO_PERMISSION', 'sudo sysctl net.ipv4.ip_unprivileged_port_start=21`'],
  ['EACCES', { handed: '"http" TCP' }, 'NO_PERMISSION', 'Handed over were: "http" TCP.'],
  ['EACCES', { handed: '"http" TCP' }, 'NO_PERMISSION', 'BindToDevice=eth1'],
  ['EACCES', { platform: 'darwin' }, 'NO_PERMISSION', 'sudo'],
  ['EACCES', { platform: 'win32' }, 'NO_PERMISSION', 'excludedportrange protocol=udp'],
  ['EADDRNOTAVAIL', {}, 'NO_ADDRESS', '192.168.76.1'],
  ['ENODEV', {}, 'NO_CARD', 'eth1'],
  ['EMFILE', {}, 'SOCKET_FAILED', 'EMFILE'],
] as const)('%s with %j is %s: %s', (cause, change, code, words) => {
  const error = explain(cause, change as Partial<BindFailure>);
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
});

it('survives a cause that is no error', () => {
  expect(explainBindError(null, failure).code).toBe('SOCKET_FAILED');
});

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0
   1: 0100007F:0050 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0
   2: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 333 1 0
   3: 0100007F:0051 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 444 1 0
   rubbish`;

it('finds the sockets on a port, of TCP the listening ones', () => {
  expect(socketInodes(TCP, 'TCP', 80)).toEqual(['111', '333']);
  expect(socketInodes(TCP, 'UDP', 80)).toEqual(['111', '222', '333']);
  expect(socketInodes('', 'UDP', 80)).toEqual([]);
});
