import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Ipv4 } from '../contract/values.ts';

/** A TCP port nobody listens on at that address just now. */
export async function freePort(address: Ipv4): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
