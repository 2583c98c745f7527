import type { Change } from '../../main/contract/contract.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { StationStatus, Unit } from '../../main/contract/model.ts';
import { ChangesHub } from '../../main/station/changes.ts';
import type { StationFacade } from '../../main/station/router.ts';

export const secretText = 'passphrase-planted-in-an-error';

export const status: StationStatus = {
  state: 'stopped',
  problem: null,
  interface: null,
  address: null,
  prefix: null,
  ports: {
    dhcp: { port: null, problem: null },
    tftp: { port: null, problem: null },
    http: { port: null, problem: null },
    syslog: { port: null, problem: null },
  },
  pool: null,
  isRehearsing: false,
  hasIspRule: false,
  startedAt: null,
};

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
  };
  const facade: StationFacade = {
    changes,
    station: {
      snapshot: async (question) => {
        asked.push({ procedure: 'station.snapshot', question });
        const empty = { foreign: [], log: [], scans: [], boundToday: 0 };
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
        return { ...unit, lastSeenAt, evidence: [], files: [] };
      },
      release: answer('units.release', unit),
      provisionAgain: answer('units.provisionAgain', unit),
    },
    log: { list: answer('log.list', []) },
    accounts: {
      list: answer('accounts.list', []),
      importCsv: answer('accounts.importCsv', {
        isDryRun: true,
        separator: ',',
        encoding: 'UTF-8',
        columns: [],
        rows: 0,
        added: 0,
        changed: 0,
        same: 0,
        rejected: 0,
        problems: [],
      }),
    },
    scans: {
      submit: answer('scans.submit', scanChange.outcome),
      undo: answer('scans.undo', binding),
      acknowledge: answer('scans.acknowledge', seat),
    },
    bindings: { list: answer('bindings.list', [binding]) },
    exports: {
      list: answer('exports.list', [pastBatch]),
      make: answer('exports.make', batch),
      again: answer('exports.again', batch),
      void: answer('exports.void', pastBatch),
    },
    keys: { exportTo: answer('keys.exportTo', { file: '/tmp/k', keys: 1 }) },
  };
  return { facade, changes, asked };
}
