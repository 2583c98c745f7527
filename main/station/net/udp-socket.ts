import type { Socket } from 'node:dgram';
import type { MessageBatch } from './message-batch.ts';
import type { Post, UdpOptions, UdpSocket } from './network.ts';

/**
 * A name is never looked up: what is no dotted address fails in the kernel instead of leaving the
 * bench as a DNS query. Also saves a tick per datagram. For `createSocket`.
 */
export function noLookup(
  address: string,
  _options: unknown,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, address, 4);
}

interface Extras {
  together?: { batch: MessageBatch; fd: number } | null;
  /** Much of the send buffer waits. */
  isCrowded?: () => boolean;
}

/** Posts between two looks at the send buffer. */
const FEW = 16;

/**
 * The station's view of bound dgram sockets: the first sends, all are read.
 *
 * `send` keeps no copy: leave `bytes` as they are afterwards. What `onDatagram` throws goes to
 * `onError`: one datagram must never end the station. Sends after `close` go to `onError` as well.
 */
export function asUdpSocket(
  sockets: readonly [Socket, ...Socket[]],
  options: UdpOptions,
  receiveBufferBytes: number,
  { together = null, isCrowded = () => false }: Extras = {},
): UdpSocket {
  const [sender] = sockets;
  const { onDatagram, onError } = options;
  let closing: Promise<void> | null = null;
  const isOpen = (): boolean => closing === null;
  const handOn: UdpOptions['onDatagram'] = (bytes, from) => {
    try {
      onDatagram(bytes, from);
    } catch (cause) {
      onError(toError(cause));
    }
  };

  for (const socket of sockets) {
    socket.on('error', (error) => {
      onError(error);
      options.onFailure?.(error);
    });
    socket.on('close', () => isOpen() && options.onClosed?.());
    socket.on('message', (bytes, from) => {
      handOn(bytes, from);
      // The descriptor is Node's to close, and another's afterwards.
      if (together !== null && isOpen()) together.batch.receive(together.fd, handOn, isOpen);
    });
  }
  const sent = (error: Error | null): void => {
    if (error) onError(error);
  };

  const send: UdpSocket['send'] = (bytes, port, address) => {
    try {
      sender.send(bytes, port, address, sent);
    } catch (cause) {
      onError(toError(cause)); // closed, or a port that cannot be
    }
  };
  const leave = (posts: readonly Post[]): void => {
    const isPair = together !== null && isOpen() && posts.length > 1;
    const left = isPair ? together.batch.send(together.fd, posts) : 0;
    // What the system does not take now Node keeps until it does, or says why not.
    for (const { bytes, port, address } of posts.slice(left)) send(bytes, port, address);
  };
  return {
    port: sender.address().port,
    receiveBufferBytes,
    send,
    sendAll(posts) {
      leave(posts.filter(({ orElse }) => orElse === undefined));
      const others = posts.filter(({ orElse }) => orElse !== undefined);
      for (let at = 0; at < others.length; at += FEW) {
        const some = others.slice(at, at + FEW);
        const isOtherWay = isOpen() && (sender.getSendQueueCount() > 0 || isCrowded());
        if (isOtherWay) options.onCrowded?.();
        leave(isOtherWay ? some.flatMap(otherWay) : some);
      }
    },
    close() {
      closing ??= Promise.all(sockets.map(closed)).then(() => undefined);
      return closing;
    },
  };
}

function otherWay(post: Post): Post[] {
  return post.orElse ? [{ ...post, address: post.orElse }] : [];
}

/** Waits until `bind` has worked or failed; `bind` starts it. */
export function bound(socket: Socket, bind: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      socket.off('listening', onListening);
      socket.off('error', onError);
    };
    const onListening = (): void => {
      settle();
      resolve();
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    socket.once('listening', onListening);
    socket.once('error', onError);
    try {
      bind();
    } catch (cause) {
      onError(toError(cause));
    }
  });
}

/** Closes a socket that is bound, and waits for it. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(resolve));
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
