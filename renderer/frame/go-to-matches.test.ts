import { describe, expect, it } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { screenMatches, templateMatches, unitMatches } from './go-to-matches.ts';

const units = [
  aUnit('4f1a92', { model: 'SPA962', address: '192.168.76.41', account: '10-448213' }),
  aUnit('07d13c', { model: 'SPA2102', serial: '88012BA04417' }),
];
const found = (text: string) => unitMatches(text, units).map(({ unit }) => unit);

describe('going to a unit', () => {
  it.each(['4f1a92', '4F:1A:92', '00-0e-08-4f-1a-92', '76.41', 'spa962', '448213'])(
    'finds it by %s',
    (text) => expect(found(text)).toEqual(['000e084f1a92']),
  );

  it('finds it by its serial', () => expect(found('ba04417')).toEqual(['000e0807d13c']));
  it('finds nothing by one character', () => expect(found('4')).toEqual([]));
  it('names unit, model and account', () => {
    expect(unitMatches('4f1a92', units)[0]).toMatchObject({
      word: '00:0E:08:4F:1A:92',
      detail: 'SPA962 · 192.168.76.41 · account 10-448213',
      to: '/',
    });
  });
});

describe('going to a screen', () => {
  const screens = [
    { path: '/', title: 'Bench', key: 'F2' },
    { path: '/log', title: 'Log', key: 'F7' },
  ];
  it('offers every screen at first', () => expect(screenMatches('', screens)).toHaveLength(2));
  it('finds by a part of its title', () => {
    expect(screenMatches('lo', screens).map(({ to }) => to)).toEqual(['/log']);
  });
});

describe('going to a template', () => {
  const about = {
    version: 12,
    errors: 0,
    warnings: 0,
    units: 412,
    isFixed: false,
    changedAt: null,
  };
  const templates = [
    { kind: 'model' as const, key: 'SPA962', state: 'ready' as const, ...about },
    { kind: 'isp' as const, key: '', state: 'draft' as const, ...about },
  ];
  const words = (text: string) => templateMatches(text, templates).map(({ word }) => word);
  it('finds it by its name', () => {
    expect(words('spa9')).toEqual(['Model SPA962']);
    expect(words('isp')).toEqual(['ISP']);
    expect(words('s')).toEqual([]);
  });
  it('finds every one by the word for them', () => expect(words('profile')).toHaveLength(2));
  it('says what state it is in, and where it is', () => {
    expect(templateMatches('spa962', templates)).toMatchObject([
      { detail: 'Profile · Ready · v12 · 412 units', to: '/profiles/model/SPA962/sec-prv-2' },
    ]);
  });
});
