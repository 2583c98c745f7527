/** A wire without sockets: a DHCP and TFTP server made of a function, and a record of what a unit did. */
import type { Wire } from '../../main/simulate/wire.ts';

const STATION = '192.168.76.1';
const UNIT_ADDRESS = [192, 168, 76, 20];
const DISCOVER = 1;

export interface FileWire extends Wire {
  /** `ask NAME` for a TFTP read, `log LINE` for a syslog line, in order; resends once each. */
  readonly heard: string[];
  /** Called with every entry of `heard`, before it is answered. */
  onHeard: (entry: string) => void;
}

/**
 * @param file bytes of a name as asked, `not-found`, or the text of a TFTP error
 * @param option66 the server DHCP names
 */
export function fileWire(
  file: (name: string) => Uint8Array | 'not-found' | { failed: string },
  option66: string = STATION,
): FileWire {
  const heard: string[] = [];
  const wire: FileWire = {
    heard,
    onHeard: () => undefined,
    prepare: async () => undefined,
    standardPort: (service) => ({ tftp: 69, http: 80, syslog: 514 })[service],
    close: async () => undefined,
    plug: async () => ({
      openDhcp: async (onDatagram) => ({
        broadcast: (bytes) => queueMicrotask(() => onDatagram(answerDhcp(bytes, option66))),
        sendTo: () => undefined,
        close: () => undefined,
      }),
      setAddress: () => undefined,
      openUdp: async (onDatagram) => {
        let bytes: Uint8Array = new Uint8Array();
        const answer = (packet: Buffer) =>
          queueMicrotask(() => onDatagram(packet, { address: STATION, port: 3000 }));
        return {
          port: 2048,
          send: (sent, port) => {
            const text = Buffer.from(sent).toString('latin1');
            if (port === 514) return hear(`log ${text}`);
            if (port === 69) {
              const name = text.slice(2, text.indexOf('\0', 2));
              hear(`ask ${name}`);
              const found = file(name);
              if (!(found instanceof Uint8Array)) return answer(errorPacket(found));
              bytes = found;
              return answer(dataPacket(bytes, 1));
            }
            const block = Buffer.from(sent).readUInt16BE(2);
            if (sent[1] === 4 && block * 512 <= bytes.length) answer(dataPacket(bytes, block + 1));
          },
          close: () => undefined,
        };
      },
      connectTcp: () => {
        throw new Error('there is no HTTP on this wire');
      },
      reaches: (address) => address.startsWith('192.168.76.'),
      unplug: async () => undefined,
    }),
  };
  const hear = (entry: string) => {
    heard.push(entry);
    wire.onHeard(entry);
  };
  return wire;
}

function dataPacket(bytes: Uint8Array, block: number): Buffer {
  const head = Buffer.from([0, 3, block >> 8, block & 255]);
  return Buffer.concat([head, bytes.subarray((block - 1) * 512, block * 512)]);
}

function errorPacket(found: 'not-found' | { failed: string }): Buffer {
  const [code, text] = found === 'not-found' ? [1, 'File not found'] : [2, found.failed];
  return Buffer.concat([Buffer.from([0, 5, 0, code]), Buffer.from(`${text}\0`, 'latin1')]);
}

/** OFFER for DISCOVER, ACK for anything else. */
function answerDhcp(asked: Uint8Array, option66: string): Buffer {
  const head = Buffer.alloc(240);
  head.set(asked.subarray(0, 240));
  head.set([2], 0);
  head.set(UNIT_ADDRESS, 16);
  const type = asked[242] === DISCOVER ? 2 : 5;
  const server = Buffer.from(option66, 'latin1');
  const options = [
    53,
    1,
    type,
    54,
    4,
    192,
    168,
    76,
    1,
    51,
    4,
    0,
    0,
    14,
    16,
    1,
    4,
    255,
    255,
    254,
    0,
  ];
  return Buffer.concat([head, Buffer.from([...options, 66, server.length, ...server, 255])]);
}
