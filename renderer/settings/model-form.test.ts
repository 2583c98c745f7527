import { expect, test } from 'vitest';
import { emptyModel, readModel, usualFile } from './model-form.ts';

const text = { ...emptyModel, model: 'SPA1001', psn: '1001', file: '/spa1001.cfg' };

test('a whole row is read, the slash in front of the file left out', () => {
  expect(readModel(text, [])).toEqual({
    row: {
      model: 'SPA1001',
      psn: '1001',
      file: 'spa1001.cfg',
      lines: 1,
      xmlSince: '2.0.6',
      isRouter: false,
      tftpOptions: true,
    },
  });
});

test.each([
  ['model', { model: 'S' }],
  ['psn', { psn: '10-01' }],
  ['file', { file: 'a b.cfg' }],
  ['lines', { lines: 'many' }],
  ['xmlSince', { xmlSince: ' ' }],
] as const)('a wrong %s is said at its field', (field, part) => {
  expect(readModel({ ...text, ...part }, [])).toEqual({
    problems: { [field]: expect.any(String) },
  });
});

test('a second row of the same name is refused, however it is spelled', () => {
  expect(readModel(text, ['spa-1001'])).toMatchObject({
    problems: { model: expect.stringContaining('already') },
  });
});

test('the usual file follows the series number', () => {
  expect([usualFile(' 962 '), usualFile('')]).toEqual(['spa962.cfg', '']);
});
