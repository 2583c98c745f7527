/**
 * A cable that loses, doubles, delays and reorders frames, as a process in a namespace that has both its ends:
 *
 *     node bad-cable.ts CARD CARD '{"seed":1,"lose":0.1,"double":0.05,"delayMs":20,"reorder":0.1}'
 *
 * For kernels without `netem`, and the same for the same seed. Prints a line when it carries, and one at SIGTERM with what it did.
 */
import { read, writeSync } from 'node:fs';
import koffi from 'koffi';
import { seededRandom } from '../../main/simulate/pace.ts';

export interface Cable {
  seed: number;
  /** Shares of all frames, in each direction. */
  lose: number;
  double: number;
  /** Held back so long that later ones overtake them. */
  reorder: number;
  /** Each frame's delay is anything up to this. */
  delayMs: number;
}

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int, int, int)');
const bind = libc.func('int bind(int, void *, uint32_t)');
const setsockopt = libc.func('int setsockopt(int, int, int, void *, uint32_t)');
const ifNameToIndex = libc.func('unsigned int if_nametoindex(const char *)');

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOL_PACKET = 263;
/** Check sums the sender left to the card stay so: 10 bytes before each frame say where they are. */
const PACKET_VNET_HDR = 15;
const PACKET_IGNORE_OUTGOING = 23;
const ETH_P_ALL = Buffer.from([0, 3]);
const LONGEST = 70_000;

function plug(card: string): number {
  const fd = socket(AF_PACKET, SOCK_RAW, ETH_P_ALL.readUInt16LE(0));
  const yes = Buffer.from(new Uint32Array([1]).buffer);
  const to = Buffer.alloc(20);
  to.writeUInt16LE(AF_PACKET, 0);
  ETH_P_ALL.copy(to, 2);
  to.writeInt32LE(ifNameToIndex(card), 4);
  const isPlugged =
    fd >= 0 &&
    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, yes, 4) === 0 &&
    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, yes, 4) === 0 &&
    bind(fd, to, to.length) === 0;
  if (!isPlugged) throw new Error(`cannot plug into ${card} (errno ${koffi.errno()})`);
  return fd;
}

const [oneCard = '', otherCard = '', about = ''] = process.argv.slice(2);
const cable: Cable = JSON.parse(about);
const random = seededRandom(cable.seed);
const did = { carried: 0, lost: 0, doubled: 0, reordered: 0 };

function carry(from: number, to: number): void {
  const buffer = Buffer.alloc(LONGEST);
  const deliver = (frame: Buffer) => {
    try {
      writeSync(to, frame);
      did.carried += 1;
    } catch {
      // A full queue or a card that is off loses it, as a wire would.
      did.lost += 1;
    }
  };
  const next = () =>
    read(from, buffer, 0, LONGEST, null, (error, length) => {
      if (error) process.exit(1);
      const frame = Buffer.from(buffer.subarray(0, length));
      next();
      if (random() < cable.lose) {
        did.lost += 1;
        return;
      }
      const isLate = random() < cable.reorder;
      if (isLate) did.reordered += 1;
      const times = random() < cable.double ? 2 : 1;
      did.doubled += times - 1;
      for (let n = 0; n < times; n += 1) {
        const ms = cable.delayMs * (random() + (isLate ? 2 : 0));
        setTimeout(() => deliver(frame), ms);
      }
    });
  next();
}

const one = plug(oneCard);
const other = plug(otherCard);
carry(one, other);
carry(other, one);
writeSync(1, '{"event":"ready"}\n');
process.once('SIGTERM', () => {
  writeSync(1, `${JSON.stringify(did)}\n`);
  // An exit would wait for the reads, and those for the next frame.
  process.kill(process.pid, 'SIGKILL');
});
