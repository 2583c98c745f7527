/** What is seen on a wire, by tcpdump. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Namespace } from '../../test/kit/netns.ts';

/** Listens with tcpdump in promiscuous mode on `eth0`. `stop` gives every frame as a line of text; `in`: only what came. */
export function framesOf(
  office: Namespace,
  which: 'in' | 'inout' = 'inout',
): {
  ready: Promise<void>;
  stop(): Promise<string>;
} {
  const tcpdump = office.spawn('tcpdump', ['-i', 'eth0', '-Q', which, '-n', '-e', '-l']);
  let [seen, said] = ['', ''];
  tcpdump.stdout.on('data', (text) => {
    seen += text;
  });
  const ready = new Promise<void>((resolve, reject) => {
    tcpdump.stderr.on('data', (text) => {
      said += text;
      if (said.includes('listening on')) resolve();
    });
    tcpdump.once('error', reject);
    tcpdump.once('exit', () => reject(new Error(`tcpdump ended: ${said}`)));
  });
  return {
    ready,
    async stop() {
      const ended = new Promise((resolve) => tcpdump.once('close', resolve));
      tcpdump.kill('SIGTERM');
      await ended;
      return seen.trim();
    },
  };
}

/** A DHCP message on the wire, as tcpdump says it. */
export interface DhcpSeen {
  /** Wall clock, ms. */
  at: number;
  from: string;
  what: 'Request' | 'Reply';
  /** chaddr of a request. */
  mac: string;
}

/** Listens for DHCP on `eth0`. */
export function dhcpSeen(on: Namespace) {
  const seen: DhcpSeen[] = [];
  const args = ['-i', 'eth0', '-n', '-l', '-tt', 'udp port 67 or udp port 68'];
  const tcpdump = on.spawn('tcpdump', args);
  const form =
    /^([\d.]+) IP ([\d.]+)\.\d+ > [\d.]+: BOOTP\/DHCP, (Request|Reply)(?: from ([0-9a-f:]{17}))?/;
  createInterface({ input: tcpdump.stdout }).on('line', (line) => {
    const [, time, from = '', what, mac = ''] = form.exec(line) ?? [];
    if (what === 'Request' || what === 'Reply')
      seen.push({ at: Number(time) * 1000, from, what, mac });
  });
  const ready = new Promise<void>((resolve) => {
    tcpdump.stderr.on('data', (text) => {
      if (String(text).includes('listening on')) resolve();
    });
  });
  const stop = async (): Promise<void> => {
    const ended = once(tcpdump, 'close');
    tcpdump.kill('SIGTERM');
    await ended;
  };
  return { seen, ready, stop };
}
