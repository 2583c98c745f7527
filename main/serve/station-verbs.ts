/** Verbs about the station as a whole. */
import { serviceNameSchema, serviceNames } from '../contract/preflight.ts';
import { type Command, noMore } from './command.ts';
import { exitCode, printedTime } from './print.ts';
import { WrongUse } from './usage.ts';

export const stationVerbs: Record<string, Command> = {
  status: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    const status = await client.station.status();
    const units = await client.units.list();
    const foreign = status.foreign.map((each) => ({
      ...each,
      firstSeenAt: printedTime(each.firstSeenAt),
      lastSeenAt: printedTime(each.lastSeenAt),
    }));
    printer.value({
      ...status,
      startedAt: printedTime(status.startedAt),
      foreign,
      units: units.length,
      // One that failed since, such as one under suspicion, is not ready for anybody.
      verified: units.filter((unit) => unit.stage === 'VERIFIED' && unit.condition !== 'failed')
        .length,
      bound: units.filter((unit) => unit.binding !== 'none').length,
      needAttention: units.filter((unit) => unit.condition === 'failed' || unit.attention !== null)
        .length,
    });
    return exitCode.done;
  },

  'self-test': async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    const { services } = await client.preflight.selfTest();
    for (const each of services) printer.value(each);
    const hasFailed = services.some(({ result }) => result === 'fail');
    return hasFailed ? exitCode.refused : exitCode.done;
  },

  service: async (connect, args, printer) => {
    const [name, order, ...more] = args;
    noMore(more);
    const { success, data: service } = serviceNameSchema.safeParse(name);
    if (!success || (order !== 'start' && order !== 'stop')) {
      throw new WrongUse(`service takes ${serviceNames.join(', ')}, and start or stop`);
    }
    const client = await connect();
    const ask = order === 'start' ? client.station.startService : client.station.stopService;
    const { ports } = await ask({ service });
    const state = ports[service] ?? { port: null, state: 'off', problem: null };
    printer.value({ service, ...state });
    return exitCode.done;
  },

  servers: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    const servers = await client.profiles.ruleServers();
    for (const each of servers) printer.value(each);
    return servers.every(({ problem }) => problem === null) ? exitCode.done : exitCode.refused;
  },
};
