import { describe, expect, it } from 'vitest';
import type { FileAnswer } from '../profile/unit/file-source.ts';
import { simulateUnit } from '../profile/unit/simulate.ts';
import { checksumIn, imageName } from './image-name.ts';
import {
  checkStones,
  isSameVersion,
  standingOf,
  type UpgradePlan,
  upgradeRuleText,
} from './plan.ts';

const base = 'tftp://192.168.76.1';
const stone = { file: 'spa50x-7-5-2b.bin', version: '7.5.2b' };
const target = { file: 'spa50x-7-5-5.bin', version: '7.5.5' };
const older: UpgradePlan = { rule: 'older', target, stones: [stone] };
const always: UpgradePlan = { rule: 'always', target, stones: [stone] };

describe('what a unit gets', () => {
  it.each([
    ['7.4.8a', older, stone.file],
    ['7.5.2(b)', older, target.file],
    ['7.5.2a', older, stone.file],
    ['7.5.5', older, null],
    ['7.6.0', older, null],
    ['7.4.8a', always, stone.file],
    ['7.6.0', always, target.file],
    ['7.5.5', always, null],
  ])('%s: the lowest stone it is below of, then the target', (version, plan, file) => {
    const standing = standingOf(version, plan);
    expect(standing.kind === 'upgrade' ? standing.next.file : standing.kind).toBe(file ?? 'done');
  });

  it('nothing is told of a version that is none', () => {
    expect(standingOf('newest', older)).toEqual({ kind: 'unreadable' });
    expect(standingOf('7.5.4', { ...older, target: { ...target, version: '7.5' } })).toEqual({
      kind: 'unreadable',
    });
  });

  it('versions are the same in both spellings', () => {
    expect(isSameVersion('7.5.2b', '7.5.2(b)')).toBe(true);
    expect(isSameVersion('7.5.2b', '7.5.2')).toBe(false);
    expect(isSameVersion('x', 'x')).toBe(true);
  });
});

describe('the rule', () => {
  it('names each step with its condition', () => {
    expect(upgradeRuleText(base, older)).toEqual({
      ok: true,
      value: `( $SWVER lt 7.5.2b )? ${base}/firmware/${stone.file} | ( $SWVER lt 7.5.5 )? ${base}/firmware/${target.file}`,
    });
    expect(upgradeRuleText(base, { ...always, stones: [] })).toEqual({
      ok: true,
      value: `${base}/firmware/${target.file}`,
    });
  });

  it.each([older, always])('leads a unit over the stone to the target: $rule', (plan) => {
    const rule = upgradeRuleText(base, plan);
    if (!rule.ok) throw new Error(rule.problem.message);
    const files = new Map<string, FileAnswer>(
      [stone, target].map(({ file, version }) => [
        `${base}/firmware/${file}`,
        { firmware: version },
      ]),
    );
    const { unit, events } = simulateUnit({
      unit: {
        model: {
          ...{ name: 'SPA504G', series: '504G', hardware: '1.0.0', factoryRule: '/none.cfg' },
          takesUrlFromDhcp: false,
        },
        ...{ mac: '000e08000001', serial: 'S', firmware: '7.4.8a', ip: '192.168.76.20' },
        option66: '192.168.76.1',
        parameters: new Map([['Upgrade_Rule', rule.value]]),
      },
      files,
      clock: { startAt: 0, random: () => 0 },
      options: { limits: { resyncs: 4 } },
    });
    expect(events.filter(({ type }) => type === 'upgraded').length).toBeGreaterThan(1);
    expect(unit.firmware).toBe('7.5.5');
  });

  it('stones that lead nowhere are refused, with the one that does not fit', () => {
    const twice = { target, stones: [target] };
    expect(checkStones(twice)).toMatchObject({ ok: false, problem: { kind: 'bad-order' } });
    const first = { file: 'a.bin', version: '7.4.0' };
    expect(checkStones({ target, stones: [stone, first] })).toMatchObject({
      ok: false,
      problem: { message: 'The step a.bin must come before spa50x-7-5-2b.bin.' },
    });
    expect(checkStones({ target, stones: [first, stone] })).toMatchObject({ ok: true });
  });
});

describe('names and checksums as people give them', () => {
  it.each([
    ['C:\\fw\\spa962 6.1.5(a).bin', 'spa962-6.1.5-a-.bin'],
    ['SPA112-SPA122_1.3.5_004p.bin', 'SPA112-SPA122_1.3.5_004p.bin'],
    ['../../etc/passwd', 'passwd'],
    ['..', null],
    ['.hidden', 'hidden'],
    ['a|b $MA.bin', 'a-b-MA.bin'],
    ['', null],
    [`${'x'.repeat(300)}.bin`, 'x'.repeat(100)],
  ])('%s is served as %s', (given, name) => {
    expect(imageName(given)).toBe(name);
  });

  const sum = '0123456789abcdef'.repeat(4);
  const other = 'fedcba9876543210'.repeat(4);
  it.each([
    [sum.toUpperCase(), sum],
    [(sum.match(/../g) ?? []).join(':'), sum],
    [`${sum}  spa962.bin\n`, sum],
    [`SHA256 (spa962.bin) = ${sum}`, sum],
    [`${other}  spa942.bin\n${sum} *spa962.bin\n`, sum],
    [`${other}  a.bin\n${sum}  b.bin\n`, null],
    [sum.slice(1), null],
    [`${sum}0`, null],
    ['', null],
  ])('%s', (text, found) => {
    expect(checksumIn(text, 'spa962.bin')).toBe(found);
  });
});
