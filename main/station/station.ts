/**
 * The station: builds every part, joins them, and starts and stops the bench. Reads as a wiring plan.
 *
 * Packet or scan → service → event → tracker → store → change → every UI. What a part needs of
 * another is handed in here; no part knows where it comes from.
 */
import type { StationStatus, Transfer, Unit } from '../contract/model.ts';
import type { SettingsAnswer } from '../contract/settings.ts';
import type { Mac } from '../contract/values.ts';
import { type Bench, openBench } from './bench.ts';
import { BenchRunner, type WantedCard } from './bench-runner.ts';
import { type Binder, createBinder } from './binding/bind.ts';
import { ChangesHub } from './changes.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Lease } from './dhcp/lease.ts';
import { modelOfVendorClass } from './dhcp/wanted.ts';
import type { StationEvent } from './events.ts';
import { createExporter, type Exporter } from './export/batches.ts';
import { openFolder } from './files/folder.ts';
import { readTemplates, type Templates } from './files/isp-values.ts';
import { ForeignClients } from './foreign.ts';
import { severity } from './log.ts';
import { LogBook } from './log-book.ts';
import { describeRequest, stepOfUrl } from './provisioning/describe.ts';
import type { UnitRecord } from './provisioning/record.ts';
import { Tracker } from './provisioning/tracker.ts';
import { defaultLimits, type Limits } from './provisioning/unit-event.ts';
import { newStationSecret } from './provisioning/unit-keys.ts';
import type { Settings } from './settings.ts';
import { settingsAnswer } from './settings-view.ts';
import type { Store, Tables } from './store/store.ts';
import { UnitFiles } from './unit-files.ts';
import { viewUnit } from './unit-view.ts';
import { createModelTable, type ModelTable } from './units/models.ts';

export interface StationOptions {
  store: Store;
  settings: Settings;
  clock?: Clock;
}

/** The only scanning place a refusal pauses: a person looks at it. */
const screenSeat = 'screen';
const off = { port: null, problem: null };
const idlePorts: StationStatus['ports'] = { dhcp: off, tftp: off, http: off, syslog: off };

/**
 * Makes the secret a new station needs, settles what a crash left half done, and builds the station.
 * Nothing is sent on any network before {@link Station.start}.
 * @throws StationError BAD_TEMPLATE, BAD_SETTINGS
 */
export async function openStation(options: StationOptions): Promise<Station> {
  const { store, settings } = options;
  const templates = readTemplates(settings.templates, settings.isp);
  const secret = await store.write(({ meta }) => {
    const kept = meta.get('station.secret') ?? newStationSecret();
    meta.set('station.secret', kept);
    return kept;
  });
  const station = new Station(options, templates, secret);
  await station.exporter.recover();
  return station;
}

export class Station {
  readonly store: Store;
  readonly clock: Clock;
  readonly changes = new ChangesHub();
  readonly log: LogBook;
  readonly tracker: Tracker;
  readonly binder: Binder;
  readonly exporter: Exporter;
  readonly foreign: ForeignClients;
  readonly #settings: Settings;
  readonly #templates: Templates;
  readonly #models: ModelTable;
  readonly #files: UnitFiles;
  readonly #runner: BenchRunner;
  readonly #ticker: NodeJS.Timeout;

