import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BenchKnowledge, classifyScan } from './scan.ts';
import { hasProductCheckDigit } from './scan-text.ts';

const UNIT = '000e08aabbcc';
/** A unit seen by its serial only in appearance: its MAC is all digits and its serial all hexadecimal. */
const bench: BenchKnowledge = {
  hasUnit: (mac) => [UNIT, '00aa00123456', '88012ba09999', '100200300400'].includes(mac),
  hasSerial: (serial) => ['88019FA42805', 'ZX9000012', '88012BA09999'].includes(serial),
  findAccount: (text) =>
    ['00123', 'ACC-1', '036000291452', '000E08DDDDDD', '100200300400', 'Müller', 'SN 77'].find(
      (account) => account.toLowerCase() === text.toLowerCase(),
    ) ?? null,
  hasWorkOrder: (text) => text === 'WO-7',
};
const mac = (value: string) => ({ class: 'mac', mac: value });
const serial = (value: string) => ({ class: 'serial', serial: value });
const account = (value: string) => ({ class: 'account', account: value });
const command = (value: string) => ({ class: 'command', command: value });
const product = { class: 'product-code' };
const unreadable = { class: 'unreadable' };
const ambiguous = { class: 'ambiguous' };
const unknown = { class: 'unknown' };

describe('a scan is read as', () => {
  it.each<[string, object]>([
    // MAC in any notation and with what scanners and labels add
    ['000E08AABBCC', mac(UNIT)],
    ['000e08aabbcc', mac(UNIT)],
    ['00:0E:08:AA:BB:CC', mac(UNIT)],
    ['00-0E-08-AA-BB-CC', mac(UNIT)],
    ['00 0E 08 AA BB CC', mac(UNIT)],
    ['000e.08aa.bbcc', mac(UNIT)],
    ['000E08AABBCC\r', mac(UNIT)],
    ['000E08AABBCC\t', mac(UNIT)],
    ['\u0002000E08AABBCC\u0003\r\n', mac(UNIT)],
    [']C1000E08AABBCC', mac(UNIT)],
    [']C1\u001d000E08AABBCC', mac(UNIT)],
    ['*000E08AABBCC*', mac(UNIT)],
    [']A0*000E08AABBCC*', mac(UNIT)],
    ['  000E08AABBCC  ', mac(UNIT)],
    ['\ufeff000E08AABBCC', mac(UNIT)],
    ['MAC:000E08AABBCC', mac(UNIT)],
    ['MAC: 00:0E:08:AA:BB:CC', mac(UNIT)],
    ['MAC=000e.08aa.bbcc', mac(UNIT)],
    ['MAC 000E08AABBCC', mac(UNIT)],
    ['mac id: 000E08AABBCC', mac(UNIT)],
    ['MAC ID 000E08AABBCC', mac(UNIT)],
    ['MACID000E08AABBCC', mac(UNIT)],
    ['MAC000E08AABBCC', mac(UNIT)],
    ['MAC ADDRESS: 000E08AABBCC', mac(UNIT)],
    // never seen, but nothing else than a MAC
    ['000E08123456', mac('000e08123456')],
    ['001217000015', mac('001217000015')],
    ['02:00:00:00:00:01', mac('020000000001')],
    ['A0B0C0D0E0F0', mac('a0b0c0d0e0f0')],
    // seen on the bench although nothing else speaks for it
    ['00AA00123456', mac('00aa00123456')],
    // serials
    ['88012BA01234', serial('88012BA01234')],
    ['88019FA42805', serial('88019FA42805')],
    ['4MM00F903042', serial('4MM00F903042')],
    ['CBT141100HR', serial('CBT141100HR')],
    ['cbt141900g7', serial('CBT141900G7')],
    ['S/N: CBT141100HR', serial('CBT141100HR')],
    ['S/N 88012BA01234', serial('88012BA01234')],
    ['SN:88012BA01234', serial('88012BA01234')],
    ['SN88012BA01234', serial('88012BA01234')],
    ['SER: 4MM00F903042', serial('4MM00F903042')],
    ['SERIAL NO. 4MM00F903042', serial('4MM00F903042')],
    ['Serial Number: ZX9000012', serial('ZX9000012')],
    ['ZX9000012', serial('ZX9000012')],
    // the label counts for more than the look
    ['MAC: 88012BA01234', mac('88012ba01234')],
    ['S/N: 000E08AABBCC', serial('000E08AABBCC')],
    // commands
    ['*PPS-OK*', command('OK')],
    ['PPS-OK', command('OK')],
    ['*PPS-UNDO*', command('UNDO')],
    ['*pps-cancel*\r', command('CANCEL')],
    [']C1PPS-CAMERA', command('CAMERA')],
    ['*PPS-PRINT*', command('PRINT')],
    // accounts and work orders
    ['00123', account('00123')],
    ['*acc-1*', account('ACC-1')],
    ['036000291452', account('036000291452')],
    ['000E08DDDDDD', account('000E08DDDDDD')],
    ['Müller', account('Müller')],
    ['SN 77', account('SN 77')],
    ['WO-7', { class: 'work-order', workOrder: 'WO-7' }],
    // product codes
    ['4006381333931', product],
    ['96385074', product],
    ['012345678905', product],
    ['10614141000415', product],
    [']E0000E08AABBCC', product],
    [']E0400638133393', product],
    // printed on the box for others
    ['https://example.com/track?id=1', product],
    ['1Z999AA10123456784', product],
    ['(00)106141411234567897', product],
    ['00106141411234567897', product],
    ['JJD000390007891234567', product],
    ['Lorem ipsum '.repeat(8), product],
    // ask, never guess
    ['88755AA12345', ambiguous],
    ['88012BA09999', ambiguous],
    ['100200300400', ambiguous],
    ['999999999999', ambiguous],
    ['001217654321', ambiguous],
    // not read completely, or damaged
    ['', unreadable],
    ['\r\n', unreadable],
    ['000E08AABBC', unreadable],
    ['000E08AABBCCD', unreadable],
    ['000E08AABB', unreadable],
    ['00:0E:08:AA:BB', unreadable],
    ['00:0E:08:AA:BB:CC:DD', unreadable],
    ['00-0E-08-AA-BB', unreadable],
    ['000e.08aa', unreadable],
    ['MAC: 000E08AABBC', unreadable],
    ['MAC:000E08AABBCC;SN:CBT141100HR', unreadable],
    ['000E08AABBCC000E08AABBCC', unreadable],
    ['000E08AABBCC\r00123', unreadable],
    ['000E08\u0000AABBCC', unreadable],
    ['000E08ßAA', unreadable],
    ['00Ö0EÖ08ÖAAÖBBÖCC', unreadable],
    ['àààEà_AABBCC', unreadable],
    ['FF:FF:FF:FF:FF:FF', unreadable],
    ['01005E000001', unreadable],
    ['00:00:00:00:00:00', unreadable],
    ['PPS-REBOOT', unreadable],
    ['S/N: ?', unreadable],
    // nothing we know
    ['hello', unknown],
    ['ACC-2', unknown],
    ['123', unknown],
    ['MACHINE-12', unknown],
    ['SNOW', unknown],
    ['4006381333930', unknown],
  ])('%j', (text, expected) => {
    expect(classifyScan(text, bench)).toMatchObject(expected);
  });
});

describe('any text at all', () => {
  it('gets an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(classifyScan(text, bench).class).toBeTypeOf('string');
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('never becomes a unit by losing a digit of its MAC', () => {
    const nothing = { ...bench, hasUnit: () => false, findAccount: () => null };
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), maxLength: 20 });
    fc.assert(
      fc.property(hex, (digits) => {
        const reading = classifyScan(`000e08${digits}`, nothing);
        expect(reading.class === 'mac').toBe(
          digits.length === 6 && !hasProductCheckDigit(`000e08${digits}`),
        );
      }),
      { numRuns: 2000 },
    );
  });
});
