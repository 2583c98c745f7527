import type { Wire } from '../station/wire.ts';

/** A message port as Electron's utility process (`MessagePortMain`) and Node have it. */
export interface Port {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/**
 * A port as a wire. Electron wraps what it delivers in an event (`{ data }`), Node does not: both are taken.
 * The port delivers nothing before it is started, so no message is lost while handlers are put on.
 */
export function wireOfPort(port: Port): Wire {
  return {
    onMessage: (receive) => {
      port.on('message', (message) => receive(isEvent(message) ? message.data : message));
      port.start();
    },
    onClose: (closed) => port.on('close', closed),
    send: async (text) => port.postMessage(text),
    close: () => port.close(),
  };
}

function isEvent(message: unknown): message is { data: unknown } {
  return typeof message === 'object' && message !== null && 'data' in message;
}
