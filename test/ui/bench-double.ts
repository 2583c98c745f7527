import type { Snapshot } from '../../main/contract/contract.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { ListedCard, LogLine, ScanOutcome, Seat, Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { startWebServer } from '../../main/serve/web-server.ts';
import { createRouter, type StationFacade } from '../../main/station/router.ts';
import {
  settings,
  unit as someUnit,
  stationDouble,
  status as stoppedStatus,
} from '../contract/double.ts';

/** A running bench on a card that does not exist. */
export const runningStatus: Snapshot['status'] = {
  ...stoppedStatus,
  state: 'running',
  interface: 'enp0s20u1',
  address: '192.168.76.1',
  prefix: 23,
  ports: {
    dhcp: { port: 67, state: 'on', isNeeded: true, problem: null },
    tftp: { port: 69, state: 'on', isNeeded: true, problem: null },
    http: { port: 80, state: 'on', isNeeded: false, problem: null },
    https: { port: null, state: 'off', isNeeded: false, problem: null },
    syslog: { port: 514, state: 'on', isNeeded: false, problem: null },
  },
  warnings: [],
  pool: { first: '192.168.76.20', last: '192.168.77.254', size: 489, used: 12, setAside: [] },
  isRehearsing: true,
  hasIspRule: true,
  locked: null,
  startedAt: Date.now(),
};

export const cards: ListedCard[] = [
  {
    name: 'wlp3s0',
    mac: 'a0b1c2d3e4f5',
    addresses: [{ address: '10.0.0.12', prefix: 24 }],
    isUp: true,
    isLoopback: false,
    lockedBecause: 'The default route goes through this card.',
    addressGiver: 'other',
  },
  {
    name: 'enp0s20u1',
    mac: '000ec6112233',
    addresses: [{ address: '192.168.76.1', prefix: 23 }],
    isUp: true,
    isLoopback: false,
    lockedBecause: null,
    addressGiver: 'other',
  },
];

/** A unit as the page gets it; `tail` is the last six digits of its MAC. */
export function aUnit(tail: string, about: Partial<Unit> = {}): Unit {
  const now = Date.now();
  return {
    ...someUnit,
    mac: `000e08${tail}`,
    since: now,
    firstSeenAt: now,
    lastSeenAt: now,
    ...about,
  };
}

const emptySeat: Seat = {
  seat: 'screen',
  heldUnit: null,
  heldAccount: null,
  heldAt: null,
  lockedBy: null,
};

/**
 * A station that remembers what the test puts on its bench, behind the real router, change hub and
 * web server. Scans are answered by the function the test gives.
 */
export class BenchDouble {
  readonly submitted: string[] = [];
  readonly #double = stationDouble();
  readonly #units = new Map<Mac, Unit>();
  readonly #log: LogLine[] = [];
  readonly #scans: ScanOutcome[] = [];
  #seat = emptySeat;
  #status = runningStatus;
  #cards = cards;
  answerScan: (text: string) => Partial<ScanOutcome> & { seat?: Partial<Seat> } = () => ({});

  get facade(): StationFacade {
    return this.#double.facade;
  }

