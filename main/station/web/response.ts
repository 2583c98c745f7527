/** Sends one answer and says truthfully how much of it went out. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PROGRESS_EVERY_MS } from '../events.ts';
import type { FileAnswer } from '../files/answer.ts';
import { type DiskFile, openDiskFile } from '../files/disk-file.ts';
import { readHttpDate } from './http-date.ts';
import { destroyAfter } from './refusals.ts';
import { readRange } from './request.ts';

/** What one request came to. `detail` is null when all went well. */
export interface Sent {
  status: number;
  sentBytes: number;
  detail: string | null;
}

/** How the sending of a file's bytes ended. */
export interface FileEnd {
  result: 'complete' | 'timed-out' | 'aborted' | 'failed';
  sentBytes: number;
  detail: string | null;
}

export interface SendFileOptions {
  /** A client that takes nothing for so long is cut off. */
  idleTimeoutMs: number;
  /** So long a client may read as slowly as it likes, then 64 KiB of the file a second. */
  responseTimeoutMs: number;
  /** Called before the first byte of a GET's file; never for HEAD, 304 and 416. */
  onStart: () => void;
  /** Bytes handed to the system so far, while it takes longer than {@link PROGRESS_EVERY_MS}. */
  onProgress: (sentBytes: number) => void;
  /** Called once for each `onStart`. */
  onEnd: (end: FileEnd) => void;
}

const SLOWEST_BYTES_PER_SECOND = 64 * 1024;
const PIECE_BYTES = 64 * 1024;
/** How long a client that is being refused may go on sending before the connection is cut. */
const LINGER_MS = 1_000;

/** A file's bytes, wherever they are. */
interface Body {
  sizeBytes: number;
  etag: string;
  /** HTTP date of the last change; null: it was made for this request. */
  modified: string | null;
  /** Whether part of it may be asked for. */
  isRangeable: boolean;
  /** Sends bytes `first … last`. */
  send(response: ServerResponse, first: number, last: number): Promise<void>;
  close(): Promise<void>;
}

/** Sends a short text that nobody can take for a profile. */
export async function sendWords(
  response: ServerResponse,
  status: number,
  words: string,
  headers: OutgoingHttpHeaders = {},
): Promise<Sent> {
  const text = Buffer.from(`${words}\n`);
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': text.length,
    ...headers,
  });
  const closed = whenClosed(response);
  const { socket } = response;
  response.end(text);
  await closed;
  // Closing at once would reset a connection that is still being written to, and lose the answer.
  if (headers.connection === 'close' && socket) destroyAfter(socket, LINGER_MS);
  const sentBytes = response.req.method === 'HEAD' ? 0 : text.length;
  return { status, sentBytes, detail: null };
}

