/** What turns a bench into a live network while the station serves: it stops by itself, and says why. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Namespace, NetLab } from '../kit/netns.ts';
import { Agent, type AgentEvent } from './agent-client.ts';
import { quieten, skipNote, whyNot } from './station-lab.ts';

const skipped = whyNot('busybox');
const OTHER_MAC = '02:00:00:00:00:77';

describe.skipIf(skipped !== null)(`a bench that becomes a live network${skipNote(skipped)}`, () => {
  const lab = new NetLab();
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-live-'));
  let bench: Namespace;
  let other: Namespace;
  let agent: Agent;

  beforeAll(async () => {
    bench = await lab.namespace('station');
    other = await lab.namespace('other');
    await quieten(bench);
    await quieten(other);
    await lab.cable(bench, 'bench0', other, 'eth0');
    await other.ip('link', 'set', 'dev', 'eth0', 'address', OTHER_MAC);
    await bench.up('bench0', '192.168.76.1/23');
    await other.up('eth0', '192.168.76.9/23');
    agent = new Agent(bench);
    // What is watched here is watched without the checks, too.
    await agent.call('station', dir, { checks: false });
  });
  afterAll(async () => {
    await lab.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  const start = () => agent.call('ask', 'start', 'bench0');
  /** The next status of that kind after `change`. */
  const after = async (
    change: () => Promise<unknown>,
    isWanted: (event: AgentEvent) => boolean,
  ) => {
    const next = agent.next((event) => event.event === 'status' && isWanted(event));
    await change();
    return next;
  };
  const isFailed = ({ state }: AgentEvent) => state === 'failed';

  it('opens its services anew when the network’s size changes, or the computer slept', async () => {
    await start();
    const resized = await after(
      async () => {
        await bench.ip('address', 'add', '192.168.76.1/24', 'dev', 'bench0');
        await bench.ip('address', 'del', '192.168.76.1/23', 'dev', 'bench0');
      },
      ({ state, prefix }) => state === 'running' && prefix === 24,
    );
    expect(resized.problem).toBeNull();
    const awake = await after(
      () => agent.call('awoke'),
      ({ state }) => state === 'running',
    );
    expect(awake).toMatchObject({ prefix: 24, problem: null });
  });

  it('stops when the default route leads through the card, and starts again when it does not', async () => {
    const route = ['default', 'via', '192.168.76.9', 'dev', 'bench0'];
    const { problem } = await after(() => bench.ip('route', 'add', ...route), isFailed);
    expect(problem).toContain('bench0 is no bench card any more: the default route');
    await expect(start()).rejects.toMatchObject({ code: 'CARD_LOCKED' });
    await bench.ip('route', 'del', ...route);
    await start();
  });

  it('stops when a DHCP client gives the card an address', async () => {
    const leased = ['192.168.76.50/24', 'valid_lft', '600', 'preferred_lft', '600'];
    const give = () => bench.ip('address', 'add', ...leased, 'dev', 'bench0');
    expect((await after(give, isFailed)).problem).toContain('another DHCP server gave it');
    await bench.ip('address', 'del', '192.168.76.50/24', 'dev', 'bench0');
    await start();
  });

  it('stops when another computer uses its address, and names it', async () => {
    const take = async () => {
      await other.ip('address', 'add', '192.168.76.1/24', 'dev', 'eth0');
      await other.exec('busybox', 'arping', '-U', '-c', '1', '-I', 'eth0', '192.168.76.1');
    };
    const { problem } = await after(take, isFailed);
    expect(problem).toContain('uses this station’s address 192.168.76.1: 02:00:00:00:00:77');
    await other.ip('address', 'flush', 'dev', 'eth0');
    await start();
  });
});
