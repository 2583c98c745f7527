import { describe, expect, it } from 'vitest';
import type { ListedCard } from '../contract/model.ts';
import type { SettingsPatch } from '../contract/settings.ts';
import { readSettings } from './settings.ts';
import { refuseWrongNetwork } from './settings-check.ts';
import { layered } from './settings-view.ts';

const card = (name: string, about: Partial<ListedCard> = {}): ListedCard => ({
  name,
  mac: '020000000001',
  addresses: [],
  isUp: true,
  isLoopback: false,
  lockedBecause: null,
  addressGiver: 'nobody',
  ...about,
});
const at = (address: string, prefix: number) => ({ addresses: [{ address, prefix }] });
const office = card('eth0', { ...at('10.20.4.113', 22), lockedBecause: 'it has a DNS server.' });

const check = (patch: SettingsPatch, cards: ListedCard[], stored: SettingsPatch = {}) => {
  const given = readSettings({});
  refuseWrongNetwork(patch, layered(given, { ...stored, ...patch }), cards);
};
const refused = (place: string) =>
  expect.objectContaining({
    code: 'BAD_SETTINGS',
    message: expect.stringMatching(new RegExp(`^${place}: `)),
  });

describe('a bench network people set', () => {
  it('may be the usual one, beside an office network', () => {
    expect(() =>
      check({ address: '192.168.76.1', prefix: 23 }, [office, card('eth1')]),
    ).not.toThrow();
  });

  it('never overlaps another card’s', () => {
    const patch = { address: '10.20.5.1', prefix: 24 };
    expect(() => check(patch, [office, card('eth1')])).toThrowError(refused('address'));
  });

  it('may overlap the address its own card already has, be it chosen or given by this station', () => {
    const own = card('eth1', { ...at('192.168.76.1', 23), addressGiver: 'station' });
    expect(() => check({ address: '192.168.77.9' }, [office, own])).not.toThrow();
    const other = { ...own, addressGiver: 'other' as const };
    expect(() => check({ address: '192.168.77.9' }, [office, other])).toThrowError(
      refused('address'),
    );
    const chosen = { interface: 'eth1' };
    expect(() => check({ address: '192.168.77.9' }, [office, other], chosen)).not.toThrow();
  });

  it('has its pool in the network of the chosen card, which may be another than the usual one', () => {
    const pool = { first: '172.16.0.50', last: '172.16.0.99' };
    const cards = [office, card('eth1', at('172.16.0.1', 24))];
    expect(() => check({ pool }, cards, { interface: 'eth1' })).not.toThrow();
    expect(() => check({ pool }, cards)).not.toThrow();
    expect(() => check({ pool }, [office, card('eth1')])).toThrowError(refused('pool'));
    const here = { first: '10.20.4.120', last: '10.20.4.130' };
    expect(() => check({ pool: here }, cards)).toThrowError(refused('pool'));
  });

  it('has no card that is locked or not there', () => {
    expect(() => check({ interface: 'eth0' }, [office])).toThrowError(refused('interface'));
    expect(() => check({ interface: 'eth7' }, [office])).toThrowError(refused('interface'));
    expect(() => check({ interface: null }, [office])).not.toThrow();
  });

  it('is judged only by what is changed', () => {
    const stored = { address: '10.20.5.1' };
    expect(() => check({ lease: 900 }, [office], stored)).not.toThrow();
    expect(() => check({ lease: 5 }, [office], stored)).toThrowError(refused('lease'));
  });
});
