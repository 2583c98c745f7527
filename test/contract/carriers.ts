import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { WebSocket } from 'ws';
import { connectToStation, type StationClient } from '../../main/serve/connect.ts';
import { offeredProtocols } from '../../main/serve/guard.ts';
import { startWebServer, type WebServer } from '../../main/serve/web-server.ts';
import { wireOfPort } from '../../main/shell/port-wire.ts';
import type { StationRouter } from '../../main/station/router.ts';
import { createWireServer } from '../../main/station/wire.ts';

/** One way of reaching a router from outside. */
export interface Carrier {
  /** A further client, as a page or the command line would be. */
  connect(): Promise<{ client: StationClient; close(): Promise<void> }>;
  /** A connection without a client: sends messages as they are and resolves when it is ended. */
  sendRaw(message: unknown): Promise<{ isEnded: boolean; answer: unknown }>;
  stop(): Promise<void>;
}

export const carriers: Record<
  string,
  (router: StationRouter, onFault: (cause: unknown) => void) => Promise<Carrier>
> = {
  'a message port': async (router, onFault) => {
    const serveWire = createWireServer(router, onFault);
    const newPort = () => {
      const { port1, port2 } = new MessageChannel();
      serveWire(wireOfPort(port1));
      return port2;
    };
    return {
      connect: async () => {
        const port = newPort();
        const client: StationClient = createORPCClient(new RPCLink({ port }));
        port.start();
        return { client, close: async () => port.close() };
      },
      sendRaw: (message) =>
        new Promise((resolve) => {
          const port = newPort();
          port.once('close', () => resolve({ isEnded: true, answer: null }));
          port.once('message', (answer: unknown) => {
            port.removeAllListeners('close');
            port.close();
            resolve({ isEnded: false, answer });
          });
          port.postMessage(message);
        }),
      stop: async () => undefined,
    };
  },
  'a WebSocket': async (router, onFault) => {
    const page = builtPage();
    const server = await startWebServer({ router, rendererDir: page.dir, port: 0, onFault });
    return {
      connect: () => connectToStation({ url: server.origin, token: server.token }),
      sendRaw: (message) => sendRawOver(server, message),
      stop: async () => {
        await server.close();
        page.remove();
      },
    };
  },
};

function sendRawOver(server: WebServer, message: unknown) {
  return new Promise<{ isEnded: boolean; answer: unknown }>((resolve, reject) => {
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/rpc`, [
      ...offeredProtocols(server.token),
    ]);
    socket.once('error', reject);
    socket.once('close', () => resolve({ isEnded: true, answer: null }));
    socket.once('message', (answer) => {
      resolve({ isEnded: false, answer: answer.toString() });
      socket.close();
    });
    socket.once('open', () => {
      const isSendable = typeof message === 'string' || message instanceof Uint8Array;
      socket.send(isSendable ? message : JSON.stringify(message));
    });
  });
}

/** A folder that looks like `out/renderer`. */
export function builtPage(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-page-'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(dir, 'boot.js'), 'export const page = 1;');
  return { dir, remove: () => rmSync(dir, { recursive: true }) };
}
