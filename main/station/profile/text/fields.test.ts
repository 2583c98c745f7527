import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillFields } from './fields.ts';

const values = new Map([
  ['mac', '000e08aabbcc'],
  ['bootstrap.key', 'a<b&"{{mac}}'],
  ['empty', ''],
]);

describe('template fields', () => {
  it('are filled once, in any number, and named in order of use', () => {
    expect(
      fillFields('{{bootstrap.key}} {{ mac }}{{mac}}{{empty}} $MA {x}', values, { escape: 'none' }),
    ).toEqual({
      ok: true,
      value: {
        text: 'a<b&"{{mac}} 000e08aabbcc000e08aabbcc $MA {x}',
        used: ['bootstrap.key', 'mac', 'empty'],
      },
    });
  });

  it('are escaped for XML when asked', () => {
    expect(fillFields('<A>{{bootstrap.key}}</A>', values, { escape: 'xml' })).toMatchObject({
      value: { text: '<A>a&lt;b&amp;&quot;{{mac}}</A>' },
    });
  });

  it.each([
    ['ok {{mac}}\n x {{isp.rule}}', 'unknown-field', 2, 4],
    ['{{}}', 'bad-field', 1, 1],
    ['{{mac', 'bad-field', 1, 1],
    ['\n\n{{mac\n}}', 'bad-field', 3, 1],
    ['{{a b}}', 'bad-field', 1, 1],
    ['{{{mac}}}', 'bad-field', 1, 1],
    ['{{constructor}}', 'unknown-field', 1, 1],
  ])('%j is refused as %s at %i:%i', (text, kind, line, column) => {
    const refused = fillFields(text, values, { escape: 'none' });
    expect(refused).toMatchObject({ ok: false, problem: { kind, line, column } });
  });

  it('are named when they are unknown', () => {
    expect(fillFields('{{isp.rule}}', values, { escape: 'none' })).toMatchObject({
      problem: { message: expect.stringContaining('{{isp.rule}}') },
    });
  });

  it('leave text without double braces as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replaceAll('{{', '');
        fc.pre(!plain.includes('{{'));
        expect(fillFields(plain, values, { escape: 'xml' })).toMatchObject({
          value: { text: plain },
        });
      }),
    );
  });
});
