import { expect, test } from 'vitest';
import { aUnit } from '../mirror/sample.test-kit.ts';
import { unitsCsv } from './unit-csv.ts';

test('writes one line per unit, quotes what needs it and disarms formulas', () => {
  const unit = aUnit('4f1a92', {
    model: '=HYPERLINK("x")',
    serial: '88,01',
    account: '10-448213',
    since: 0,
    keyFingerprint: '9C:41 E7:0B',
  });
  expect(unitsCsv([unit])).toBe(
    'mac,model,serial,address,firmware,state,stage,since,account,reason\r\n' +
      '00:0E:08:4F:1A:92,"\'=HYPERLINK(""x"")","88,01",192.168.76.20,,SP-CUST,SP-CUST,' +
      '1970-01-01T00:00:00.000Z,10-448213,\r\n',
  );
});
