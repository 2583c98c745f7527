import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandMacros } from './macro.ts';
import { macroValues } from './macros-of-unit.ts';

const UNIT = macroValues({
  mac: '000e08012345',
  productName: 'SPA962',
  psn: '962',
  serial: '88012BA01234',
  swver: '2.0.6(b)',
  hwver: '1.88.1',
  ip: '192.168.1.100',
  parameters: new Map([
    ['GPP_A', '$MA'],
    ['GPP_B', 'dir'],
    ['GPP_SA', 'topsecret'],
    ['User_ID_1_', '17775551234'],
  ]),
  more: { SCHEME: 'tftp' },
});

describe('macro expansion', () => {
  it.each([
    ['spa$(MAU)config.cfg', 'spa000E08012345config.cfg'],
    ['spa$MAUconfig.cfg', 'spa000E08012345config.cfg'],
    ['$MAUX $STRANGE $mau $', '$MAUX $STRANGE $mau $'],
    ['$$MAU $$$MA', '$MAU $000e08012345'],
    ['$(MAU:4)|$(MAU:8:2)|$(MAU:99)|$(MAU:0:0)|$(MAU:0:99)', '08012345|23|||000E08012345'],
    ['$(MAU:-1) $(MAU:) $(MAU:1:) $( MAU) $(MAU', '$(MAU:-1) $(MAU:) $(MAU:1:) $( MAU) $(MAU'],
    ['$A', '$MA'],
    ['$GPP_B/$(GPP_B)/$(B:1)', 'dir/dir/ir'],
    ['$B_$MA', 'dir_000e08012345'],
    ['$MAC', '00:0e:08:01:23:45'],
    ['[$ERR]', '[]'],
    ['$UPGCOND $METH $UID1', 'true tftp 17775551234'],
  ])('%s expands to %s', (text, expanded) => {
    expect(expandMacros(text, UNIT)).toBe(expanded);
  });

  it('leaves the secret registers alone unless told that a key is expanded', () => {
    expect(expandMacros('$SA $(SA:3) $GPP_SA', UNIT)).toBe('$SA $(SA:3) $GPP_SA');
    expect(expandMacros('$SA $(SA:3) $GPP_SA', UNIT, { secrets: true })).toBe(
      'topsecret secret topsecret',
    );
  });

  it('gives text without a dollar sign back as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replaceAll('$', '');
        expect(expandMacros(plain, UNIT)).toBe(plain);
      }),
    );
  });
});
