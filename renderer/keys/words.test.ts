import { expect, it } from 'vitest';
import type { KeyOverview } from '../../main/contract/escrow.ts';
import {
  exportLine,
  importSummary,
  keysLine,
  missingFiles,
  names,
  shortName,
  sortedFiles,
} from './words.ts';

const now = new Date(2026, 10, 22, 15, 0).getTime();
const isp = { subject: 'O=Telco, CN=Keys of Telco, C=CZ', fingerprint: 'AA' };
const overview = (about: Partial<KeyOverview>): KeyOverview => ({
  ...{ keys: 3, algorithm: 'AES-256-CBC', bits: 256, notExported: 0, rotating: 0 },
  ...{ isSealed: true, exports: [], batches: [], signer: null, ...about },
});

it('tells how many keys there are and what was exported to whom', () => {
  expect(keysLine(overview({ keys: 1 }))).toBe('1 key, AES-256-CBC, encrypted at rest');
  expect(keysLine(overview({ isSealed: false }))).toContain('kept in memory only');
  expect(exportLine(overview({ keys: 0 }), now)).toBe('There is nothing to export yet');
  const at = new Date(2026, 10, 22, 14, 2).getTime();
  const past = { number: 1, at, fileName: 'k.p7m', sha256: 'a', units: 2, recipients: [isp] };
  expect(exportLine(overview({ notExported: 2 }), now)).toBe('2 of 3 keys in no export yet');
  const told = exportLine(overview({ exports: [past] }), now);
  expect(told).toMatch(/^Every key is in an export · last .*14:02.*, for Keys of Telco$/);
});

it('calls a certificate by its CN, else by all it says', () => {
  expect(shortName(isp.subject)).toBe('Keys of Telco');
  expect(shortName('O=Telco')).toBe('O=Telco');
  expect(names([isp, { subject: 'CN=B', fingerprint: '' }])).toBe('Keys of Telco and B');
});

it('finds the three files of an export in any order, and says what is missing', () => {
  const files = ['k.p7m.manifest.p7s', 'k.p7m', 'k.p7m.manifest.json'].map((name) => ({ name }));
  expect(sortedFiles(files).file?.name).toBe('k.p7m');
  expect(missingFiles(files)).toBeNull();
  expect(missingFiles(files.slice(1))).toMatch(/all three files/);
  expect(missingFiles([...files, { name: 'other.p7m' }])).toMatch(/all three files/);
});

it('counts an import by what becomes of its units', () => {
  const unit = { mac: '000e08000001', model: null, fingerprint: 'a', text: null, isTaken: true };
  const units = [
    ...[unit, unit].map((one) => ({ ...one, state: 'new' as const })),
    { ...unit, state: 'in-use' as const },
  ];
  expect(importSummary({ units })).toBe('2 new · 1 in use here');
  expect(importSummary({ units: [] })).toBe('No unit is in it');
});
