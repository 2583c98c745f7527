import type { Certificates } from '../../main/contract/certificates.ts';
import type { Change } from '../../main/contract/contract.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { KeyOverview, UnitKeysView } from '../../main/contract/escrow.ts';
import type { StationStatus, Unit } from '../../main/contract/model.ts';
import type { Pin } from '../../main/contract/pins.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import type { VaultStatus } from '../../main/contract/vault.ts';
import { ChangesHub } from '../../main/station/changes.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { readSettings } from '../../main/station/settings.ts';
import { settingsAnswer } from '../../main/station/settings-view.ts';

export const secretText = 'passphrase-planted-in-an-error';

export const status: StationStatus = {
  state: 'stopped',
  problem: null,
  interface: null,
  address: null,
  prefix: null,
  ports: {
    dhcp: { port: null, state: 'off', isNeeded: false, problem: null },
    tftp: { port: null, state: 'off', isNeeded: false, problem: null },
    http: { port: null, state: 'off', isNeeded: false, problem: null },
    https: { port: null, state: 'off', isNeeded: false, problem: null },
    syslog: { port: null, state: 'off', isNeeded: false, problem: null },
  },
  warnings: [],
  pool: null,
  isRehearsing: false,
  hasIspRule: false,
  locked: null,
  startedAt: null,
  isPractice: false,
  lastRun: null,
};

export const openVault: VaultStatus = {
  isLocked: false,
  why: null,
  id: '0123456789abcdef',
  ways: [{ kind: 'key-file', file: '/data/vault.key' }],
  hasSystem: false,
};

export const noCertificates: Certificates = {
  ...{ server: null, checks: [], request: null, clientRoot: [], serverRoot: [] },
  ...{ practiceCa: null, dir: '/data/certificates' },
};

const words = { subject: 'CN=SPA Bench station', fingerprint: 'AA:BB' };

export const noKeys: KeyOverview = {
  ...{ keys: 0, algorithm: 'AES-256-CBC', bits: 256, notExported: 0, rotating: 0 },
  ...{ isSealed: true, exports: [], batches: [], signer: words },
};

export const unitKeys: UnitKeysView = { exports: [], past: [], rotation: null, whyNot: null };

const pin: Pin = {
  ...{ id: 1, account: '4711', state: 'withdrawn' },
  ...{ madeAt: 1, expiresAt: 2, mac: null },
};

export const settings: SettingsAnswer = settingsAnswer(readSettings({}));

export const unit: Unit = {
  mac: '000e08012345',
  model: 'SPA962',
  serial: null,
  firmware: null,
  address: '192.168.76.20',
  stage: 'SP-CUST',
  condition: 'ok',
  reason: null,
  since: 1,
  firstSeenAt: 1,
  lastSeenAt: 1,
  isClaimed: false,
  attention: null,
  account: null,
  binding: 'none',
  boundAt: null,
  batch: null,
  keyFingerprint: null,
  trialUntil: null,
  customisation: null,
  upgrade: null,
};

/** Change number `n` of a test: its number is its syslog line. */
export function logChange(n: number, msg = `line ${n}`): Change {
  return {
    type: 'log',
    line: {
      id: n,
      at: n,
      source: 'station',
      mac: null,
      address: null,
      facility: null,
      severity: 6,
      msg,
      raw: null,
    },
  };
}

export const scanChange = {
  type: 'scan',
  seat: 'screen',
  outcome: {
    at: 1,
    text: 'x',
    class: 'unknown',
    verdict: 'not-bound',
    unit: null,
    account: null,
    reason: 'Not in the account list',
  },
} satisfies Change;

/** A question that got past its schema, with the procedure that was asked. */
export interface Asked {
  procedure: string;
  question: unknown;
}

/**
 * A station that answers everything with fixed values and writes down what it was asked. Units with
 * the MAC 000000000001 are refused, 000000000002 make it fail, 000000000003 get an answer that breaks
 * the contract.
 */
