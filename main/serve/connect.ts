/** The command line's way into a running station: the contract over its loopback WebSocket. */
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { contract } from '../contract/contract.ts';
import { StationError } from '../contract/errors.ts';
import { offeredProtocols } from './guard.ts';

/** The contract as functions: `await client.units.get({ mac })`. */
export type StationClient = ContractRouterClient<typeof contract>;

export interface StationConnection {
  client: StationClient;
  /** Resolves when the station or we ended the connection; calls after that fail. */
  closed: Promise<void>;
  /** Stop reading streams (abort their signal) before; done when the socket is gone. */
  close(): Promise<void>;
}

const waitMs = 5_000;

/**
 * Connects to a station of this computer.
 *
 * @param at.url    `http://127.0.0.1:PORT`, as its run file names it; a path or fragment is ignored
 * @param at.token  the token of that start
 * @throws StationError NOT_RUNNING when nothing answers there, TOKEN_REFUSED when another start does
 */
export async function connectToStation(at: {
  url: string;
  token: string;
}): Promise<StationConnection> {
  const address = new URL('/rpc', at.url);
  address.protocol = 'ws:';
  const socket = new WebSocket(address, offeredProtocols(at.token), {
    handshakeTimeout: waitMs,
    perMessageDeflate: false,
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await opened(socket);
  socket.on('error', () => socket.terminate());
  // ws speaks the browser's interface; only its event types are declared differently.
  const websocket = socket as unknown as globalThis.WebSocket;
  const client: StationClient = createORPCClient(new RPCLink({ websocket }));
  return {
    client,
    closed,
    close: async () => {
      socket.close(1000);
      const cutOff = setTimeout(() => socket.terminate(), 1_000);
      await closed;
      clearTimeout(cutOff);
    },
  };
}

/**
 * What a failed call means: the station's refusal with its own code, or BAD_REQUEST, INTERNAL,
 * NOT_RUNNING when the connection is gone. The message is one sentence to print.
 */
export function toStationError(error: unknown): StationError {
  if (error instanceof StationError) return error;
  if (!(error instanceof ORPCError)) return notRunning(error);
  const { code, message } = error;
  if (code === 'REFUSED') return new StationError(refusalCode(error.data), message);
  if (code === 'BAD_REQUEST') return new StationError(code, questionProblem(error.data));
  return new StationError(code, message);
}

function refusalCode(data: unknown): string {
  const isCoded = typeof data === 'object' && data !== null && 'code' in data;
  return isCoded && typeof data.code === 'string' ? data.code : 'REFUSED';
}

function questionProblem(data: unknown): string {
  const issues = typeof data === 'object' && data !== null && 'issues' in data ? data.issues : null;
  const first: unknown = Array.isArray(issues) ? issues[0] : null;
  if (typeof first !== 'object' || first === null) return 'The station cannot read that question.';
  const path = 'path' in first && Array.isArray(first.path) ? first.path.join('.') : '';
  const message = 'message' in first ? String(first.message) : 'not readable';
  return path === '' ? `${message}.` : `${path}: ${message}.`;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (cause) => reject(notRunning(cause)));
    socket.once('unexpected-response', (_ask, answer) => {
      socket.terminate();
      reject(
        answer.statusCode === 401
          ? new StationError('TOKEN_REFUSED', 'The station was started anew; its key changed.')
          : notRunning(new Error(`HTTP ${answer.statusCode}`)),
      );
    });
  });
}

function notRunning(cause: unknown): StationError {
  return new StationError('NOT_RUNNING', 'The station is not running.', { cause });
}
