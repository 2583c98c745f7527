/**
 * Answers calls over any carrier that passes text messages both ways: a message port (Electron), a
 * WebSocket (`serve`). Each carrier owns its small adaptor to {@link Wire}.
 */
import { RPCHandler } from '@orpc/server/websocket';
import * as z from 'zod';
import type { StationRouter } from './router.ts';

/** One connected UI or command line. */
export interface Wire {
  onMessage(receive: (message: unknown) => void): void;
  onClose(closed: () => void): void;
  /** Resolves when the carrier is ready for more; a slow reader so slows its own stream. Never rejects. */
  send(text: string): Promise<void>;
  /** Ends the connection: what came was not a call. */
  close(): void;
}

/** A call, or its cancelling (type 4), as the client's RPC link writes it. */
const messageSchema = z.object({
  i: z.string().max(40),
  t: z.literal([1, 4]).optional(),
  p: z.unknown().optional(),
});
const callSchema = z.object({
  u: z.string().startsWith('/').max(8192),
  h: z.undefined().optional(),
});

/**
 * @param onFault  gets what failed in passing an answer on: a fault of the program
 * @returns a function that serves one wire until it closes. A message that is no call closes the wire
 *   and reaches nobody.
 */
export function createWireServer(
  router: StationRouter,
  onFault: (cause: unknown) => void,
): (wire: Wire) => void {
  const handler = new RPCHandler(router);
  return (wire) => {
    const peer = {
      send: async (text: unknown) => {
        if (typeof text === 'string') await wire.send(text);
      },
      addEventListener: () => undefined,
    };
    wire.onMessage((message) => {
      if (typeof message !== 'string' || !isCall(message)) wire.close();
      else handler.message(peer, message).catch(onFault);
    });
    wire.onClose(() => handler.close(peer));
  };
}

function isCall(text: string): boolean {
  try {
    const message = messageSchema.safeParse(JSON.parse(text));
    if (!message.success) return false;
    return message.data.t === 4 || callSchema.safeParse(message.data.p).success;
  } catch {
    return false;
  }
}
