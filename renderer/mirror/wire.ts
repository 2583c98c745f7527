/**
 * The page's end of the contract: an oRPC client over whatever carries it, opened again whenever it
 * closes. Carriers know their transport; this file knows only when to try again.
 */
import { type ClientLink, createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../main/contract/contract.ts';
import type { EpochMs } from '../../main/contract/values.ts';

/** The contract's methods as functions. */
export type StationClient = ContractRouterClient<typeof contract>;
type Link = ClientLink<Record<never, never>>;

/** One open connection. `closed` resolves when it is gone; it never rejects. */
export interface OpenWire {
  link: Link;
  closed: Promise<void>;
}

/** Opens a connection, or says why not: `refused` (wrong token, final) or `down` (try again). */
export type Carrier = () => Promise<OpenWire | 'refused' | 'down'>;

export type WireState =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  /** Lost, or never there; `since` is when that began. The next try follows by itself. */
  | { kind: 'disconnected'; since: EpochMs }
  /** The station does not accept this page's token. Nothing is tried again. */
  | { kind: 'refused' };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3000;

/** A connection that keeps itself open. Calls made while it is closed fail at once. */
export class StationWire {
  readonly client: StationClient;
  #state: WireState = { kind: 'connecting' };
  #link: Link | null = null;
  readonly #carrier: Carrier;
  readonly #listeners = new Set<() => void>();

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
    this.client = createORPCClient<StationClient>(
      new DynamicLink(() => {
        if (this.#link === null) throw new Error('The station does not answer.');
        return this.#link;
      }),
    );
  }

  readonly state = (): WireState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Opens the connection and keeps it open until the station refuses the token.
   * @param onOpen started on every new connection, with a signal that ends with it
   */
  async run(onOpen: (signal: AbortSignal) => Promise<void>): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const wire = await this.#carrier();
      if (wire === 'refused') {
        this.#become({ kind: 'refused' });
        return;
      }
      if (wire !== 'down') {
        const ending = new AbortController();
        this.#link = wire.link;
        this.#become({ kind: 'connected' });
        const work = onOpen(ending.signal);
        await wire.closed;
        this.#link = null;
        ending.abort();
        await work;
        pauseMs = FIRST_PAUSE_MS;
      }
      if (this.#state.kind !== 'disconnected') {
        this.#become({ kind: 'disconnected', since: Date.now() });
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  #become(state: WireState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * The carrier of `serve`: a WebSocket to the page's own origin, the token in its subprotocol so that
 * it stands in no address. A socket that never opened tells nothing, so one plain request asks
 * whether the token was the reason.
 */
export function webSocketCarrier(origin: string, token: string): Carrier {
  return async () => {
    const url = new URL('/rpc', origin);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, ['spa-bench', `token.${token}`]);
    const closed = new Promise<void>((resolve) => {
      socket.addEventListener('close', () => resolve(), { once: true });
    });
    const opened = new Promise<true>((resolve) => {
      socket.addEventListener('open', () => resolve(true), { once: true });
    });
    if (await Promise.race([opened, closed])) {
      return { link: new WebSocketLink({ websocket: socket }), closed };
    }
    return (await isTokenRefused(origin, token)) ? 'refused' : 'down';
  };
}

async function isTokenRefused(origin: string, token: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/session', origin), {
      headers: { authorization: `Bearer ${token}` },
      cache: 'no-store',
    });
    return answer.status === 401 || answer.status === 403;
  } catch {
    return false; // nobody there
  }
}

/**
 * The carrier of the desktop app: a message port, half of which the preload forwards to the station's
 * process. The port closes when that process ends; the next try asks for a new one.
 */
export function messagePortCarrier(page: Window): Carrier {
  return async () => {
    const { port1, port2 } = new MessageChannel();
    const closed = new Promise<void>((resolve) => {
      port1.addEventListener('close', () => resolve(), { once: true });
    });
    page.postMessage({ type: 'spa-bench-port' }, page.origin === 'null' ? '*' : page.origin, [
      port2,
    ]);
    const link = new MessagePortLink({ port: port1 });
    port1.start();
    return { link, closed };
  };
}
