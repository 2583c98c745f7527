/** Clients on loopback that talk to a station's DHCP, each by a socket of its own. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { StationProcess } from '../../test/cli/station-process.ts';
import { type Answer, Client } from '../../test/station/dhcp-kit.ts';

export const SERVER = Uint8Array.of(127, 0, 0, 1);

export class Clients {
  readonly #station: StationProcess;
  readonly #sockets: Socket[] = [];

  constructor(station: StationProcess) {
    this.#station = station;
  }

  async open(mac: string): Promise<Client> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    this.#sockets.push(socket);
    return new Client(socket, this.#station.ready.ports.dhcp ?? 0, mac, 'LINKSYS SPA-962');
  }

  close(): void {
    for (const socket of this.#sockets.splice(0)) socket.close();
  }
}

export const macOf = (n: number, prefix = '000e08'): string =>
  `${prefix}${n.toString(16).padStart(6, '0')}`;

/** Its next answer; null when none comes in that time. */
export function answerWithin(client: Client, ms: number): Promise<Answer | null> {
  return Promise.race([client.answer(), pause(ms, null, { ref: false })]);
}

/** Whether a renewal of the address is acknowledged: of nobody it knows, a server says nothing. */
export async function renews(client: Client, address: string, ms = 10_000): Promise<boolean> {
  client.answers.length = 0;
  client.say('REQUEST', [], { ciaddr: address });
  const answer = await answerWithin(client, ms);
  return answer?.kind === 'ACK' && answer.packet.yiaddr === address;
}
