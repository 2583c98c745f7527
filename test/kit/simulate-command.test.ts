import { afterEach, describe, expect, it } from 'vitest';
import type { Card } from '../../main/contract/model.ts';
import { benchCard, simulateCommand } from '../../main/simulate/cli.ts';
import { chainFiles } from './chain-fixture.ts';
import { type StationDouble, startStationDouble } from './station-double.ts';

let double: StationDouble | null = null;
afterEach(async () => {
  await double?.close();
  double = null;
});

async function run(...argv: string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io = {
    stdout: (line: string) => void stdout.push(line),
    stderr: (line: string) => void stderr.push(line),
  };
  return { code: await simulateCommand(argv, io), stdout, stderr };
}

async function runAgainstDouble(...argv: string[]) {
  double = await startStationDouble({ file: chainFiles() });
  const ports = Object.entries(double.ports).map(([name, port]) => `${name}=${port}`);
  return run('--scale', '0.002', '--ports', ports.join(','), '--json', ...argv);
}

describe('simulate', () => {
  it('prints one line of JSON and ends with 0 when every unit reached its goal', async () => {
    const { code, stdout, stderr } = await runAgainstDouble(
      ...['--units', '5', '--models', 'SPA962,SPA942', '--reading', 'timer', '--seed', '3'],
    );
    expect(stdout).toHaveLength(1);
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      units: 5,
      reachedGoal: 5,
      stages: { goal: 5 },
      failures: [],
    });
    expect(code).toBe(0);
    for (const line of stderr) expect(JSON.parse(line)).toHaveProperty('what');
    expect([...stdout, ...stderr].join()).not.toContain('5e5e5e5e');
  });

  it('ends with 1 and says why when a unit did not', async () => {
    const { code, stdout } = await runAgainstDouble(
      '--units',
      '2',
      '--faults',
      'silent=1,foreign=1',
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      units: 2,
      foreign: 1,
      reachedGoal: 1,
      failures: [{ mac: '000e08000001', stage: 'MFG-RESET' }],
    });
  });

  it('ends with 1 when nobody answers', async () => {
    const { code, stdout } = await run(
      ...['--units', '1', '--ports', 'dhcp=9,tftp=9,http=9,syslog=9', '--timeout', '0.2'],
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
      reachedGoal: 0,
      durationsMs: { lease: null },
    });
  });

  it.each([
    [[]],
    [['--units', '0']],
    [['--units', 'many']],
    [['--units', '2', '--models', 'SPA1']],
    [['--units', '2', '--models', 'constructor']],
    [['--units', '2', '--scale', '-1']],
    [['--units', '2', '--reading', 'never']],
    [['--units', '2', '--faults', 'lazy=1']],
    [['--units', '2', '--faults', 'silent']],
    [['--units', '2', '--faults', 'silent=3']],
    [['--units', '2', '--ports', 'ssh=22']],
    [['--units', '2', '--against', 'bench.example']],
    [['--units', '2', '--first-mac', 'xyz']],
    [['--units', '2', '--unknown']],
    [['--units', '2', 'extra']],
  ])('ends with 2 for %j', async (argv) => {
    const { code, stdout, stderr } = await run(...argv, '--json');
    expect(code).toBe(2);
    expect(stdout.map((line) => JSON.parse(line))).toMatchObject([{ code: 'WRONG_USE' }]);
    expect(stderr.join('\n')).toContain('--units N');
  });

  it('ends with 1 when the network card is not there', async () => {
    const { code, stdout } = await run('--units', '1', '--interface', 'no-such-card', '--json');
    expect(code).toBe(1);
    expect(stdout.map((line) => JSON.parse(line))).toMatchObject([{ code: 'NO_WIRE' }]);
  });
});

describe('the card units go on', () => {
  const card = (name: string, address: string, lockedBecause: string | null = null): Card => ({
    name,
    mac: null,
    addresses: [{ address, prefix: 24 }],
    isUp: true,
    isLoopback: false,
    lockedBecause,
  });
  const office = card('office', '192.0.2.2', 'The default route leads through it.');
  const bench = card('bench', '198.51.100.9');
  const spare = card('spare', '203.0.113.9');

  it('is the free one in the station’s subnet, else the only free one', () => {
    expect(benchCard(null, '198.51.100.1', [office, spare, bench])).toBe('bench');
    expect(benchCard(null, '10.9.9.9', [office, bench])).toBe('bench');
  });

  it('is never a locked one, named or not, and never guessed among several', () => {
    expect(() => benchCard('office', '192.0.2.1', [office, bench])).toThrow('locked');
    expect(() => benchCard(null, '192.0.2.1', [office])).toThrow('No free card');
    expect(() => benchCard(null, '10.9.9.9', [office, bench, spare])).toThrow('No free card');
  });
});