  constructor() {
    const { facade, changes } = this.#double;
    facade.station.snapshot = async () => ({
      seq: changes.seq,
      run: changes.run,
      status: this.#status,
      units: [...this.#units.values()],
      foreign: [],
      log: this.#log,
      scans: this.#scans,
      seat: this.#seat,
      transfers: [],
      settings,
      boundToday: this.#scans.filter((scan) => scan.verdict === 'bound').length,
    });
    facade.station.cards = async () => this.#cards;
    facade.station.start = async ({ interface: name }) => {
      if (this.#cards.find((card) => card.name === name)?.lockedBecause !== null) {
        throw new StationError('CARD_LOCKED', 'This card is never used.');
      }
      return this.setStatus(runningStatus);
    };
    facade.station.stop = async () => this.setStatus(stoppedStatus);
    facade.units.get = async ({ mac }) => ({
      ...(this.#units.get(mac) ?? aUnit('000000')),
      evidence: [
        { at: Date.now(), kind: 'asked', detail: 'Asked for /spa962.cfg\nSP-CUST · TFTP' },
      ],
      files: [{ name: '/spa962.cfg', at: Date.now(), bytes: 1180, sha256: 'aa', complete: true }],
      key: null,
      awaited: null,
      ...{ level: 'usual', ladder: [], readBack: null },
    });
    facade.scans.submit = async ({ text }) => this.#submit(text);
    facade.scans.undo = async () => this.#undo();
    facade.scans.acknowledge = async () => this.#setSeat({ lockedBy: null });
  }

  get subscribers(): number {
    return this.#double.changes.subscribers;
  }

  put(...units: Unit[]): void {
    for (const unit of units) this.#units.set(unit.mac, unit);
    this.#double.changes.publish(units.map((unit) => ({ type: 'unit', unit })));
  }

  /** Takes units off the board. */
  take(...macs: Mac[]): void {
    for (const mac of macs) this.#units.delete(mac);
    this.#double.changes.publish(macs.map((mac) => ({ type: 'unit-removed', mac })));
  }

  write(line: Partial<LogLine>): void {
    const full: LogLine = {
      id: this.#log.length + 1,
      at: Date.now(),
      source: 'syslog',
      mac: null,
      address: null,
      facility: null,
      severity: 6,
      msg: '',
      raw: null,
      ...line,
    };
    this.#log.push(full);
    this.#double.changes.publish([{ type: 'log', line: full }]);
  }

  foreign(hostName: string, vendorClass: string): void {
    const client = { mac: '001122334455', hostName, vendorClass, count: 3 };
    this.#double.changes.publish([
      { type: 'foreign', client: { ...client, firstSeenAt: Date.now(), lastSeenAt: Date.now() } },
    ]);
  }

  setStatus(status: Snapshot['status']): Snapshot['status'] {
    this.#status = status;
    this.#double.changes.publish([{ type: 'status', status }]);
    return status;
  }

  /** Serves the page over loopback, as `serve` does. */
  serve(rendererDir: string, port = 0) {
    const router = createRouter(this.facade, (cause) => {
      throw cause;
    });
    return startWebServer({
      router,
      rendererDir,
      port,
      onFault: (cause) => {
        throw cause;
      },
    });
  }

  #submit(text: string): ScanOutcome {
    this.submitted.push(text);
    const { seat, ...said } = this.answerScan(text);
    const outcome: ScanOutcome = {
      at: Date.now(),
      text,
      class: 'mac',
      verdict: 'held',
      unit: null,
      account: null,
      reason: null,
      ...said,
    };
    this.#scans.push(outcome);
    this.#double.changes.publish([{ type: 'scan', outcome, seat: 'screen' }]);
    const bound = outcome.unit === null ? undefined : this.#units.get(outcome.unit);
    if (outcome.verdict === 'bound' && bound) {
      this.put({ ...bound, binding: 'bound', account: outcome.account, since: outcome.at });
    }
    const isRefusal = outcome.verdict === 'not-bound';
    this.#setSeat({ ...seat, ...(isRefusal ? { lockedBy: outcome } : {}) });
    return outcome;
  }

  #undo() {
    const unit = [...this.#units.values()].findLast((one) => one.binding === 'bound');
    if (!unit) throw new StationError('NOTHING_TO_UNDO', 'There is no bind to take back.');
    const { mac, serial, model, account } = unit;
    this.put({ ...unit, binding: 'none', account: null });
    const binding = {
      ...{ mac, serial, model, batch: null, boundAt: Date.now() },
      account: account ?? '',
      state: 'undone' as const,
    };
    this.#double.changes.publish([{ type: 'binding', binding }]);
    return binding;
  }

  #setSeat(seat: Partial<Seat>): Seat {
    this.#seat = { ...this.#seat, ...seat };
    this.#double.changes.publish([{ type: 'seat', seat: this.#seat }]);
    return this.#seat;
  }
}
