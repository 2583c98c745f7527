import { expect, it } from 'vitest';
import { createModelTable } from '../units/models.ts';
import { createUploadAnswer, type UploadParts, type UploadRequest } from './upload.ts';

const mac = '000e08000001';
const request: UploadRequest = {
  ...({ via: 'tftp', method: 'put', path: `/report/dir/${mac}.xml`, userAgent: null } as const),
  ...{ address: '192.168.76.20', port: 2048, at: 1 },
};

const ask = (
  changes: Partial<UploadRequest>,
  takesReports = true,
  parts: Partial<UploadParts> = {},
) =>
  createUploadAnswer({
    ...{ models: createModelTable(), takesReports, contains: () => true },
    ...{ https: 'off', serialOf: () => null },
    identify: async () => ({ mac, how: 'lease', isWanted: true }),
    issuedKeys: () => ({ mac, key: 'k', directory: 'dir', lastName: 'n' }),
    onForgery: () => undefined,
    keepReport: async () => undefined,
    ...parts,
  })({ ...request, ...changes });

it('a report is taken only while reports are asked for', async () => {
  expect(await ask({})).toMatchObject({ kind: 'take', mac });
  expect(await ask({}, false)).toMatchObject({ kind: 'refused' });
});

it('a POST to a file is a way to ask for it, and no upload', async () => {
  expect(await ask({ method: 'post', path: '/spa962.cfg' })).toEqual({ kind: 'none' });
});

it('what names two units holds the one that sends, whatever it sends and by which service', async () => {
  const holds = { kind: 'refused', holds: true };
  const body = { via: 'http', userAgent: 'Linksys/SPA962-6.1.5(a) (MM500H300002)' } as const;
  const another = { serialOf: () => 'MM500H300001' };
  expect(await ask(body, true, another)).toMatchObject(holds);
  expect(await ask({ ...body, path: '/x.cfg' }, true, another)).toMatchObject(holds);
  const forged = { mac, how: 'forged', isWanted: true, sender: '020000000004' } as const;
  expect(await ask({}, true, { identify: async () => forged })).toMatchObject(holds);
  const other = { mac: '000e08000002', how: 'lease', isWanted: true } as const;
  expect(await ask({}, true, { identify: async () => other })).toMatchObject(holds);
  const { subject, state } = {
    ...({ state: 'verified' } as const),
    subject: { product: null, serial: null, mac: '000e08000002', generic: false },
  };
  const client = { via: 'https', client: { state, subject } } as const;
  expect(await ask(client, true, { https: 'asked' })).toMatchObject(holds);
});

it.each([
  '/spa962.cfg',
  '/P/x.cfg',
  '/profile/d/n.cfg',
  '/firmware/i.bin',
  '/cisco',
  '/cisco-init/x',
])('a write over %s is told, and the unit held', async (path) => {
  const told: string[] = [];
  const onForgery = (_: string, at: string) => told.push(at);
  expect(await ask({ path }, true, { onForgery })).toMatchObject({ kind: 'refused' });
  expect(told).toEqual([path]);
});
