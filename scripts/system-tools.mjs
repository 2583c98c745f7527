// The system's programs some tests use as real clients. Plain JavaScript for Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Program → Debian package that brings it. */
const packages = {
  'chromium-headless-shell': 'chromium-headless-shell',
  ip: 'iproute2',
  tftp: 'tftp-hpa',
  atftp: 'atftp',
  udhcpc: 'udhcpc',
  dhclient: 'isc-dhcp-client',
  curl: 'curl',
  openssl: 'openssl',
  logger: 'bsdutils',
  dnsmasq: 'dnsmasq-base',
  dig: 'bind9-dnsutils',
  ntpdig: 'ntpsec-ntpdig',
  zbarimg: 'zbar-tools',
  tshark: 'tshark',
};
const aptLimitMs = 600_000;

/**
 * Installs what is missing through apt, as root only. Where that is not possible the tests that need a
 * missing program skip and say so; this says it once, too.
 */
export function ensureSystemTools() {
  const missing = missingTools();
  if (process.platform !== 'linux' || missing.length === 0) return;
  const names = missing.map((tool) => packages[tool]).join(' ');
  if (process.getuid() !== 0 || !isOnPath('apt-get')) {
    process.stderr.write(`Tests that need ${missing.join(', ')} will skip (packages: ${names}).\n`);
    return;
  }
  process.stderr.write(`Installing for the tests through apt-get: ${names}\n`);
  apt(['update', '-qq']);
  apt(['install', '-y', '-qq', '--no-install-recommends', ...names.split(' ')]);
  const still = missingTools();
  if (still.length > 0) {
    process.stderr.write(`Not to be had here, so their tests will skip: ${still.join(', ')}\n`);
  }
}

function missingTools() {
  return Object.keys(packages).filter((tool) => !isOnPath(tool));
}

function isOnPath(program) {
  const dirs = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return dirs.some((dir) => dir !== '' && existsSync(join(dir, program)));
}

function apt(args) {
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 2],
    timeout: aptLimitMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
