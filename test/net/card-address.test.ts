import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canUseNamespaces, type Namespace, NetLab } from '../kit/netns.ts';
import { Agent } from './agent-client.ts';

const right = canUseNamespaces();

describe.skipIf(!right.ok)(
  `a card’s address ${right.ok ? '' : `(skipped: ${right.reason})`}`,
  () => {
    const lab = new NetLab();
    const dir = mkdtempSync(join(tmpdir(), 'spa-bench-address-'));
    let station: Namespace;
    let agent: Agent;

    beforeAll(async () => {
      station = await lab.namespace('station');
      const unit = await lab.namespace('unit');
      // Names the kernel allows, and a shell would not survive.
      await lab.cable(station, 'bench0', unit, 'eth0');
      await lab.cable(station, '$(id);`id`', unit, 'eth1');
      await lab.cable(station, 'office0', unit, 'eth2');
      for (const card of ['eth0', 'eth1', 'eth2']) await unit.up(card);
      agent = new Agent(station);
    });
    afterAll(async () => {
      await lab.remove();
      rmSync(dir, { recursive: true, force: true });
    });

    const ask = (action: 'plan' | 'set' | 'undo' | 'list', card: string) =>
      agent.call('cardAddress', action, dir, card);
    const onCard = async (name: string) => {
      const cards = await agent.call('cards');
      const { addresses, isUp } = cards.find((card) => card.name === name) ?? {};
      return { addresses, isUp };
    };
    const bench = { addresses: [{ address: '192.168.76.1', prefix: 23 }], isUp: true };

    it.each(['bench0', '$(id);`id`'])(
      'is set on %s, which is switched on by it, is ours in the next run, and is taken back',
      async (name) => {
        expect(await onCard(name)).toEqual({ addresses: [], isUp: false });
        await ask('plan', name);
        expect(await onCard(name)).toEqual({ addresses: [], isUp: false });

        const { lines } = await ask('set', name);
        expect(lines).toEqual([expect.stringContaining('192.168.76.1/23')]);
        expect(await onCard(name)).toEqual(bench);
        const { answer } = await ask('list', name);
        expect(answer).toContainEqual(expect.objectContaining({ name, addressGiver: 'station' }));
        await expect(ask('set', name)).rejects.toMatchObject({ code: 'HAS_ADDRESS' });
        await expect(ask('set', 'office0')).rejects.toMatchObject({ code: 'SUBNET_TAKEN' });

        await ask('undo', name);
        expect(await onCard(name)).toEqual({ addresses: [], isUp: true });
        await expect(ask('undo', name)).rejects.toMatchObject({ code: 'NOT_OURS' });
      },
    );

    it('of somebody else stays, and that of a live network’s card too', async () => {
      await station.up('bench0', '192.168.76.1/23');
      await expect(ask('undo', 'bench0')).rejects.toMatchObject({ code: 'NOT_OURS' });
      await station.ip('address', 'del', '192.168.76.1/23', 'dev', 'bench0');

      await station.up('office0');
      await station.ip('route', 'add', 'default', 'dev', 'office0');
      await expect(ask('set', 'office0')).rejects.toMatchObject({ code: 'CARD_LOCKED' });
      expect(await onCard('office0')).toMatchObject({ addresses: [] });
      await station.ip('route', 'del', 'default', 'dev', 'office0');
    });

    it('that cannot be set fails with the system’s words, and later commands do not run', async () => {
      const result = await agent.call('elevated', [
        ['ip', 'address', 'add', '192.168.76.1/23', 'dev', 'nowhere0'],
        ['ip', 'address', 'add', '192.168.76.1/23', 'dev', 'bench0'],
      ]);
      expect(result).toEqual({ outcome: 'failed', why: expect.stringContaining('nowhere0') });
      expect(await onCard('bench0')).toMatchObject({ addresses: [] });
    });

    it.each([
      [[['no-such-program-here']], 'this computer has no program no-such-program-here'],
      [
        [['ip', 'link', 'set', 'dev', 'a\u0000b', 'up']],
        'a name has characters that no command line carries',
      ],
      [[['sleep', '60']], 'it took too long, and was given up'],
    ])('by the commands %j fails with words', async (commands, why) => {
      expect(await agent.call('elevated', commands, 300)).toEqual({ outcome: 'failed', why });
    });
  },
);
