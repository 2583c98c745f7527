import type { AnyContractProcedure } from '@orpc/contract';
import * as z from 'zod';
import { contract } from '../../main/contract/contract.ts';
import type { StationClient } from '../../main/serve/connect.ts';

const upload = '00000000-0000-4000-8000-000000000000';
const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '' };

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
  'station.startService': { service: 'tftp' },
  'station.stopService': { service: 'syslog' },
  'station.report': null,
  'preflight.checks': { interface: 'eth1' },
  'preflight.probe': { interface: 'eth1' },
  'preflight.fix': { interface: 'eth1', check: 'firewall' },
  'preflight.selfTest': null,
  'practice.begin': { units: 24 },
  'practice.end': null,
  'practice.shelf': null,
  'settings.read': null,
  'settings.change': { lease: 600, sounds: { isOn: false, volume: 10 } },
  'settings.models': null,
  'settings.compiler': { again: false },
  'backups.list': null,
  'backups.make': { dir: '/tmp' },
  'units.list': null,
  'units.get': { mac: '000e08012345' },
  'units.release': { mac: '000e08012345', reason: 'wrong box' },
  'units.setCustomisation': { mac: '000e08012345', status: 'Pending' },
  'units.provisionAgain': { mac: '000e08012345' },
  'units.takeOff': { mac: '000e08012345' },
  'units.putBack': { mac: '000e08012345' },
  'units.readBack': { mac: '000e08012345' },
  'units.resync': { mac: '000e08012345' },
  'units.reboot': { mac: '000e08012345' },
  'units.dhcp': { mac: '000e08012345' },
  'units.transfers': { mac: '000e08012345' },
  'units.capture': { mac: '000e08012345' },
  'units.why': { text: '00:0E:08:01:23:45' },
  'profiles.list': null,
  'profiles.get': { kind: 'model', key: 'SPA962' },
  'profiles.textsOf': { kind: 'isp', key: '', version: 1 },
  'profiles.saveDraft': { kind: 'isp', key: '', texts, revision: null, basedOn: null },
  'profiles.dropDraft': { kind: 'isp', key: '', revision: 1 },
  'profiles.publish': {
    ...{ kind: 'isp', key: '', note: 'new proxy', acceptsWarnings: true, revision: 1 },
  },
  'profiles.restore': { kind: 'isp', key: '', version: 1, revision: null },
  'profiles.check': { kind: 'isp', key: '', stage: 'sec-prv-2', text: 'Time_Zone "GMT";' },
  'profiles.convert': { text: 'Time_Zone "GMT";', to: 'xml' },
  'profiles.fromFile': {
    files: [{ name: 'spacfg.xml', base64: 'YQ==' }],
    to: 'xml',
    model: 'SPA962',
    key: 'k',
  },
  'profiles.preview': {
    unit: { mac: '000e08012345', values: { REGTMR1: '0' } },
    draft: { kind: 'isp', key: '', texts },
  },
  'profiles.vocabulary': { model: 'SPA962', firmware: '6.1.5' },
  'profiles.decodeScript': { text: '440@-10' },
  'profiles.upgradeRule': { steps: [{ below: '7.5.2b', url: 'http://a/b.bin' }], last: null },
  'profiles.orderTemplate': {
    ...{ domains: ['a.example'], primaryDns: '192.0.2.1', secondaryDns: '192.0.2.2' },
    ...{ provisionEnable: true, periodic: '30', retry: '30', rule: 'http://a.example/$MA' },
  },
  'profiles.ruleServers': null,
  'profiles.beginTrial': { kind: 'isp', key: '', mac: '000e08012345', texts },
  'profiles.endTrial': { mac: '000e08012345' },
  'profiles.catalogues': null,
  'profiles.importCatalogue': { model: 'SPA962', firmware: '', fileName: 's.txt', base64: 'YQ==' },
  'profiles.removeCatalogue': { model: 'SPA962', firmware: '' },
  'profiles.addParameter': {
    ...{ name: 'Voice_VLAN[1]', type: 'Uns16', options: [], default: '', userAccess: 'na' },
  },
  'firmware.list': null,
  'firmware.beginUpload': {
    ...{ fileName: 'spa962.bin', bytes: 10, models: ['SPA962'], version: '6.1.5(a)' },
  },
  'firmware.sendPart': { upload, offset: 0, base64: 'YQ==' },
  'firmware.finishUpload': { upload, checksum: 'aa' },
  'firmware.cancelUpload': { upload },
  'firmware.checkImage': { file: 'spa962.bin', checksum: 'aa' },
  'firmware.removeImage': { file: 'spa962.bin' },
  'firmware.setRule': { model: 'SPA962', rule: 'older', image: 'b.bin', steps: ['a.bin'] },
  'log.list': { mac: '000e08012345', last: 10 },
  'log.find': { text: 'resync', last: 10 },
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
  'keys.overview': null,
  'keys.signer': null,
  'keys.recipients': { files: [{ name: 'isp.pem', base64: 'YQ==' }] },
  'keys.exportFor': {
    scope: { kind: 'batch', batch: 3 },
    certificates: [{ name: 'isp.pem', base64: 'YQ==' }],
    out: '/tmp/keys.p7m',
  },
  'keys.importFrom': {
    ...{ file: 'YQ==', manifest: 'YQ==', signature: 'YQ==', privateKey: 'YQ==' },
    ...{ passphrase: 'x', isTrial: false, signer: 'AA:BB', replace: ['000e08012345'] },
    reason: 'moved',
  },
  'keys.fileSet': { scope: { kind: 'units', macs: ['000e08012345'] }, dir: '/tmp/set' },
  'keys.ofUnit': { mac: '000e08012345' },
  'keys.rotate': { mac: '000e08012345' },
  'keys.undoRotation': { mac: '000e08012345' },
  'certificates.show': null,
  'certificates.suites': null,
  'certificates.request': { commonName: 'prov.example.net', bits: 2048, replaces: false },
  'certificates.add': { base64: 'YQ==' },
  'certificates.setRoot': { kind: 'client', base64: null },
  'certificates.lookUp': null,
  'certificates.practise': { commonName: 'prov.example.net', bits: 1024, replaces: true },
  'certificates.practiceUnit': {
    unit: { product: 'SPA-962', serial: '88012BA01234', mac: '000e08012345' },
    dir: '/tmp',
  },
  'pins.make': { accounts: ['4711'], hours: 24 },
  'pins.list': null,
  'pins.withdraw': { id: 1 },
  'vault.status': null,
  'vault.unlock': { passphrase: 'four words of a song' },
  'vault.lock': null,
  'vault.setPassphrase': { passphrase: 'four words of a song', isBeside: true },
  'vault.setKeyFile': { file: '/tmp/key', isBeside: false },
  'vault.setSystem': { isBeside: false },
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
