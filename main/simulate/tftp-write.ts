/** One TFTP write as a unit does it with its report (RFC 1350): octet, no options. */
import type { Ipv4 } from '../contract/values.ts';
import { whilePowered } from './pace.ts';
import { BLOCK_BYTES } from './tftp-message.ts';
import type { UnitJack } from './wire.ts';

export interface TftpWrite {
  jack: UnitJack;
  server: Ipv4;
  port: number;
  name: string;
  bytes: Uint8Array;
  timeoutMs: number;
  power: AbortSignal;
}

/** @returns null: taken; else why not. One attempt, no resends (guide: Report Rule). @throws PowerLost */
export async function writeTftp(write: TftpWrite): Promise<string | null> {
  const { jack, server, bytes, timeoutMs, power } = write;
  const heard: { bytes: Uint8Array; port: number }[] = [];
  let onHeard: () => void = () => undefined;
  const socket = await whilePowered(
    jack.openUdp((datagram, from) => {
      if (from.address !== server) return;
      heard.push({ bytes: datagram, port: from.port });
      onHeard();
    }),
    power,
  );
  const next = () =>
    new Promise<{ bytes: Uint8Array; port: number } | null>((done) => {
      const timer = setTimeout(() => done(null), timeoutMs);
      onHeard = () => {
        const found = heard.shift();
        if (found === undefined) return;
        clearTimeout(timer);
        done(found);
      };
      onHeard();
    });
  try {
    socket.send(Buffer.from(`\0\u0002${write.name}\0octet\0`, 'latin1'), write.port, server);
    const blocks = Math.floor(bytes.length / BLOCK_BYTES) + 1;
    for (let block = 0; ; block += 1) {
      const answer = await whilePowered(next(), power);
      if (answer === null) return 'timeout';
      const view = Buffer.from(answer.bytes);
      if (view.readUInt16BE(0) !== 4)
        return view.toString('latin1', 4).split('\0', 1)[0] ?? 'error';
      if (block === blocks) return null;
      const data = bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES);
      const head = Buffer.from([0, 3, (block + 1) >> 8, (block + 1) & 255]);
      socket.send(Buffer.concat([head, data]), answer.port, server);
    }
  } finally {
    socket.close();
  }
}
