/**
 * A DHCP service inside a namespace, for `dhcp.test.ts`. Arguments: `serve CARD LEASE_SECONDS`, which
 * prints `{event:'ready'}` and then every fact it tells, or `probe CARD`, which prints what was heard.
 * One JSON object per line.
 */
import { systemClock } from '../../main/station/clock.ts';
import { defaultDhcpConfig } from '../../main/station/dhcp/config.ts';
import { probeForeignServers } from '../../main/station/dhcp/probe.ts';
import { createDhcpServer } from '../../main/station/dhcp/server.ts';
import { addressesInUse } from '../../main/station/net/in-use.ts';
import { openBenchNetwork } from '../../main/station/net/open-network.ts';

const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const [task, interfaceName = '', leaseSeconds = '3600'] = process.argv.slice(2);
const log = { write: (line: { msg: string }) => print({ event: 'line', msg: line.msg }) };
const network = await openBenchNetwork({ interfaceName, log });

if (task === 'probe') {
  const result = await probeForeignServers({ network, clock: systemClock, log, ms: 900, count: 3 });
  print({ event: 'probed', result });
} else {
  const server = createDhcpServer({
    network,
    port: 67,
    config: {
      ...defaultDhcpConfig(network.address, network.prefix),
      leaseSeconds: Number(leaseSeconds),
    },
    keeper: { save: async () => undefined, remove: async () => undefined },
    leases: [],
    clock: systemClock,
    log,
    onExchange: () => undefined,
    inUse: (addresses, signal) => addressesInUse(network, addresses, signal),
    tell: (event) => print({ event: event.type, ...event }),
  });
  print({ event: 'ready', port: await server.start() });
}
