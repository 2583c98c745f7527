/**
 * One packet stops the service: mutated packets at running servers by eleven seeds (test/fuzz, 10,000 to DHCP and TFTP
 * each, 10,000 messages to syslog, 2,000 to HTTP per seed), and a million inputs to what reads the wire's bytes.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { decodePacket } from '../../main/station/dhcp/packet.ts';
import { readRequest } from '../../main/station/dhcp/request.ts';
import { readQuery } from '../../main/station/dns/query.ts';
import { pathSegments } from '../../main/station/files/folder.ts';
import { decodeNtpRequest } from '../../main/station/ntp/packet.ts';
import { Framer } from '../../main/station/syslog/framing.ts';
import { readSyslog } from '../../main/station/syslog/message.ts';
import { readUnitReport } from '../../main/station/syslog/unit-report.ts';
import { agree } from '../../main/station/tftp/options.ts';
import { decodeTftp } from '../../main/station/tftp/packet.ts';
import { readRange, readTarget } from '../../main/station/web/request.ts';
import { randomFrom } from '../../test/fuzz/kit.ts';
import { figure, note } from './figures.ts';

const ROOT = join(import.meta.dirname, '../..');
const SEEDS = 10;
const INPUTS = 1_000_000;
const FIRST_SEED = 20_261_128;

/** @returns whether every server survived, with no exception or rejection nobody took: each fails Vitest's run */
function attack(seed: number): boolean {
  const files = ['dhcp', 'tftp', 'http', 'syslog-dns-ntp'].map(
    (name) => `test/fuzz/${name}.test.ts`,
  );
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', '--project', 'fuzz', ...files], {
    cwd: ROOT,
    env: { ...process.env, SPA_BENCH_FUZZ_SEED: String(seed) },
    encoding: 'utf8',
  });
  if (run.status !== 0) note(`seed ${seed}:\n${run.stdout}${run.stderr}`);
  return run.status === 0;
}

const survived = Array.from({ length: 1 + SEEDS }, (_, n) => attack(FIRST_SEED + n));
const usual = '10,000 DHCP, 10,000 TFTP, 10,000 syslog, 2,000 HTTP';
figure(
  1,
  '3,000 mutated DHCP, 3,000 TFTP, 2,000 syslog, 600 HTTP: 0 crashes, 0 unhandled rejections',
  `${usual}: ${survived[0] ? 'none' : 'failed'}`,
  survived[0] === true,
);
const failed = survived.slice(1).filter((ok) => !ok).length;
figure(1, '10 other seeds', `${SEEDS} seeds, ${usual} each: ${failed} failed`, failed === 0);

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const discover = Buffer.concat([
  hex(`010106000000123400008000${'00'.repeat(16)}000e08123456${'00'.repeat(202)}63825363`),
  hex('350101 3d0701000e08123456 3c0f4c494e4b535953205350412d393632 3707010306420f96 3902 05dc ff'),
]);
const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
/** What reads bytes of the wire, and a good text or packet of it. */
const readers: [good: Buffer, read: (bytes: Uint8Array) => unknown][] = [
  [
    discover,
    (bytes) => {
      const packet = decodePacket(bytes);
      return packet.ok && readRequest(packet.value, null);
    },
  ],
  [
    Buffer.from(
      '\0\x01/spa962.cfg\0octet\0blksize\x001428\0tsize\x000\0windowsize\x008\0',
      'latin1',
    ),
    (bytes) => {
      const packet = decodeTftp(bytes);
      if (!packet.ok || !('options' in packet.value)) return null;
      return [true, false].map((isWrite) =>
        agree('options' in packet.value ? packet.value.options : [], { isWrite, sizeBytes: 4096 }),
      );
    },
  ],
  [
    Buffer.from(
      '<134>SPA962 00:0e:08:aa:bb:cc -- Successful resync tftp://192.168.76.1/spa962.cfg',
    ),
    (bytes) => readUnitReport(readSyslog(bytes).msg),
  ],
  [
    Buffer.from('<165>1 2003-10-11T22:14:15.003Z host app 123 ID47 [x@1 y="\\"z\\]"] Text'),
    readSyslog,
  ],
  [Buffer.from('12 <134>message\nline\r\n5 hello'), (bytes) => [...new Framer().push(bytes)]],
  [
    hex(
      'abcd0100000100000000000104 70726f76 07 6578616d706c65 03 6e6574 00 00010001 00002904d0000080000000',
    ),
    readQuery,
  ],
  [Buffer.concat([hex('23'), Buffer.alloc(67, 1)]), decodeNtpRequest],
  [
    Buffer.from('http://host:80/profile/a%2e%2e/spa962.cfg?x=%20#y'),
    (bytes) => pathSegments(readTarget(latin(bytes)) ?? ''),
  ],
  [Buffer.from('bytes=0-3, 5-9'), (bytes) => readRange(latin(bytes), 4096)],
];

const random = randomFrom(FIRST_SEED);
function mutated(good: Uint8Array): Uint8Array {
  let bytes = Uint8Array.from(good);
  for (let left = random(5); left > 0; left -= 1) {
    const at = random(bytes.length || 1);
    const rest = bytes.subarray(at);
    const kind = random(5);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes = bytes.slice(0, at);
    else if (kind === 2) bytes = bytes.slice(at);
    else {
      const more = Uint8Array.from({ length: random(40) }, () => random(256));
      bytes = Buffer.concat([bytes.subarray(0, at), kind === 3 ? more : rest.subarray(0, 9), rest]);
    }
  }
  return bytes;
}

let thrown = 0;
for (let count = 0; count < INPUTS; count += 1) {
  const [good, read] = readers[count % readers.length] ?? [Buffer.alloc(0), () => null];
  const bytes =
    random(10) === 0 ? Uint8Array.from({ length: random(400) }, () => random(256)) : mutated(good);
  try {
    read(bytes);
  } catch (error) {
    thrown += 1;
    if (thrown <= 5) note(`${Buffer.from(bytes).toString('hex')}: ${String(error)}`);
  }
}
figure(
  1,
  '1,000,000 parser inputs in process: 0 throws',
  `${INPUTS.toLocaleString('en')} over ${readers.length} readers of the wire: ${thrown} throws`,
  thrown === 0,
);
