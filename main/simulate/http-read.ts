/** One HTTP GET or POST as a unit does it: the User-Agent names vendor, product, firmware and serial. */
import { request } from 'node:http';
import { Socket } from 'node:net';
import type { Ipv4 } from '../contract/values.ts';
import { whilePowered } from './pace.ts';
import type { FileResult } from './tftp-read.ts';
import type { UnitJack } from './wire.ts';

export interface HttpRead {
  jack: UnitJack;
  server: Ipv4;
  port: number;
  /** Path and query. */
  path: string;
  /** Sent by POST; null: GET. */
  body: string | Uint8Array | null;
  userAgent: string;
  timeoutMs: number;
  power: AbortSignal;
}

const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** @throws PowerLost when the power goes; nothing else. A redirect is a failure: nothing is known of units following one. */
export async function readHttp(read: HttpRead): Promise<FileResult> {
  const cut = new AbortController();
  const { body } = read;
  const operation = body === null ? 'http_get' : 'http_post';
  const transfer = new Promise<FileResult>((done) => {
    const failed = (error: Error) =>
      done({ kind: 'failed', why: `${operation} failed: ${error.message}` });
    const call = request(
      {
        host: read.server,
        port: read.port,
        path: read.path,
        method: body === null ? 'GET' : 'POST',
        headers: { 'User-Agent': read.userAgent },
        timeout: read.timeoutMs,
        signal: cut.signal,
        createConnection: () => connectFrom(read),
      },
      (answer) => {
        const parts: Buffer[] = [];
        let sizeBytes = 0;
        answer.on('data', (part: Buffer) => {
          parts.push(part);
          sizeBytes += part.length;
          if (sizeBytes > MAX_FILE_BYTES) answer.destroy(new Error('file too large'));
        });
        answer.on('error', failed);
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          if (status === 200) done({ kind: 'file', bytes: Buffer.concat(parts) });
          else if (status === 404) done({ kind: 'not-found' });
          else failed(new Error(`status ${status}`));
        });
      },
    );
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.on('error', failed);
    call.end(body ?? undefined);
  });
  try {
    return await whilePowered(transfer, read.power);
  } finally {
    cut.abort();
  }
}

/** A connection that cannot even begin fails like one that was refused. */
function connectFrom({ jack, port, server }: HttpRead): Socket {
  try {
    return jack.connectTcp(port, server);
  } catch (error) {
    const socket = new Socket();
    process.nextTick(() => socket.destroy(error instanceof Error ? error : undefined));
    return socket;
  }
}
