import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkValue, isValidValue } from './types.ts';

const valid = (type: string, value: string) => isValidValue(value, { type });

describe('whole numbers', () => {
  it.each([
    ['Uns8', '0XfF'],
    ['Uns8', '0x00ff'],
    ['Uns8', '007'],
    ['Uns8', '000000000000000000000000000000255'],
    ['Uns1', '1'],
    ['Uns32', '0xFFFFFFFF'],
    ['Uns64', '18446744073709551615'],
    ['Sig8', '-0x80'],
    ['Sig8', '+0x7f'],
    ['Sig8', '-0'],
    ['Sig16', '-0x8000'],
    ['Sig32', '-2147483648'],
    ['Sig32', '2147483647'],
    ['Port', '0xFFFF'],
  ])('%s takes %s', (type, value) => expect(valid(type, value)).toBe(true));

  it.each([
    ['Uns8', '+5', 'sign', 0],
    ['Uns8', '-0', 'sign', 0],
    ['Uns8', '0x', 'no-number', 2],
    ['Uns8', '0xg', 'no-number', 2],
    ['Uns8', '12x', 'no-number', 2],
    ['Uns8', '1.0', 'no-number', 1],
    ['Uns8', '1e2', 'no-number', 1],
    ['Uns8', 'ff', 'no-number', 0],
    ['Uns8', '1 2', 'no-number', 1],
    ['Uns8', '٣', 'no-number', 0],
    ['Uns1', '2', 'out-of-range', 0],
    ['Uns32', '0x100000000', 'out-of-range', 0],
    ['Uns64', '18446744073709551616', 'out-of-range', 0],
    ['Uns64', '9'.repeat(100), 'out-of-range', 0],
    ['Sig8', '0x80', 'out-of-range', 0],
    ['Sig8', '0xff', 'out-of-range', 0],
    ['Sig8', '-0x81', 'out-of-range', 0],
    ['Sig32', '-2147483649', 'out-of-range', 0],
    ['Sig32', '2147483648', 'out-of-range', 0],
    ['Sig8', '--1', 'no-number', 1],
    ['Sig8', '-', 'no-number', 1],
    ['Sig8', '- 1', 'no-number', 1],
    ['Port', '0x10000', 'out-of-range', 0],
    ['Port', '+80', 'sign', 0],
  ])('%s refuses %s as %s', (type, value, kind, at) => {
    expect(checkValue(value, { type })).toMatchObject([{ severity: 'error', kind, at }]);
  });

  it('lose their blanks, and a plus they cannot have, in the fix', () => {
    expect(checkValue(' 12', { type: 'Uns8' })).toMatchObject([{ fix: '12' }]);
    expect(checkValue(' +12 ', { type: 'Uns8' })).toMatchObject([{ fix: '12' }]);
    expect(checkValue('+-5', { type: 'Sig8' })[0]).not.toHaveProperty('fix');
    expect(checkValue('+300', { type: 'Uns8' })[0]).not.toHaveProperty('fix');
  });

  it('fit into n bits or not, in decimal and in hex', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.bigInt({ min: 0n, max: 1n << 66n }),
        (n, size) => {
          const fits = size < 1n << BigInt(n);
          expect(valid(`Uns${n}`, String(size))).toBe(fits);
          expect(valid(`Uns${n}`, `0x${size.toString(16)}`)).toBe(fits);
          expect(valid(`Sig${n}`, `-${size}`)).toBe(size <= 1n << BigInt(n - 1));
          expect(valid(`Sig${n}`, `0x${size.toString(16)}`)).toBe(size < 1n << BigInt(n - 1));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('numbers with decimal places', () => {
  it.each([
    ['Float2', '.25'],
    ['Float2', '-.5'],
    ['Float2', '+1.5'],
    ['Float2', '00.10'],
    ['Float0', '-3'],
    ['PwrLevel', '.5'],
    ['PwrLevel', '-0.0'],
    ['Time3', '0'],
    ['Time3', '.12345678'],
    ['Time0', '30.9'],
  ])('%s takes %s', (type, value) => expect(valid(type, value)).toBe(true));

  it.each([
    ['Float2', '5.', 'no-number', 0, '5'],
    ['Float2', '.', 'no-number', 0, undefined],
    ['Float2', '-', 'no-number', 0, undefined],
    ['Float2', '1.2.3', 'no-number', 3, undefined],
    ['Float2', '1e2', 'no-number', 1, undefined],
    ['Float2', '0x1', 'no-number', 1, undefined],
    ['Float2', '1,5', 'no-number', 1, '1.5'],
    ['Time3', '3,600', 'no-number', 1, undefined],
    ['Float2', '1.250', 'too-many-decimals', 4, '1.25'],
    ['Float2', '1.256', 'too-many-decimals', 4, undefined],
    ['Float0', '3.0', 'too-many-decimals', 1, '3'],
    ['Float0', '3.5', 'too-many-decimals', 1, undefined],
    ['PwrLevel', '-13.55', 'too-many-decimals', 5, undefined],
    ['PwrLevel', '-13.5dBm', 'no-number', 5, undefined],
    ['PwrLevel', '−13', 'no-number', 0, undefined],
    ['Time3', '-1', 'no-number', 0, undefined],
    ['Time3', '+1', 'no-number', 0, '1'],
    ['Time3', '5.', 'no-number', 0, '5'],
    ['Time3', '0x10', 'no-number', 1, undefined],
    ['Time3', '10s', 'no-number', 2, undefined],
    ['Time3', ' 10', 'no-number', 0, '10'],
  ])('%s refuses %s as %s at %i', (type, value, kind, at, fix) => {
    const [finding, ...more] = checkValue(value, { type });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', kind, at, end: value.length });
    expect(finding?.fix).toBe(fix);
  });

  it.each([
    ['Time3', '1.23456', '1.234', 5],
    ['Time0', '30.9', '30', 2],
    ['Time0', '.9', '0', 0],
  ])('%s: units ignore the extra places of %s, which is said', (type, value, fix, at) => {
    expect(checkValue(value, { type })).toMatchObject([
      { severity: 'info', kind: 'extra-decimals', fix, at, end: value.length },
    ]);
  });
});
