/** A station with a bench card and an office card: nothing of it may ever touch the office. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, type Line } from '../cli/station-process.ts';
import { type Namespace, NetLab } from '../kit/netns.ts';
import {
  isp,
  type LabStation,
  packetsOf,
  quieten,
  serveInVain,
  skipNote,
  startIn,
  whyNot,
} from './station-lab.ts';
import { curl, leaseByUdhcpc, playChain, STATION } from './unit-by-hand.ts';

const skipped = whyNot('busybox', 'udhcpc', 'curl', 'openssl');
const UNIT = '000e08aabb01';

/**
 *     unit ── eth0 ─────── bench0 ─ station ─ office0 ─────── eth0 ── office
 *                       192.168.76.1     10.9.0.1    10.9.0.2 (the gateway)
 */
describe.skipIf(skipped !== null)(`a station with two cards${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  let bench: Namespace;
  let unit: Namespace;
  let office: Namespace;
  let station: LabStation;

  beforeAll(async () => {
    [bench, unit, office] = [
      await lab.namespace('station'),
      await lab.namespace('unit'),
      await lab.namespace('office'),
    ];
    for (const each of [bench, unit, office]) await quieten(each);
    await lab.cable(bench, 'bench0', unit, 'eth0');
    await lab.cable(bench, 'office0', office, 'eth0');
    await unit.ip('link', 'set', 'dev', 'eth0', 'address', '00:0e:08:aa:bb:01');
    await bench.up('bench0', `${STATION}/23`);
    await bench.up('office0', '10.9.0.1/24');
    await unit.up('eth0');
    await office.up('eth0');
    await bench.ip('route', 'add', 'default', 'via', '10.9.0.2');
    station = await startIn(bench, ['--interface', 'bench0', ...isp, '--quiet', '1']);
  });
  afterAll(async () => {
    await cleanUp();
    await lab.remove();
  });

  it('answers no DISCOVER of the other card, and sends nothing there while it serves the bench', async () => {
    const before = await packetsOf(bench, 'office0');
    const asks = ['-i', 'eth0', '-n', '-q', '-f', '-t', '2', '-T', '1', '-V', 'LINKSYS SPA-942'];
    const asked = await office.exec('udhcpc', ...asks, '-s', '/bin/true');
    expect(asked.code).toBe(1);
    await leaseByUdhcpc(unit, 'LINKSYS SPA-962');
    await playChain(unit, UNIT, 'spa962.cfg');
    const isVerified = ([line]: Line[]) => line?.stage === 'VERIFIED';
    await station.until(isVerified, 20_000, 'unit', UNIT);
    const after = await packetsOf(bench, 'office0');
    // The DISCOVERs did arrive at the card.
    expect(after.rx).toBeGreaterThanOrEqual(before.rx + 2);
    expect(after.tx).toBe(before.tx);
    expect(await station.done('units')).toHaveLength(1);
  });

  it.each([
    '--interface office0',
    '--address 10.9.0.1',
    '--interface office0 --no-checks',
    '--address 10.9.0.1 --no-checks --allow-all',
  ])('does not serve on the card with the default route: serve %s', async (args) => {
    const before = await packetsOf(bench, 'office0');
    const { code, lines } = await serveInVain(bench, ...args.split(' '));
    expect(code).toBe(1);
    expect(lines).toMatchObject([{ code: 'CARD_LOCKED' }]);
    expect((await packetsOf(bench, 'office0')).tx).toBe(before.tx);
  });

  it('refuses a card without an address, and says the command that gives it one', async () => {
    await lab.cable(bench, 'bare0', unit, 'eth1');
    await unit.up('eth1');
    await bench.up('bare0');
    const { code, lines } = await serveInVain(bench, '--interface', 'bare0');
    expect(code).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ code: 'NO_ADDRESS' });
    const command = /`sudo (ip [^`]+)`/.exec(String(lines[0]?.message))?.[1];
    expect(command).toBe('ip address add 192.168.76.1/23 dev bare0');
    await bench.ip(...(command ?? '').split(' ').slice(1));
    const cards: Line[] = JSON.parse(await bench.ip('-j', '-4', 'address', 'show', 'dev', 'bare0'));
    expect(JSON.stringify(cards)).toContain('192.168.76.1');
  });

  // Last: from here on the office has an address, and the kernels speak ARP on that wire.
  it('refuses TFTP, HTTP and syslog to the bench address that come by the other card', async () => {
    await office.ip('address', 'add', '10.9.0.2/24', 'dev', 'eth0');
    await office.ip('route', 'add', '192.168.76.0/23', 'via', '10.9.0.1');
    const ping = await office.exec('busybox', 'ping', '-c', '1', '-W', '2', STATION);
    expect(ping.code, 'the way to the bench address itself is open').toBe(0);
    for (const url of [`tftp://${STATION}//spa962.cfg`, `http://${STATION}/spa962.cfg`]) {
      expect((await curl(unit, url)).bytes, url).not.toBeNull();
      expect((await curl(office, url)).bytes, url).toBeNull();
    }
    await sendLine(office, 'from the office');
    await sendLine(unit, 'from the bench');
    const { lines } = await station.until(
      (all) => all.some(({ msg }) => String(msg).includes('from the bench')),
      5000,
      'log',
    );
    expect(lines.filter(({ msg }) => String(msg).includes('from the office'))).toEqual([]);
    expect(lines.filter(({ address }) => String(address).startsWith('10.9.'))).toEqual([]);
  });
});

async function sendLine(from: Namespace, text: string): Promise<void> {
  const send = `require('dgram').createSocket('udp4').send('${text}', 514, '${STATION}', () => process.exit())`;
  await from.exec(process.execPath, '-e', send);
}
