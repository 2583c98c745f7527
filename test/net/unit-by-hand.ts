/**
 * A unit played by hand with the tools everybody has: udhcpc or a fixed address, TFTP and HTTP clients,
 * openssl and gunzip. Nothing of the product opens a file here.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Mac } from '../../main/contract/values.ts';
import { temporaryDir } from '../cli/station-process.ts';
import type { Namespace } from '../kit/netns.ts';

export const STATION = '192.168.76.1';

/** What the four files of the chain said, read without the product. */
export interface Chain {
  bootstrap: string;
  key: string;
  directory: string;
  lastName: string;
  common: string;
  own: string;
  rehearsal: string;
  last: string;
}

/** A lease by udhcpc as a unit of this vendor class, the address on the card. @returns what it was told */
export async function leaseByUdhcpc(
  unit: Namespace,
  vendorClass: string,
): Promise<Record<string, string>> {
  const dir = temporaryDir();
  const script = join(dir, 'udhcpc.sh');
  writeFileSync(
    script,
    `#!/bin/sh
[ "$1" = bound ] || exit 0
ip address add "$ip/$mask" dev "$interface"
env > ${dir}/bound
`,
  );
  chmodSync(script, 0o755);
  const args = ['-i', 'eth0', '-n', '-q', '-f', '-t', '3', '-T', '2'];
  const { stderr } = await unit.exec(
    'udhcpc',
    ...args,
    '-V',
    vendorClass,
    '-O',
    '66',
    '-s',
    script,
  );
  expect(stderr).toContain('obtained');
  return Object.fromEntries(
    readFileSync(join(dir, 'bound'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** The bytes of a file by curl; null when it got none, whatever the server said. */
export async function fetchFile(unit: Namespace, path: string): Promise<Buffer | null> {
  // curl drops one slash of a TFTP URL's path; units send theirs.
  const { bytes } = await curl(unit, `tftp://${STATION}/${path}`);
  return bytes;
}

export async function curl(
  unit: Namespace,
  url: string,
  ...more: string[]
): Promise<{ bytes: Buffer | null; code: number | null; said: string }> {
  const file = join(temporaryDir(), 'got');
  const args = ['-sS', '--fail', '--max-time', '4', '-w', '%{http_code}', '-o', file, ...more, url];
  const { code, stdout, stderr } = await unit.exec('curl', ...args);
  return {
    bytes: code === 0 ? readFileSync(file) : null,
    code,
    said: `${stdout} ${stderr}`.trim(),
  };
}

/** Leads the unit from the common file to the last one. */
export async function playChain(unit: Namespace, mac: Mac, file: string): Promise<Chain> {
  const get = async (path: string): Promise<Buffer> => {
    const bytes = await fetchFile(unit, path);
    if (bytes === null) throw new Error(`${path} was not served`);
    return bytes;
  };
  const common = (await get(`/${file}`)).toString('latin1');
  const bootstrap = only(
    /^\[--key ([0-9a-f]{64})\] tftp:\/\/192\.168\.76\.1\/p\/\$MA\.cfg$/,
    common,
  );
  const own = open(await get(`/p/${mac}.cfg`), bootstrap).toString('latin1');
  const key = parameterOf(own, 'GPP_SA') ?? '';
  const directory = parameterOf(own, 'GPP_B') ?? '';
  only(/^(\[--key \$SA\]) tftp:\/\/192\.168\.76\.1\/profile\/\$B\/spa\$PSN\.cfg$/, own);
  const rehearsal = gunzipSync(open(await get(`/profile/${directory}/${file}`), key)).toString(
    'latin1',
  );
  const lastName = only(
    /^\[--key \$SA\] tftp:\/\/192\.168\.76\.1\/profile\/\$B\/(\S+)\.cfg$/,
    rehearsal,
  );
  const last = gunzipSync(open(await get(`/profile/${directory}/${lastName}.cfg`), key));
  return {
    ...{ bootstrap, key, directory, lastName, common, own, rehearsal },
    last: last.toString('latin1'),
  };
}

/** Text between the tags of a parameter; null when it is not there with both tags. */
export function parameterOf(profile: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(profile)?.[1] ?? null;
}

/** `openssl enc -d -aes-256-cbc -md md5 -k KEY`, the way the guide makes these files. */
export function open(bytes: Buffer, key: string): Buffer {
  const args = ['enc', '-d', '-aes-256-cbc', '-md', 'md5', '-k', key];
  return execFileSync('openssl', args, { input: bytes, stdio: ['pipe', 'pipe', 'ignore'] });
}

function only(pattern: RegExp, profile: string): string {
  const rule = parameterOf(profile, 'Profile_Rule');
  const found = pattern.exec(rule ?? '')?.[1];
  if (found === undefined)
    throw new Error(`the rule is another: ${rule?.replace(/[0-9a-f]{16,}/g, '…')}`);
  return found;
}
