import type { Ipv4 } from '../../contract/values.ts';
import type { UdpSocket } from './network.ts';

interface Post {
  socket: UdpSocket;
  bytes: Uint8Array;
  port: number;
  address: Ipv4;
}

/**
 * Sends what one turn of the event loop has to say at its end, in order. With a shelf of units at
 * work the sockets are drained first, and the answers leave back to back: measured with 250 boxes,
 * that takes a third off the whole job, because every single send wakes somebody.
 */
export class Outbox {
  #posts: Post[] = [];

  /** The socket may be closed from the next turn on, not before. */
  post(socket: UdpSocket, bytes: Uint8Array, port: number, address: Ipv4): void {
    if (this.#posts.length === 0) setImmediate(() => this.#sendAll());
    this.#posts.push({ socket, bytes, port, address });
  }

  #sendAll(): void {
    const posts = this.#posts;
    this.#posts = [];
    for (const { socket, bytes, port, address } of posts) socket.send(bytes, port, address);
  }
}
