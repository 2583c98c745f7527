import { ipv4ToNumber } from '../contract/values.ts';
import { whilePowered } from './pace.ts';
import type { UnitJack } from './wire.ts';

const SYSLOG_PORT = 514;

/**
 * Sends one line as a unit does: the bare text, since nothing is known of a `<PRI>` in front.
 * @param server `Syslog_Server` as set: an address, with `:port` where it is not 514. A host name or an
 *               address beyond the bench gets nothing
 * @throws PowerLost
 */
export async function sendSyslog(message: {
  jack: UnitJack;
  power: AbortSignal;
  server: string;
  line: string;
}): Promise<void> {
  const { jack, power, server, line } = message;
  const [, address = '', port] = /^([\d.]+)(?::(\d{1,5}))?$/.exec(server.trim()) ?? [];
  if (ipv4ToNumber(address) === null || !jack.reaches(address)) return;
  const socket = await whilePowered(
    jack.openUdp(() => undefined),
    power,
  );
  socket.send(Buffer.from(line, 'latin1'), Number(port ?? SYSLOG_PORT), address);
  socket.close();
}
