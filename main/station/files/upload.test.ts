import { expect, it } from 'vitest';
import { createModelTable } from '../units/models.ts';
import { createUploadAnswer, type UploadRequest } from './upload.ts';

const mac = '000e08000001';
const request: UploadRequest = {
  ...({ via: 'tftp', method: 'put', path: `/report/dir/${mac}.xml`, userAgent: null } as const),
  ...{ address: '192.168.76.20', port: 2048, at: 1 },
};

const ask = (changes: Partial<UploadRequest>, takesReports = true) =>
  createUploadAnswer({
    ...{ models: createModelTable(), takesReports, contains: () => true },
    ...{ https: 'off', serialOf: () => null },
    identify: async () => ({ mac, how: 'lease', isWanted: true }),
    issuedKeys: () => ({ mac, key: 'k', directory: 'dir', lastName: 'n' }),
    onForgery: () => undefined,
    keepReport: async () => undefined,
  })({ ...request, ...changes });

it('a report is taken only while reports are asked for', async () => {
  expect(await ask({})).toMatchObject({ kind: 'take', mac });
  expect(await ask({}, false)).toMatchObject({ kind: 'refused' });
});

it('a POST to a file is a way to ask for it, and no upload', async () => {
  expect(await ask({ method: 'post', path: '/spa962.cfg' })).toEqual({ kind: 'none' });
});
