import { describe, expect, it } from 'vitest';
import { defaultPool } from './config.ts';
import { FreshAddresses, planAddresses } from './pool.ts';

const BENCH = { address: '192.168.76.1', prefix: 23, isLoopback: false };
const bare = { exclusions: [], reservations: [] };

describe('the address plan', () => {
  it('gives the default pool without .0, .255 and ourselves', () => {
    const pool = defaultPool('192.168.76.1', 23);
    expect(pool).toEqual({ first: '192.168.76.20', last: '192.168.77.254' });
    const plan = planAddresses({ pool, ...bare }, BENCH);
    expect(plan.pool).toHaveLength(489);
    expect(plan.pool).not.toContain('192.168.76.255');
    expect(plan.pool).not.toContain('192.168.77.0');
  });

  it.each([
    ['192.168.76.1', 24, '192.168.76.20', '192.168.76.254'],
    ['10.0.0.9', 29, '10.0.0.9', '10.0.0.14'],
    ['127.0.0.1', 8, '127.0.0.20', '127.1.0.19'],
  ])('the default pool of %s/%i is %s to %s', (address, prefix, first, last) => {
    expect(defaultPool(address, prefix)).toEqual({ first, last });
  });

  it('leaves out our own address, exclusions and reservations', () => {
    const plan = planAddresses(
      {
        pool: { first: '192.168.76.0', last: '192.168.76.8' },
        exclusions: [{ first: '192.168.76.2', last: '192.168.76.4' }],
        reservations: [{ mac: '000e08000001', address: '192.168.76.6' }],
      },
      BENCH,
    );
    expect(plan.pool).toEqual(['192.168.76.5', '192.168.76.7', '192.168.76.8']);
  });

  it.each([
    [{ pool: { first: '192.168.76.9', last: '192.168.76.8' }, ...bare }],
    [{ pool: { first: '192.168.78.1', last: '192.168.78.8' }, ...bare }],
    [{ pool: { first: '192.168.76.1', last: '192.168.76.1' }, ...bare }],
    [{ pool: { first: '192.168.76.x', last: '192.168.76.1' }, ...bare }],
    [
      {
        pool: { first: '192.168.76.20', last: '192.168.76.30' },
        exclusions: [],
        reservations: [{ mac: '000e08000001', address: '192.168.76.1' }],
      },
    ],
  ])('refuses settings that make no sense: %j', (settings) => {
    expect(() => planAddresses(settings, BENCH)).toThrow(
      expect.objectContaining({ code: 'BAD_POOL' }),
    );
  });

  it('tells the bench network from others', () => {
    const plan = planAddresses({ pool: defaultPool(BENCH.address, 23), ...bare }, BENCH);
    expect(plan.isOnNetwork('192.168.77.9')).toBe(true);
    expect(plan.isOnNetwork('192.168.78.9')).toBe(false);
  });
});

describe('fresh addresses', () => {
  it('come lowest first, those given back before the rest, none twice', () => {
    const fresh = new FreshAddresses(['a', 'b', 'c']);
    const taken = new Set<string>();
    const take = () => {
      const address = fresh.take((one) => taken.has(one));
      if (address) taken.add(address);
      return address;
    };
    expect([take(), take()]).toEqual(['a', 'b']);
    taken.delete('a');
    fresh.giveBack('a');
    fresh.giveBack('a');
    expect([take(), take(), take()]).toEqual(['a', 'c', null]);
  });
});