  constructor(options: StationOptions, templates: Templates, stationSecret: string) {
    const { store, settings, clock = systemClock } = options;
    this.store = store;
    this.clock = clock;
    this.#settings = settings;
    this.#templates = templates;
    this.#models = createModelTable(settings.models);
    this.log = new LogBook({
      clock,
      keep: (lines) => store.write((tables) => tables.log.add(lines)),
      announce: (lines) => this.changes.publish(lines.map((line) => ({ type: 'log', line }))),
      leaseHolder: (address) => this.#runner.bench?.leaseHolder(address) ?? null,
      prune: () => store.write((tables) => tables.log.prune()),
      onFault: (error) => this.#storeFault(error),
    });
    this.foreign = new ForeignClients(store.read(({ foreign }) => foreign.all()));
    this.tracker = this.#createTracker();
    this.binder = createBinder({
      store,
      clock,
      units: this.tracker,
      lockingSeats: (seat) => seat === screenSeat,
    });
    this.exporter = createExporter({ store, clock, presets: settings.presets });
    this.#files = new UnitFiles({
      settings,
      store,
      clock,
      log: this.log,
      models: this.#models,
      templates,
      stationSecret,
      tracker: () => this.tracker,
      binder: () => this.binder,
      bench: () => this.#runner.bench,
    });
    this.#runner = new BenchRunner(
      { interface: settings.interface, address: settings.address },
      {
        clock,
        open: (wanted, signal) => this.#openBench(wanted, signal),
        onState: () => this.#stateChanged(),
        onLink: (event) => {
          for (const { mac } of this.tracker.all()) this.tracker.apply(mac, event);
        },
      },
    );
    this.#ticker = setInterval(() => this.#tick(), 1000);
  }

  /** Opens every service on the card, or none; without a name on the card of the settings. */
  start(wanted: WantedCard = {}): Promise<void> {
    return this.#runner.start(wanted);
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Stops, stores what is still on its way, and lets the data folder go. */
  async close(): Promise<void> {
    clearInterval(this.#ticker);
    await this.stop();
    await this.tracker.settled();
    await this.log.settled();
    await this.store.close();
  }

  /** Whether it serves on that card, also while the card is away, or is just about to. */
  usesCard(name: string): boolean {
    return this.#runner.usesCard(name);
  }

  status(): StationStatus {
    const { bench, state, problem, startedAt } = this.#runner;
    const { rule, base, byModel } = this.#templates;
    const hasTemplateRule = [...base, ...byModel.values()].some(({ entries }) =>
      entries.some((entry) => entry.name === 'Profile_Rule'),
    );
    return {
      state,
      problem,
      interface: bench?.network.interfaceName ?? null,
      address: bench?.network.address ?? null,
      prefix: bench?.network.prefix ?? null,
      ports: bench?.ports ?? idlePorts,
      pool: bench?.pool() ?? null,
      isRehearsing: this.#settings.rehearsal,
      hasIspRule: rule !== null || hasTemplateRule,
      startedAt,
      isPractice: false,
      lastRun: null,
    };
  }

  transfers(): Transfer[] {
    return [];
  }

  settingsAnswer(): SettingsAnswer {
    return settingsAnswer(this.#settings);
  }

  unit(mac: Mac): Unit | null {
    const record = this.tracker.byMac(mac);
    return record === null ? null : this.store.read((tables) => viewUnit(record, tables));
  }

  /** Every unit, once what was told of it so far is stored. */
  async settledUnits(): Promise<Unit[]> {
    await this.tracker.settled();
    return this.units();
  }

  units(): Unit[] {
    return this.store.read((tables) =>
      this.tracker.all().map((record) => viewUnit(record, tables)),
    );
  }

  announceUnits(macs: Iterable<Mac>): void {
    const units = [...macs].flatMap((mac) => this.unit(mac) ?? []);
    this.changes.publish(units.map((unit) => ({ type: 'unit', unit })));
  }

  /** The rule the unit follows for good; null while no ISP address is set. */
  permanentRule(mac: Mac): string | null {
    return this.#files.permanentRule(mac);
  }

  /** A binding began or ended: the unit is held back or free again. Resolves when that is stored. */
  async bindingChanged(mac: Mac, why: string): Promise<void> {
    if (this.tracker.byMac(mac) === null) return;
    const at = this.clock.now();
    const account = this.binder.ofUnit(mac)?.account;
    this.tracker.apply(
      mac,
      account === undefined ? { type: 'unbound', at, why } : { type: 'bound', at, account },
    );
    await this.tracker.settled();
  }

  async #openBench(wanted: WantedCard, signal: AbortSignal): Promise<Bench> {
    const { clock, log, store } = this;
    const { files } = this.#settings;
    const folder = files === undefined ? null : await openFolder(files);
    return openBench({
      settings: this.#settings,
      wanted,
      clock,
      log,
      tell: (event) => this.#take(event),
      signal,
      leases: store.read(({ leases }) => leases.all<Lease>()),
      keeper: {
        save: (lease) => store.write(({ leases }) => leases.save(lease)),
        remove: (address) => store.write(({ leases }) => leases.remove(address)),
      },
      resolver: ({ station, network }) => this.#files.resolver(station, network, folder),
    });
  }

  #createTracker(): Tracker {
    const { store } = this;
    const parts = {
      clock: this.clock,
      limits: () => this.#limits(),
      keep: (steps) =>
        store.write((tables) => {
          for (const { record, evidence, served } of steps) {
            tables.units.save(record);
            for (const each of evidence) tables.evidence.add(record.mac, each);
            for (const file of served) tables.served.add(record.mac, file);
          }
        }),
      announce: (macs) => this.announceUnits(macs),
      onFault: (error) => this.#storeFault(error),
      modelOfVendorClass: (vendorClass) => {
        const name = modelOfVendorClass(vendorClass);
        return name === null ? null : (this.#models.byName(name)?.model ?? name);
      },
      describe: (request) => describeRequest(request, this.#models),
      requesterOf: (request) => this.#files.requesterOf(request),
      leaseHolder: (address) => this.#runner.bench?.leaseHolder(address) ?? null,
      stepOfUrl: (mac, url) => {
        const key = store.read(({ keys }) => keys.of(mac));
        return stepOfUrl(url, mac, key, this.#models);
      },
      signOfLife: async ({ mac, address }) =>
        address === null ? null : ((await this.#runner.bench?.signOfLife(address, mac)) ?? null),
    } satisfies ConstructorParameters<typeof Tracker>[0];
    return new Tracker(parts, store.read(recordsAtStart));
  }

  #limits(): Limits {
    const quietMs = this.#settings.quiet * 1000;
    return {
      ...defaultLimits,
      quietMs,
      bootQuietMs: 2 * quietMs,
      listeningSince: this.#runner.listeningSince,
      needsSignOfLife: this.#runner.bench?.network.isLoopback !== true,
      isRehearsing: this.#settings.rehearsal,
    };
  }

  /** A service's fact. */
  #take(event: StationEvent): void {
    if (event.type === 'dhcp-seen' && !event.isWanted) this.foreign.take(event);
    if (event.type === 'syslog') {
      const { at, address, facility, msg, raw } = event;
      this.log.write({
        source: 'syslog',
        // A line without priority counts as a notice (RFC 3164 section 4.3.3).
        severity: event.severity ?? severity.notice,
        at,
        mac: event.mac,
        address,
        facility,
        msg,
        raw,
      });
    }
    this.tracker.take(event);
  }

  #tick(): void {
    // Without link nothing can arrive, so silence means nothing.
    if (this.#runner.state === 'running') this.tracker.tick();
    const clients = this.foreign.takeChanged();
    void this.#kept(async () => {
      if (clients.length > 0) {
        await this.store.write(({ foreign }) => clients.map((client) => foreign.save(client)));
        this.changes.publish(clients.map((client) => ({ type: 'foreign', client })));
      }
      const seats = await this.binder.tick();
      this.changes.publish(seats.map((seat) => ({ type: 'seat', seat })));
      await this.log.prune();
    });
  }

  #stateChanged(): void {
    const { problem, state } = this.#runner;
    this.log.write({
      source: 'station',
      severity: problem === null ? severity.notice : severity.error,
      msg: problem ?? `The station is ${state}.`,
    });
    this.changes.publish([{ type: 'status', status: this.status() }]);
  }

  async #kept(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#storeFault(error);
    }
  }

  /** The disk refused. The log cannot be written either, so every UI is told. */
  #storeFault(error: unknown): void {
    this.#runner.showProblem(error instanceof Error ? error.message : String(error));
  }
}

/** A crash may have come between a binding and its mark on the unit; the binding decides. */
function recordsAtStart({ units, bindings }: Tables): UnitRecord[] {
  return units.all().map((record) => {
    const { condition, reason } = record.beforeLinkLost ?? record;
    const isBound = bindings.live(record.mac) !== null;
    return { ...record, isBound, condition, reason, beforeLinkLost: null };
  });
}
