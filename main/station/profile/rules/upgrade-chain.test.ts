import { describe, expect, it } from 'vitest';
import { readUpgradeChain, writeUpgradeRule } from './upgrade-chain.ts';

const chain = {
  steps: [
    { below: '5.1.0', url: 'tftp://s/5-1-0.bin' },
    { below: '7.5.2b', url: '/fw/7-5-2b.bin?mac=$MA' },
  ],
  last: 'http://$B/fw/7-5-5.bin',
};
const rule =
  '( $SWVER lt 5.1.0 )? tftp://s/5-1-0.bin | ( $SWVER lt 7.5.2b )? /fw/7-5-2b.bin?mac=$MA' +
  ' | http://$B/fw/7-5-5.bin';

describe('a chain of upgrades', () => {
  it('is written with one alternative per step, and read again', () => {
    expect(writeUpgradeRule(chain)).toEqual({ ok: true, value: rule });
    expect(readUpgradeChain(rule)).toEqual({ ok: true, value: chain });
  });

  it('may end with a step', () => {
    const short = { ...chain, last: null };
    const written = writeUpgradeRule(short);
    expect(written.ok && readUpgradeChain(written.value)).toEqual({ ok: true, value: short });
  });

  it.each(['(< 2.0.6)? /a', '($(SWVER) < 2.0.6)?/a', '( lt 2.0.6 )? /a'])('%j is one', (text) => {
    const value = { steps: [{ below: '2.0.6', url: '/a' }], last: null };
    expect(readUpgradeChain(text)).toEqual({ ok: true, value });
  });

  it.each([
    [{ steps: [], last: null }, 'empty-chain'],
    [{ steps: [{ below: '7.5', url: '/a' }], last: null }, 'bad-version'],
    [{ steps: [...chain.steps].reverse(), last: null }, 'bad-order'],
    [{ steps: [], last: 'http://h' }, 'missing-path'],
    [{ steps: [], last: 'http://h/a|b' }, 'bad-url'],
    [{ steps: [], last: '(x)/a' }, 'bad-url'],
    [{ steps: [], last: 'http://1.2.3.400/a' }, 'bad-server'],
  ])('%j is not written: %s', (broken, kind) => {
    expect(writeUpgradeRule(broken)).toMatchObject({ problem: { kind } });
  });

  it.each([
    ['', 1],
    ['/a | /b', 1],
    ['($SWVER lt 2.0.6)? /a | ($SWVER ge 2.0.6)? /b', 26],
    ['($SWVER lt 2.0.6)?', 2],
    ['($SWVER lt 2.0.6 and "$A" eq "")? /a', 2],
    ['($HWVER lt 2.0.6)? /a', 2],
    ['($SWVER lt 2.0.6)? (a="x")! /a', 2],
  ])('%j is none', (text, column) => {
    expect(readUpgradeChain(text)).toMatchObject({ problem: { kind: 'not-a-chain', column } });
  });
});