/**
 * Sends a file: 200, a single range of a file on disk 206, or 304, 412 and 416 (RFC 9110).
 *
 * `complete` means: every byte was handed to the system and the connection had not died by then.
 * HTTP shows no more; whether the unit took the file is for its next step to prove.
 *
 * @returns what to log; `missing` when a file on disk cannot be opened: nothing was sent yet
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Extract<FileAnswer, { kind: 'bytes' | 'disk' }>,
  options: SendFileOptions,
): Promise<Sent | { missing: string }> {
  const opened = await openBody(answer);
  if (!opened.ok) return { missing: opened.reason };
  const { body } = opened;
  try {
    return await sendBody(request, response, body, options);
  } finally {
    await body.close();
  }
}

async function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  body: Body,
  options: SendFileOptions,
): Promise<Sent> {
  const { sizeBytes, etag } = body;
  const headers: OutgoingHttpHeaders = { etag };
  if (body.modified !== null) headers['last-modified'] = body.modified;
  if (body.isRangeable) headers['accept-ranges'] = 'bytes';
  const condition = conditionOf(request, body);
  if (condition !== null) return endEmpty(response, condition, headers);
  const range = body.isRangeable ? rangeOf(request, body) : null;
  if (range === 'unsatisfiable') {
    return endEmpty(response, 416, { ...headers, 'content-range': `bytes */${sizeBytes}` });
  }
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  if (range) headers['content-range'] = `bytes ${first}-${last}/${sizeBytes}`;
  const status = range ? 206 : 200;
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/octet-stream',
    'content-length': last - first + 1,
  });
  if (request.method === 'HEAD') {
    const closed = whenClosed(response);
    response.end();
    await closed;
    return { status, sentBytes: 0, detail: null };
  }
  options.onStart();
  const end = await sendRange(response, body, first, last, options);
  const detail = range ? (end.detail ?? `bytes ${first}-${last} of ${sizeBytes}`) : end.detail;
  options.onEnd({ ...end, detail });
  return { status, sentBytes: end.sentBytes, detail: end.detail };
}

async function sendRange(
  response: ServerResponse,
  body: Body,
  first: number,
  last: number,
  { idleTimeoutMs, responseTimeoutMs, onProgress }: SendFileOptions,
): Promise<FileEnd> {
  const { socket } = response;
  const length = last - first + 1;
  const handed = () => (socket ? socket.bytesWritten - socket.writableLength : 0);
  const before = handed();
  const closed = whenClosed(response);
  let why: FileEnd | null = null;
  const stop = (result: FileEnd['result'], detail: string): void => {
    why ??= { result, detail, sentBytes: 0 };
    response.destroy();
  };
  const onIdle = (): void => stop('timed-out', 'the unit stopped reading');
  const startedAt = performance.now();
  const sent = () => Math.min(length, Math.max(0, handed() - before));
  let moved = { bytes: 0, at: startedAt };
  const telling = setInterval(() => {
    onProgress(sent());
    const now = performance.now();
    if (sent() !== moved.bytes) moved = { bytes: sent(), at: now };
    // A socket's own timeout starts anew once while bytes wait in it: twice the time.
    if (now - moved.at >= idleTimeoutMs) onIdle();
    const slowMs = now - startedAt - responseTimeoutMs;
    const isTooSlow = sent() < (slowMs * SLOWEST_BYTES_PER_SECOND) / 1000;
    if (slowMs > 0 && isTooSlow) stop('timed-out', 'the unit read too slowly');
  }, PROGRESS_EVERY_MS);
  socket?.once('timeout', onIdle);
  await body.send(response, first, last).catch(() => {
    if (!response.destroyed) stop('failed', 'the file changed or could not be read');
  });
  await closed;
  clearInterval(telling);
  socket?.off('timeout', onIdle);
  if (response.writableFinished) return { result: 'complete', sentBytes: length, detail: null };
  const sentBytes = sent();
  const end: FileEnd = why ?? { result: 'aborted', sentBytes, detail: 'the connection was cut' };
  return { ...end, sentBytes };
}

async function openBody(
  answer: Extract<FileAnswer, { kind: 'bytes' | 'disk' }>,
): Promise<{ ok: true; body: Body } | { ok: false; reason: string }> {
  if (answer.kind === 'bytes') return { ok: true, body: bodyFromBytes(answer) };
  const opened = await openDiskFile(answer.filePath, answer.place);
  return opened.ok ? { ok: true, body: bodyFromDisk(opened.file) } : opened;
}

function bodyFromBytes(answer: Extract<FileAnswer, { kind: 'bytes' }>): Body {
  const { about, bytes, modifiedMs } = answer;
  return {
    sizeBytes: bytes.length,
    etag: `"${about.sha256}"`,
    modified: modifiedMs === undefined ? null : new Date(modifiedMs).toUTCString(),
    // A part of a made file is no file; one of the folder may be asked for in parts.
    isRangeable: about.kind === 'disk',
    send: async (response, first, last) => {
      response.end(bytes.subarray(first, last + 1));
    },
    close: () => Promise.resolve(),
  };
}

function bodyFromDisk(file: DiskFile): Body {
  return {
    sizeBytes: file.sizeBytes,
    etag: `"${file.sizeBytes.toString(16)}-${Math.round(file.modifiedMs).toString(16)}"`,
    modified: new Date(file.modifiedMs).toUTCString(),
    isRangeable: true,
    send: (response, first, last) => pipeline(Readable.from(piecesOf(file, first, last)), response),
    close: () => file.close(),
  };
}

async function* piecesOf(file: DiskFile, first: number, last: number): AsyncGenerator<Uint8Array> {
  for (let at = first; at <= last; at += PIECE_BYTES) {
    yield await file.read(at, Math.min(PIECE_BYTES, last - at + 1));
  }
}

/** Status of a request whose condition is against it (RFC 9110 section 13.2.2); null: it is to be answered. */
function conditionOf({ method, headers }: IncomingMessage, body: Body): 304 | 412 | null {
  const { etag, modified } = body;
  const isReading = method === 'GET' || method === 'HEAD';
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && !lists(ifMatch, etag, false)) return 412;
  const changed = modified === null ? null : readHttpDate(modified);
  const unless = ifMatch === undefined ? readHttpDate(headers['if-unmodified-since']) : null;
  if (changed !== null && unless !== null && changed > unless) return 412;
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    if (!lists(ifNoneMatch, etag, true)) return null;
    return isReading ? 304 : 412;
  }
  const since = readHttpDate(headers['if-modified-since']);
  const isUnchanged = changed !== null && since !== null && changed <= since;
  return isUnchanged && isReading ? 304 : null;
}

/** `If-Range` with another version of the file makes it a request for the whole. */
function rangeOf(request: IncomingMessage, body: Body): ReturnType<typeof readRange> {
  const ifRange = request.headers['if-range'];
  const isOther = ifRange !== undefined && ifRange !== body.etag && ifRange !== body.modified;
  if (request.method !== 'GET' || isOther) return null;
  return readRange(request.headers.range, body.sizeBytes);
}

/** Whether a list of tags has this one; a weak tag counts for some comparisons only (section 8.8.3.2). */
function lists(header: string, etag: string, countsWeak: boolean): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? []; // a comma may stand within one
  return tags.some((tag) => tag === etag || (countsWeak && tag === `W/${etag}`));
}

async function endEmpty(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
): Promise<Sent> {
  response.writeHead(status, status === 304 ? headers : { ...headers, 'content-length': 0 });
  const closed = whenClosed(response);
  response.end();
  await closed;
  return { status, sentBytes: 0, detail: null };
}

/** Resolves when the response is over, sent or not; or its connection is, which Node may keep to itself. */
function whenClosed(response: ServerResponse): Promise<void> {
  const { socket } = response.req;
  if (response.closed || response.destroyed || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('close', over);
      socket.off('close', over);
      resolve();
    };
    response.once('close', over);
    socket.once('close', over);
  });
}
