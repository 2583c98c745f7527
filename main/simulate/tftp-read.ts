/** One TFTP read as a unit does it (RFC 1350), over its own socket. */
import type { Ipv4 } from '../contract/values.ts';
import { whilePowered } from './pace.ts';
import {
  BLOCK_BYTES,
  decodeFromServer,
  encodeAck,
  encodeReadRequest,
  encodeTftpError,
} from './tftp-message.ts';
import type { UnitJack, UnitSocket } from './wire.ts';

export interface TftpRead {
  jack: UnitJack;
  server: Ipv4;
  port: number;
  /** As it goes into the RRQ, leading slash included. */
  name: string;
  /** First wait for an answer; doubled after each resend, four resends at most. */
  timeoutMs: number;
  power: AbortSignal;
  onResend: (what: 'rrq' | 'ack') => void;
  /** Falls silent when this many blocks have come, the last unacknowledged; for a unit that drops out. */
  stopAfterBlocks?: number;
}

export type FileResult =
  | { kind: 'file'; bytes: Buffer }
  | { kind: 'not-found' }
  | { kind: 'failed'; why: string }
  /** Stopped in mid-transfer on purpose. */
  | { kind: 'dropped' };

const MAX_RESENDS = 4;
/** As large as the largest profile anybody has fed to a unit, many times over. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Longest a unit answers repeats of the last block, should its last ACK be lost (RFC 1350 section 6). */
const DALLY_MS = 1000;

/** @throws PowerLost when the power goes; nothing else. */
export async function readTftp(read: TftpRead): Promise<FileResult> {
  let onDatagram: (bytes: Uint8Array, from: { address: Ipv4; port: number }) => void = () =>
    undefined;
  const socket = await whilePowered(
    read.jack.openUdp((bytes, from) => onDatagram(bytes, from)),
    read.power,
  );
  let dallyMs = 0;
  let stop = () => undefined;
  try {
    const transfer = new Promise<FileResult>((done) => {
      const started = startTransfer(read, socket, (result, hasFinalBlock) => {
        dallyMs = hasFinalBlock ? Math.min(DALLY_MS, read.timeoutMs) : 0;
        done(result);
      });
      onDatagram = started.receive;
      stop = started.stop;
    });
    return await whilePowered(transfer, read.power);
  } finally {
    stop();
    if (dallyMs > 0 && !read.power.aborted) closeLater(socket, dallyMs);
    else socket.close();
  }
}

function closeLater(socket: UnitSocket, ms: number): void {
  setTimeout(() => socket.close(), ms).unref();
}

/** The transfer itself: one packet out, one wait, until the short block. */
function startTransfer(
  read: TftpRead,
  socket: UnitSocket,
  end: (result: FileResult, hasFinalBlock: boolean) => void,
) {
  const blocks: Buffer[] = [];
  let sizeBytes = 0;
  let peer: number | null = null;
  let isOver = false;
  let resends = 0;
  let last = encodeReadRequest(read.name);
  let timer: NodeJS.Timeout;

  const send = () => {
    socket.send(last, peer ?? read.port, read.server);
    timer = setTimeout(onSilence, read.timeoutMs * 2 ** resends);
  };
  const finish = (result: FileResult, hasFinalBlock = false) => {
    clearTimeout(timer);
    isOver = true;
    end(result, hasFinalBlock);
  };
  const onSilence = () => {
    if (resends === MAX_RESENDS) return finish({ kind: 'failed', why: 'timeout' });
    resends += 1;
    read.onResend(peer === null ? 'rrq' : 'ack');
    send();
  };
  const acknowledge = (block: number) => {
    last = encodeAck(block);
    resends = 0;
    clearTimeout(timer);
    send();
  };
  const receive = (bytes: Uint8Array, from: { address: Ipv4; port: number }) => {
    const message = decodeFromServer(bytes);
    if (!message || from.address !== read.server) return;
    if (peer !== null && from.port !== peer) {
      if (message.kind === 'data')
        socket.send(encodeTftpError(5, 'Unknown TID'), from.port, from.address);
      return;
    }
    if (isOver) {
      // Dallying: our last ACK was lost.
      if (message.kind === 'data') socket.send(encodeAck(message.block), from.port, from.address);
      return;
    }
    if (message.kind === 'error') {
      return finish(
        message.code === 1 ? { kind: 'not-found' } : { kind: 'failed', why: message.text },
      );
    }
    const expected = (blocks.length + 1) & 0xffff;
    if (message.block !== expected) {
      // A repeat means our ACK was lost; anything else is not ours to answer.
      if (peer !== null && message.block === (blocks.length & 0xffff)) {
        socket.send(encodeAck(message.block), from.port, from.address);
      }
      return;
    }
    peer = from.port;
    blocks.push(message.bytes);
    sizeBytes += message.bytes.length;
    const isLast = message.bytes.length < BLOCK_BYTES;
    if (read.stopAfterBlocks !== undefined && (isLast || blocks.length >= read.stopAfterBlocks)) {
      return finish({ kind: 'dropped' });
    }
    if (sizeBytes > MAX_FILE_BYTES) {
      socket.send(encodeTftpError(3, 'File too large'), from.port, from.address);
      return finish({ kind: 'failed', why: 'file too large' });
    }
    if (!isLast) return acknowledge(expected);
    socket.send(encodeAck(expected), from.port, from.address);
    finish({ kind: 'file', bytes: Buffer.concat(blocks) }, true);
  };
  send();
  return {
    receive,
    stop: () => {
      clearTimeout(timer);
      isOver = true;
      return undefined;
    },
  };
}