export function stationDouble(options?: ConstructorParameters<typeof ChangesHub>[0]) {
  const asked: Asked[] = [];
  const changes = new ChangesHub(options);
  const answer =
    <Q, A>(procedure: string, value: A) =>
    async (question?: Q): Promise<A> => {
      asked.push({ procedure, question });
      return value;
    };
  const seat = {
    seat: 'screen',
    heldUnit: null,
    heldAccount: null,
    heldAt: null,
    lockedBy: null,
  };
  const binding = {
    account: '4711',
    mac: unit.mac,
    serial: null,
    model: null,
    state: 'bound' as const,
    boundAt: 1,
    batch: null,
  };
  const batch = { batch: 1, rows: 1, file: '/tmp/a.csv', sha256: 'aa' };
  const pastBatch = {
    ...batch,
    preset: 'billing',
    at: 1,
    state: 'live' as const,
    voidReason: null,
    replacedBy: null,
  };
  const pastImport = {
    import: 1,
    at: 1,
    fileName: 'a.csv',
    added: 1,
    changed: 0,
    isTakenBack: true,
    canTakeBack: false,
  };
  const upload = '00000000-0000-4000-8000-000000000000';
  const noCompiler = {
    ...{ path: null, timeLimit: 10, lookedAt: null, found: null, exitCode: null, said: '' },
    problem: { kind: 'no-path', message: 'No compiler is set.' },
  };
  const noFirmware = { images: [], models: [] };
  const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '' };
  const template = {
    ...{ kind: 'isp' as const, key: '', texts, inForce: texts, origin: 'nothing' as const },
    ...{ version: null, draft: null, versions: [], lastServed: null, findings: [] },
  };
  const row = {
    ...binding,
    id: 1,
    name: null,
    workOrder: null,
    devices: 1,
    allowed: 1,
    wasVoided: false,
  };
  const proof = { level: 'usual' as const, ladder: [], readBack: null };
  const detail = { ...unit, ...proof, evidence: [], files: [], key: null, awaited: null };
  const ordered = { sentence: 'It took the order.', said: '', hint: null };
  const facade: StationFacade = {
    changes,
    station: {
      snapshot: async (question) => {
        asked.push({ procedure: 'station.snapshot', question });
        const empty = { foreign: [], log: [], scans: [], boundToday: 0, transfers: [], settings };
        return { seq: changes.seq, run: changes.run, status, units: [unit], seat, ...empty };
      },
      status: answer('station.status', { ...status, foreign: [] }),
      cards: answer('station.cards', []),
      addressPlan: answer('station.addressPlan', {
        address: '192.168.76.1',
        prefix: 23,
        set: 'sudo ip address add 192.168.76.1/23 dev eth1',
        undo: 'sudo ip address del 192.168.76.1/23 dev eth1',
      }),
      setAddress: answer('station.setAddress', []),
      undoAddress: answer('station.undoAddress', []),
      start: answer('station.start', status),
      stop: answer('station.stop', status),
      startService: answer('station.startService', status),
      stopService: answer('station.stopService', status),
      report: answer('station.report', { fileName: 'report.txt', text: 'stopped' }),
    },
    preflight: {
      checks: answer('preflight.checks', { at: 1, checks: [] }),
      probe: answer('preflight.probe', {
        id: 'foreign-dhcp' as const,
        result: 'ok' as const,
        word: 'None found',
        detail: 'Nobody answered.',
        fix: null,
      }),
      fix: answer('preflight.fix', { at: 1, checks: [] }),
      selfTest: answer('preflight.selfTest', {
        at: 1,
        services: [
          { service: 'tftp' as const, port: 69, result: 'ok' as const, detail: 'Yes.', ms: 2 },
        ],
      }),
    },
    practice: {
      begin: answer('practice.begin', { ...status, isPractice: true }),
      end: answer('practice.end', status),
      shelf: answer('practice.shelf', { boxes: [], accounts: [] }),
    },
    settings: {
      read: answer('settings.read', settings),
      change: answer('settings.change', settings),
      models: answer('settings.models', []),
      compiler: answer('settings.compiler', noCompiler),
    },
    backups: {
      list: answer('backups.list', []),
      make: answer('backups.make', { file: '/tmp/b.db', bytes: 1, at: 1 }),
    },
    units: {
      list: answer('units.list', [unit]),
      get: async (question) => {
        asked.push({ procedure: 'units.get', question });
        if (question.mac.endsWith('01')) {
          throw new StationError('NO_SUCH_UNIT', 'No unit has that MAC.', { cause: secretText });
        }
        if (question.mac.endsWith('02')) throw new Error(secretText);
        const lastSeenAt = question.mac.endsWith('03') ? -1 : 1;
        return { ...detail, lastSeenAt };
      },
      release: answer('units.release', unit),
      setCustomisation: answer('units.setCustomisation', unit),
      provisionAgain: answer('units.provisionAgain', unit),
      takeOff: answer('units.takeOff', unit),
      putBack: answer('units.putBack', unit),
      readBack: answer('units.readBack', detail),
      resync: answer('units.resync', ordered),
      reboot: answer('units.reboot', ordered),
      dhcp: answer('units.dhcp', []),
      transfers: answer('units.transfers', []),
      why: answer('units.why', {
        ...{ mac: unit.mac, verdict: 'on-its-way' as const, rule: 'on-its-way', code: null },
        ...{ sentence: 'Nothing stopped it so far.', todo: null, last: null, near: [] },
      }),
      capture: answer('units.capture', {
        ...{ name: 'a.pcap', base64: '', bytes: 0, sha256: 'aa', packets: 0, dropped: 0 },
        ...{ firstAt: 1, lastAt: 1 },
      }),
    },
    profiles: {
      list: answer('profiles.list', []),
      get: answer('profiles.get', template),
      textsOf: answer('profiles.textsOf', texts),
      saveDraft: answer('profiles.saveDraft', { revision: 1 }),
      dropDraft: answer('profiles.dropDraft', template),
      publish: answer('profiles.publish', template),
      restore: answer('profiles.restore', template),
      check: answer('profiles.check', []),
      convert: answer('profiles.convert', { text: '', notes: [] }),
      fromFile: answer('profiles.fromFile', { text: '', taken: 0, same: 0, notes: [] }),
      preview: answer('profiles.preview', {
        ...{ mac: unit.mac, model: null, steps: [], values: [], sizes: null, story: [] },
        problem: null,
      }),
      vocabulary: answer('profiles.vocabulary', {
        ...{ parameters: [], macros: [], fields: [], filters: [] },
      }),
      decodeScript: answer('profiles.decodeScript', {
        ...{ kind: 'tone' as const, lines: [], sounds: [] },
      }),
      upgradeRule: answer('profiles.upgradeRule', { rule: '' }),
      orderTemplate: answer('profiles.orderTemplate', { text: '' }),
      ruleServers: answer('profiles.ruleServers', []),
      beginTrial: answer('profiles.beginTrial', {
        ...{ kind: 'isp' as const, key: '', mac: unit.mac, until: 1 },
      }),
      endTrial: answer('profiles.endTrial', {}),
      catalogues: answer('profiles.catalogues', []),
      importCatalogue: answer('profiles.importCatalogue', []),
      removeCatalogue: answer('profiles.removeCatalogue', []),
      addParameter: answer('profiles.addParameter', []),
    },
    firmware: {
      list: answer('firmware.list', noFirmware),
      beginUpload: answer('firmware.beginUpload', { upload }),
      sendPart: answer('firmware.sendPart', { bytes: 1 }),
      finishUpload: answer('firmware.finishUpload', {
        ...{ file: 'a.bin', models: ['SPA962'], version: '6.1.5(a)', bytes: 1, sha256: 'aa' },
        ...{ isChecked: true, addedAt: 1, problem: null, usedBy: [] },
      }),
      cancelUpload: answer('firmware.cancelUpload', {}),
      checkImage: answer('firmware.checkImage', noFirmware),
      removeImage: answer('firmware.removeImage', noFirmware),
      setRule: answer('firmware.setRule', noFirmware),
    },
    log: {
      list: answer('log.list', []),
      find: answer('log.find', { lines: [], nextBeforeId: null, looked: 0, left: 0 }),
    },
    accounts: {
      list: answer('accounts.list', []),
      page: answer('accounts.page', {
        total: 0,
        counts: { all: 0, open: 0, full: 0, closed: 0 },
        rows: [],
      }),
      get: answer('accounts.get', {
        account: '4711',
        name: null,
        workOrder: null,
        model: null,
        devices: 0,
        allowed: 1,
        status: 'open' as const,
        userId: null,
        displayName: null,
        secrets: [],
        bindings: [],
        history: [],
      }),
      importCsv: answer('accounts.importCsv', {
        isDryRun: true,
        import: null,
        separator: ',',
        encoding: 'UTF-8',
        hasHeading: true,
        columns: [],
        rows: 0,
        added: 0,
        changed: 0,
        same: 0,
        rejected: 0,
        problems: [],
        changes: [],
        changedWithDevices: 0,
        missing: 0,
      }),
      rejectedRows: answer('accounts.rejectedRows', { fileName: 'a.csv', csv: '' }),
      imports: answer('accounts.imports', []),
      takeBack: answer('accounts.takeBack', pastImport),
      mappings: answer('accounts.mappings', []),
      saveMapping: answer('accounts.saveMapping', []),
    },
    scans: {
      submit: answer('scans.submit', scanChange.outcome),
      undo: answer('scans.undo', binding),
      acknowledge: answer('scans.acknowledge', seat),
      today: answer('scans.today', []),
      goal: answer('scans.goal', { workOrder: null, bound: 0, total: 0, secondsLeft: null }),
      moveHere: answer('scans.moveHere', scanChange.outcome),
    },
    bindings: {
      list: answer('bindings.list', [binding]),
      page: answer('bindings.page', {
        total: 1,
        counts: { all: 1, open: 1, exported: 0, voided: 0, ended: 0 },
        rows: [row],
      }),
      ofUnit: answer('bindings.ofUnit', row),
    },
    exports: {
      list: answer('exports.list', [pastBatch]),
      preview: answer('exports.preview', {
        batch: 1,
        rows: 0,
        accounts: 0,
        firstBoundAt: null,
        lastBoundAt: null,
        columns: [],
        lines: [],
        warnings: [],
      }),
      content: answer('exports.content', { fileName: 'a.csv', base64: '', sha256: 'aa' }),
      make: answer('exports.make', batch),
      again: answer('exports.again', batch),
      void: answer('exports.void', pastBatch),
    },
    keys: {
      exportTo: answer('keys.exportTo', { file: '/tmp/k', keys: 1 }),
      overview: answer('keys.overview', noKeys),
      signer: answer('keys.signer', { ...words, pem: '' }),
      recipients: answer('keys.recipients', []),
      exportFor: answer('keys.exportFor', {
        ...{ number: 1, at: 1, fileName: 'k.p7m', sha256: 'aa', units: 1, recipients: [words] },
        ...{ dir: '/tmp', files: [] },
      }),
      importFrom: answer('keys.importFrom', {
        ...{ isTrial: true, madeAt: 1, signer: words, isOwn: false, units: [] },
      }),
      fileSet: answer('keys.fileSet', {
        ...{ files: 0, leftOut: [], hosts: [], dir: '/tmp', archive: null },
      }),
      ofUnit: answer('keys.ofUnit', unitKeys),
      rotate: answer('keys.rotate', { fingerprint: 'aa', text: 'told', isTold: true }),
      undoRotation: answer('keys.undoRotation', unitKeys),
    },
    certificates: {
      show: answer('certificates.show', noCertificates),
      suites: answer('certificates.suites', []),
      request: answer('certificates.request', noCertificates),
      add: answer('certificates.add', noCertificates),
      setRoot: answer('certificates.setRoot', noCertificates),
      lookUp: answer('certificates.lookUp', noCertificates),
      practise: answer('certificates.practise', noCertificates),
      practiceUnit: answer('certificates.practiceUnit', { file: '/tmp/practice.pem' }),
    },
    pins: {
      make: answer('pins.make', []),
      list: answer('pins.list', []),
      withdraw: answer('pins.withdraw', pin),
    },
    vault: {
      status: answer('vault.status', openVault),
      unlock: answer('vault.unlock', openVault),
      lock: answer('vault.lock', openVault),
      setPassphrase: answer('vault.setPassphrase', openVault),
      setKeyFile: answer('vault.setKeyFile', openVault),
      setSystem: answer('vault.setSystem', openVault),
    },
  };
  return { facade, changes, asked };
}
