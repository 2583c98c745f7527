/** A wire without sockets: answers a unit with the station's bytes of an exchange and records the unit's. */
import type { Wire } from '../../main/simulate/wire.ts';
import type { Exchange, ExchangeStep } from './exchanges.ts';

const STATION = '192.168.76.1';
const DISCOVER = 1;

export interface ScriptedWire extends Wire {
  /** What the unit sent, in order, the DHCP messages after its first boot left out. */
  readonly sent: ExchangeStep[];
  /** Resolves when the unit has sent as many datagrams as the exchange has. */
  readonly isOver: Promise<void>;
}

export function scriptedWire(exchange: Exchange): ScriptedWire {
  const sent: ExchangeStep[] = [];
  const expected = exchange.steps.filter((step) => step.from === 'unit').length;
  const answers = exchange.steps.filter((step) => step.from === 'station');
  const transfers = answers.filter((step) => step.service === 'tftp').map((step) => step.bytes);
  const answerTo = (what: string) => answers.find((step) => step.what === what)?.bytes;
  let finish: () => void = () => undefined;
  const isOver = new Promise<void>((done) => {
    finish = done;
  });
  const record = (service: ExchangeStep['service'], bytes: Buffer) => {
    sent.push({ from: 'unit', service, what: '', bytes });
    if (sent.length === expected) finish();
  };
  let dhcpMessages = 0;
  return {
    sent,
    isOver,
    prepare: async () => undefined,
    standardPort: (service) => ({ tftp: 69, http: 80, syslog: 514 })[service],
    close: async () => undefined,
    plug: async () => ({
      openDhcp: async (onDatagram) => ({
        broadcast: (bytes) => {
          dhcpMessages += 1;
          // The unit's transaction number is its own; the recorded one stands for it.
          const recorded = Buffer.concat([
            bytes.subarray(0, 4),
            Buffer.from(exchange.xid, 'hex'),
            bytes.subarray(8),
          ]);
          if (dhcpMessages <= 2) record('dhcp', recorded);
          const answer = Buffer.from(answerTo(bytes[242] === DISCOVER ? 'OFFER' : 'ACK') ?? []);
          answer.set(bytes.subarray(4, 8), 4);
          queueMicrotask(() => onDatagram(answer));
        },
        sendTo: () => undefined,
        close: () => undefined,
      }),
      setAddress: () => undefined,
      openUdp: async (onDatagram) => ({
        port: 2048,
        send: (bytes, port, address) => {
          if (address !== STATION) throw new Error(`a datagram went to ${address}`);
          record(port === 514 ? 'syslog' : 'tftp', Buffer.from(bytes));
          // A read request is answered by the next of the exchange's transfers.
          const answer = port === 69 ? transfers.shift() : undefined;
          if (answer) queueMicrotask(() => onDatagram(answer, { address: STATION, port: 3000 }));
        },
        close: () => undefined,
      }),
      connectTcp: () => {
        throw new Error('no exchange uses HTTP');
      },
      reaches: (address) => address.startsWith('192.168.76.'),
      unplug: async () => undefined,
    }),
  };
}
