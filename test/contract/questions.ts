import type { AnyContractProcedure } from '@orpc/contract';
import * as z from 'zod';
import { contract } from '../../main/contract/contract.ts';
import type { StationClient } from '../../main/serve/connect.ts';

/** A question each procedure accepts; null for one that takes none. */
export const goodQuestions: Record<string, Record<string, unknown> | null> = {
  'station.snapshot': { seat: 'screen', logLines: 10 },
  'station.changes': { run: 'r', afterSeq: 0 },
  'station.status': null,
  'station.cards': null,
  'station.addressPlan': { interface: 'eth1' },
  'station.setAddress': { interface: 'eth1' },
  'station.undoAddress': { interface: 'eth1' },
  'station.start': { interface: 'eth1', address: '192.168.76.1' },
  'station.stop': null,
  'station.report': null,
  'preflight.checks': { interface: 'eth1' },
  'preflight.probe': { interface: 'eth1' },
  'preflight.fix': { interface: 'eth1', check: 'firewall' },
  'practice.begin': { units: 24 },
  'practice.end': null,
  'practice.shelf': null,
  'settings.read': null,
  'settings.change': { lease: 600, sounds: { isOn: false, volume: 10 } },
  'settings.models': null,
  'backups.list': null,
  'backups.make': { dir: '/tmp' },
  'units.list': null,
  'units.get': { mac: '000e08012345' },
  'units.release': { mac: '000e08012345', reason: 'wrong box' },
  'units.provisionAgain': { mac: '000e08012345' },
  'units.takeOff': { mac: '000e08012345' },
  'units.putBack': { mac: '000e08012345' },
  'log.list': { mac: '000e08012345', last: 10 },
  'accounts.list': null,
  'accounts.page': {
    search: 'x',
    offset: 0,
    limit: 10,
    isDescending: true,
    status: 'open',
    sort: 'name',
  },
  'accounts.get': { account: '4711' },
  'accounts.rejectedRows': { fileName: 'a.csv', base64: 'YQ==', isDryRun: true },
  'accounts.imports': null,
  'accounts.takeBack': { import: 1 },
  'accounts.mappings': null,
  'accounts.saveMapping': { name: 'Billing', map: { account: 'Konto' }, secret: [] },
  'accounts.importCsv': {
    fileName: 'a.csv',
    base64: 'YQ==',
    map: { account: 'Konto' },
    secret: ['pin'],
    isDryRun: true,
  },
  'scans.submit': { seat: 'screen', text: '000E08012345' },
  'scans.undo': { seat: 'screen', mac: '000e08012345' },
  'scans.acknowledge': { seat: 'screen' },
  'scans.today': { seat: 'screen' },
  'scans.goal': { seat: 'screen' },
  'scans.moveHere': { seat: 'screen', mac: '000e08012345', account: '4711', reason: 'swap' },
  'bindings.list': null,
  'bindings.page': {
    search: '',
    offset: 0,
    limit: 10,
    isDescending: false,
    filter: 'open',
    sort: 'mac',
  },
  'bindings.ofUnit': { mac: '000e08012345' },
  'exports.list': null,
  'exports.preview': { preset: 'billing', lines: 3 },
  'exports.content': { batch: 1 },
  'exports.make': { preset: 'billing', dir: '/tmp' },
  'exports.again': { batch: 1, dir: '/tmp' },
  'exports.void': { batch: 1, reason: 'wrong file' },
  'keys.exportTo': { file: '/tmp/keys', mac: '000e08012345' },
};

/** Every procedure of the contract as `group.name`, read from the contract itself. */
export const procedures: string[] = Object.entries(contract).flatMap(([group, members]) =>
  Object.keys(members).map((name) => `${group}.${name}`),
);

/** Whether a question is one the contract allows. */
export function isAllowed(procedure: string, question: unknown): boolean {
  const [group = '', name = ''] = procedure.split('.');
  const found: unknown = Reflect.get(Reflect.get(contract, group), name);
  const { inputSchema } = (found as AnyContractProcedure)['~orpc'];
  if (!(inputSchema instanceof z.ZodType)) return question === undefined;
  return inputSchema.safeParse(question).success;
}

/** Asks a procedure anything at all, past the types. */
export async function askAnything(
  client: StationClient,
  procedure: string,
  question: unknown,
): Promise<unknown> {
  const [group = '', name = ''] = procedure.split('.');
  const method: unknown = Reflect.get(Reflect.get(client, group), name);
  return (method as (question: unknown) => Promise<unknown>)(question);
}
