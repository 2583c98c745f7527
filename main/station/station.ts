/**
 * The station: builds every part, joins them, and starts and stops the bench. Reads as a wiring plan.
 *
 * Packet or scan → service → event → tracker → store → change → every UI. What a part needs of
 * another is handed in here; no part knows where it comes from.
 */
import { StationError } from '../contract/errors.ts';
import type { StationStatus, Transfer, Unit } from '../contract/model.ts';
import type { SelfTest, ServiceName } from '../contract/preflight.ts';
import type { LayerRef, Preview, PreviewUnit, TemplateTexts } from '../contract/profiles.ts';
import type { SettingsAnswer, SettingsPatch } from '../contract/settings.ts';
import { formatMac, type Mac } from '../contract/values.ts';
import { Backups } from './backups.ts';
import { type Basis, basisOf } from './basis.ts';
import { BenchNames } from './bench-names.ts';
import { BenchOpener } from './bench-opening.ts';
import type { BenchRunner, WantedCard } from './bench-runner.ts';
import { type Binder, createBinder } from './binding/bind.ts';
import { PacketCapture } from './capture/capture.ts';
import { CardAddresses } from './card-addresses.ts';
import { CertificateBook } from './certificates/book.ts';
import { openCertificateFiles } from './certificates/files.ts';
import { ExpiryWatch, lookUpHost, renewServed, sealKeptKeys } from './certificates/keeping.ts';
import { ruleHosts } from './certificates/rule-hosts.ts';
import { ChangesHub } from './changes.ts';
import { type Clock, systemClock } from './clock.ts';
import { CustomisationLook } from './customisation.ts';
import { ExchangeBook } from './dhcp/exchange-book.ts';
import { createExporter, type Exporter } from './export/batches.ts';
import { Facts } from './facts.ts';
import { FieldSets } from './field-sets.ts';
import { FirmwareDesk } from './firmware/firmware-desk.ts';
import { UpgradeLine } from './firmware/upgrade-line.ts';
import { ForeignClients } from './foreign.ts';
import { KeyChanges } from './key-changes.ts';
import { KeyDesk } from './key-desk.ts';
import { severity } from './log.ts';
import { LogBook } from './log-book.ts';
import { bootId } from './net/boot.ts';
import { listCards } from './net/cards.ts';
import { runElevated } from './net/elevate.ts';
import { createOffBoard, type OffBoard } from './off-board.ts';
import { Preflight } from './preflight/preflight.ts';
import { hasIspRule } from './preflight/profiles.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { Limits } from './provisioning/unit-event.ts';
import { CodeBinding } from './retail/code-binding.ts';
import type { PinDesk } from './retail/pins.ts';
import { RunBook } from './run-book.ts';
import { Serving } from './serving.ts';
import type { Settings } from './settings.ts';
import { SettingsBook } from './settings-book.ts';
import { CompilerDesk } from './spc/compiler-desk.ts';
import { StationSigner } from './station-signer.ts';
import { viewStatus } from './station-status.ts';
import { StationUpkeep } from './station-upkeep.ts';
import type { Store } from './store/store.ts';
import { StoreFault } from './store-fault.ts';
import { readGivenTemplates } from './templates/given.ts';
import { ProfileDesk } from './templates/profile-desk.ts';
import { UnitBuilds } from './templates/unit-builds.ts';
import { TimeGaps } from './time-gap.ts';
import { createTracker, limitsOf } from './tracking.ts';
import { Transfers } from './transfers.ts';
import { UnitFiles } from './unit-files.ts';
import { UnitProof } from './unit-proof.ts';
import { UnitViews } from './unit-views.ts';
import { openSecrets, VaultDesk } from './vault-desk.ts';
import { WhyDesk } from './why/why-desk.ts';

export interface StationOptions {
  store: Store;
  /** What file and flags say; what people set lies beneath. */
  settings: Settings;
  clock?: Clock;
  /** Said in its status: this one's units are simulated. */
  isPractice?: boolean;
}

/** The only scanning place a refusal pauses: a person looks at it. */
const screenSeat = 'screen';

/**
 * Makes the secret a new station needs, if its vault is open; settles what a crash left half done, and builds the station.
 * Nothing is sent on any network before {@link Station.start}.
 * @throws StationError BAD_TEMPLATE, BAD_SETTINGS
 */
export async function openStation(options: StationOptions): Promise<Station> {
  const { store } = options;
  basisOf(options.settings);
  readGivenTemplates(options.settings.templates);
  await openSecrets(store);
  const station = new Station(options);
  try {
    await station.sealCertificateKeys();
    await station.runs.begin();
    await station.exporter.recover();
  } catch (error) {
    // Else its timers would keep a process that cannot start from ending.
    await station.close();
    throw error;
  }
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
  readonly offBoard: OffBoard;
  readonly settings: SettingsBook;
  readonly cardAddresses: CardAddresses;
  readonly backups: Backups;
  readonly runs: RunBook;
  readonly preflight: Preflight;
  readonly profiles: ProfileDesk;
  readonly vault: VaultDesk;
  readonly proof: UnitProof;
  readonly firmware: FirmwareDesk;
  readonly certificates: CertificateBook;
  readonly signer: StationSigner;
  readonly keys: KeyDesk;
  readonly keyChanges: KeyChanges;
  readonly fieldSets: FieldSets;
  readonly pins: PinDesk;
  readonly compiler: CompilerDesk;
  readonly dhcpExchanges = new ExchangeBook();
  readonly capture: PacketCapture;
  readonly why: WhyDesk;
  readonly unitViews: UnitViews;
  readonly builds: UnitBuilds;
  readonly #serving: Serving;
  readonly #upgrades: UpgradeLine;
  readonly #files: UnitFiles;
  readonly #opener: BenchOpener;
  readonly #runner: BenchRunner;
  readonly #transfers: Transfers;
  readonly #facts: Facts;
  readonly #codes: CodeBinding;
  readonly #isPractice: boolean;
  readonly #upkeep: StationUpkeep;
  readonly #fault: StoreFault;

  constructor(options: StationOptions) {
    const { store, settings: given, clock = systemClock } = options;
    this.store = store;
    this.clock = clock;
    const timeGaps = new TimeGaps(clock);
    this.#fault = new StoreFault({
      ...{ store, clock },
      show: (problem) => this.#runner.showProblem(problem),
      over: (problem) => this.#runner.problemOver(problem),
    });
    this.#isPractice = options.isPractice ?? false;
    this.settings = new SettingsBook({
      store,
      given,
      listCards: () => this.cardAddresses.list(),
    });
    this.compiler = new CompilerDesk(
      () => this.settings.current.spc,
      () => clock.now(),
    );
    this.log = new LogBook({
      clock,
      keep: (lines) => store.writeSoon((tables) => tables.log.add(lines)),
      announce: (lines) => this.changes.publish(lines.map((line) => ({ type: 'log', line }))),
      leaseHolder: (address) => this.#runner.bench?.leaseHolder(address) ?? null,
      hide: (text, mac) => this.#facts.hidden(text, mac),
      isFlooded: () => this.#runner.bench?.isFlooded() === true,
      prune: () => store.writeSoon((tables) => tables.log.prune()),
      onFault: (error) => this.#fault.met(error),
    });
    this.capture = new PacketCapture({
      clock,
      isOn: () => this.settings.current.capture && !store.vault.isLocked,
      leaseHolder: (address) => this.#runner.bench?.leaseHolder(address) ?? null,
      isUnit: (mac) => this.tracker.byMac(mac) !== null,
    });
    this.#serving = new Serving({
      given: { interface: given.interface, address: given.address },
      ...{ clock, settings: this.settings, log: this.log, changes: this.changes },
      ...{ fault: this.#fault, capture: this.capture, compiler: this.compiler },
      status: () => this.status(),
      vault: () => this.vault,
      preflight: () => this.preflight,
      runs: () => this.runs,
      backups: () => this.backups,
      open: (wanted, opening) => this.#opener.open(wanted, opening),
      onReopened: () => this.announceStatus(),
      onLink: (event) => {
        for (const { mac } of this.tracker.all()) this.tracker.apply(mac, event);
      },
    });
    this.#runner = this.#serving.runner;
    this.foreign = new ForeignClients(store.read(({ foreign }) => foreign.all()));
    this.offBoard = createOffBoard({
      clock,
      store,
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      onFault: (error) => this.#fault.met(error),
    });
    this.#transfers = new Transfers({
      announce: (transfers) =>
        this.changes.publish(transfers.map((transfer) => ({ type: 'transfer', transfer }))),
      now: () => clock.now(),
    });
    this.#facts = new Facts({
      ...{ store, foreign: this.foreign, transfers: this.#transfers, fault: this.#fault },
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      isp: () => this.settings.current.isp ?? '',
      log: this.log,
      pins: () => this.pins,
    });
    this.tracker = createTracker({
      store,
      clock,
      limits: () => {
        this.#upkeep.mindTime();
        return this.#limits();
      },
      announce: (macs) => this.unitViews.announce(macs),
      onBack: (mac) => this.offBoard.cameBack(mac),
      onFault: (error) => this.#fault.met(error),
      models: () => this.#basis.models,
      requesterOf: (request) => this.#files.requesterOf(request),
      hide: (text, mac) => this.#facts.hidden(text, mac),
      bench: () => this.#runner.bench,
    });
    this.binder = createBinder({
      store,
      clock,
      units: this.tracker,
      lockingSeats: (seat) => seat === screenSeat,
      settings: () => {
        const { bindWhenReady, halfPair } = this.settings.current;
        return { bindWhenReady, halfPairMs: halfPair * 1000 };
      },
    });
    this.exporter = createExporter({
      store,
      clock,
      presets: () => this.settings.current.presets,
    });
    this.profiles = new ProfileDesk({
      store,
      clock,
      given: readGivenTemplates(given.templates),
      models: () => this.#basis.models,
      settings: () => this.settings.current,
      address: () => this.#runner.bench?.network.address ?? null,
    });
    this.firmware = new FirmwareDesk({
      store,
      clock,
      models: () => this.#basis.models,
      takers: (file) => this.#takersOf(file),
      downgradeLimit: (model) => this.profiles.valueOf(model, 'Downgrade_Rev_Limit'),
    });
    this.certificates = new CertificateBook({
      files: openCertificateFiles(store.dir, store.vault),
      clock,
      ruleHosts: () => ruleHosts(this.#basis.ispRule, this.profiles.book.inForce.all),
      stationAddress: () => this.#runner.bench?.network.address ?? null,
      lookUp: lookUpHost,
      onChange: () => {
        this.changes.publish([{ type: 'certificates' }]);
        renewServed(this.#runner.bench, this.log);
      },
    });
    this.#codes = new CodeBinding({
      ...{ store, clock, tracker: this.tracker, binder: this.binder, changes: this.changes },
      models: () => this.#basis.models,
      host: () => this.#httpsHost(),
      bindingChanged: (mac, why) => this.bindingChanged(mac, why),
    });
    this.pins = this.#codes.pins;
    const names = new BenchNames(clock, () => {
      const { ispRule, settings } = this.#basis;
      const { all: documents } = this.profiles.book.inForce;
      const { 66: tftp, 159: first, 160: second } = settings.options;
      const httpsHost = settings.https.mode === 'off' ? null : this.#httpsHost();
      return { ispRule, documents, options: [tftp, first, second], httpsHost };
    });
    this.#upgrades = new UpgradeLine({
      clock,
      desk: this.firmware,
      tracker: () => this.tracker,
      limits: () => ({ ...this.#limits(), atOnce: this.settings.current.upgrades.atOnce }),
    });
    this.unitViews = new UnitViews({
      ...{ store, tracker: this.tracker, changes: this.changes, upgrades: this.#upgrades },
      limits: () => this.#limits(),
      trialUntil: (mac) => this.profiles.book.trialOf(mac)?.until ?? null,
    });
    this.builds = new UnitBuilds({
      basis: () => this.#basis,
      store,
      clock,
      stationSecret: () => this.vault.stationSecret(),
      tracker: () => this.tracker,
      binder: () => this.binder,
      desk: () => this.profiles,
      batch: () => this.settings.current.batch,
    });
    const customisations = new CustomisationLook({
      clock,
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      webPort: () => this.#basis.settings.unitWebPort,
    });
    this.proof = new UnitProof({
      clock,
      log: this.log,
      builds: this.builds,
      limits: () => this.#limits(),
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      planOf: (model) => this.firmware.planOf(model),
      webPort: () => this.#basis.settings.unitWebPort,
      onFault: (error) => this.#fault.met(error),
    });
    this.signer = new StationSigner(store, clock);
    const forKeys = {
      ...{ store, clock, log: this.log, builds: this.builds },
      tracker: () => this.tracker,
      onChange: (macs: readonly Mac[]) => this.#keysChanged(macs),
    };
    this.keys = new KeyDesk({ ...forKeys, signer: this.signer, binder: () => this.binder });
    this.keyChanges = new KeyChanges({
      ...forKeys,
      proof: this.proof,
      bench: () => this.#runner.bench,
      isRehearsing: () => this.#basis.settings.rehearsal,
    });
    this.fieldSets = new FieldSets({ ...forKeys, addresses: () => this.#addresses() });
    this.#files = new UnitFiles({
      takePin: (code, mac, product) => this.#codes.take(code, mac, product),
      basis: () => this.#basis,
      store,
      clock,
      log: this.log,
      builds: this.builds,
      firmware: this.firmware,
      upgrades: this.#upgrades,
      tracker: () => this.tracker,
      binder: () => this.binder,
      bench: () => this.#runner.bench,
      mayLeave: (mac, file) => this.proof.mayLeave(mac, file),
      onKeyProved: (mac) => this.#keysChanged([mac]),
      takeReport: (mac, bytes) => void this.proof.takeReport(mac, bytes),
    });
    this.#opener = new BenchOpener({
      ...{ store, clock, log: this.log, capture: this.capture, tracker: this.tracker, names },
      ...{ files: this.#files, certificates: this.certificates, exchanges: this.dhcpExchanges },
      basis: () => this.#basis,
      settings: () => this.settings.current,
      runs: () => this.runs,
      tell: (event) => this.#facts.take(event),
      onNews: () => this.announceStatus(),
      onProbe: (card, result) => this.preflight.noteProbe(card, result),
    });
    this.cardAddresses = new CardAddresses({
      store,
      log: this.log,
      listCards,
      runElevated,
      bootId,
      usual: () => this.settings.current.cardAddress,
      isInUse: (card) => this.usesCard(card),
    });
    this.vault = new VaultDesk({
      store,
      log: this.log,
      stop: () => this.stop(),
      onOpen: () => this.sealCertificateKeys(),
      onWays: () => this.backups.renewVaults(),
      onState: () => {
        // What is in it is masked by secrets that nobody knows any more.
        if (store.vault.isLocked) this.capture.clear();
        this.announceStatus();
      },
    });
    this.backups = new Backups({ store, clock, log: this.log });
    this.runs = new RunBook({ store, clock, units: () => this.tracker.board().length });
    this.preflight = new Preflight({
      store,
      clock,
      log: this.log,
      listCards: () => this.cardAddresses.list(),
      runElevated,
      bench: this.#runner,
      isUnit: (mac) => this.#opener.isUnit(mac),
      basis: () => this.#basis,
      templates: () => this.profiles.book.inForce,
      batch: () => this.settings.current.batch,
      certificates: () => this.certificates.show(),
      compiler: this.compiler,
      backups: this.backups,
      latestKnownTime: () => this.runs.latestKnown,
    });
    this.why = new WhyDesk({
      ...{ store, clock, foreign: this.foreign, capture: this.capture },
      exchanges: this.dhcpExchanges,
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      status: () => this.status(),
      limits: () => this.#limits(),
      settings: () => this.#basis.settings,
    });
    this.#upkeep = new StationUpkeep({
      ...{ store, clock, timeGaps, changes: this.changes, log: this.log, fault: this.#fault },
      ...{ tracker: this.tracker, binder: this.binder, foreign: this.foreign },
      ...{ profiles: this.profiles, proof: this.proof, customisations, runs: this.runs },
      ...{ bench: this.#runner, units: this.unitViews },
      expiry: new ExpiryWatch(this.certificates, this.log),
      bindingChanged: (mac, why) => this.bindingChanged(mac, why),
      announceStatus: () => this.announceStatus(),
    });
    for (const msg of store.damage)
      this.log.write({ source: 'station', severity: severity.error, msg });
  }

  /** Settings that act at once are read from {@link settings}; all others from here. */
  get #basis(): Basis {
    return this.#serving.basis;
  }

  /** As {@link Serving.start}. */
  start(wanted: WantedCard = {}, without: readonly ServiceName[] = []): Promise<void> {
    return this.#serving.start(wanted, without);
  }

  /** As {@link BenchRunner.startService}. */
  startService(name: ServiceName): Promise<void> {
    return this.#serving.startService(name);
  }

  /** As {@link BenchRunner.stopService}. */
  stopService(name: ServiceName): Promise<void> {
    return this.#runner.stopService(name);
  }

  stop(): Promise<void> {
    return this.#serving.stop();
  }

  /** @throws StationError BAD_SETTINGS, SETTING_FIXED; nothing is changed then */
  changeSettings(patch: SettingsPatch): Promise<SettingsAnswer> {
    return this.#serving.changeSettings(patch);
  }

  /** Stops, stores what is still on its way, and lets the data folder go. */
  async close(): Promise<void> {
    this.#upkeep.stop();
    await this.#runner.stop();
    this.#transfers.close();
    await this.tracker.settled();
    await this.backups.settled();
    await this.log.finish();
    await this.firmware.close();
    // How it ended is said last; whether it served, as it was before this end.
    await this.#fault.kept(() => this.runs.end());
    await this.store.close();
  }

  /** Whether it serves on that card, also while the card is away, or is just about to. */
  usesCard(name: string): boolean {
    return this.#runner.usesCard(name);
  }

  status(): StationStatus {
    return viewStatus({
      run: this.#runner,
      isRehearsing: this.#basis.settings.rehearsal,
      hasIspRule: hasIspRule(this.#basis.ispRule, this.profiles.book.inForce),
      locked: this.vault.whyLocked,
      isPractice: this.#isPractice,
      lastRun: this.runs.lastRun,
      damage: this.store.damage,
    });
  }

  /** The status is news, or may be: of a bench, a vault, or the templates in force. */
  announceStatus(): void {
    this.changes.publish([{ type: 'status', status: this.status() }]);
  }

  /** What is kept of this run. */
  transfersOf(mac: Mac): Transfer[] {
    return this.#transfers.of(mac);
  }

  /** Running ones, and those that ended within the last minute. */
  transfers(): Transfer[] {
    return this.#transfers.all();
  }

  settingsAnswer(): SettingsAnswer {
    return this.#serving.settingsAnswer();
  }

  unit(mac: Mac): Unit | null {
    return this.unitViews.one(mac);
  }

  /** The board: every unit but those taken off it. */
  units(): Unit[] {
    return this.unitViews.board();
  }

  /** What that unit would get here and do; while stopped, with the station's usual address. */
  previewOf(unit: PreviewUnit, draft: (LayerRef & { texts: TemplateTexts }) | null): Preview {
    const { bench } = this.#runner;
    const stationAddress = bench?.network.address ?? this.settings.current.cardAddress.address;
    const usual = { scheme: 'tftp', files: stationAddress, syslog: stationAddress } as const;
    return this.builds.preview(unit, { station: bench?.station ?? usual, stationAddress }, draft);
  }

  /** @throws StationError NOT_RUNNING */
  async selfTest(): Promise<SelfTest> {
    const { bench } = this.#runner;
    if (bench === null) {
      const text = 'No service is open: start the station, then ask its services.';
      throw new StationError('NOT_RUNNING', text);
    }
    const test = await bench.selfTest();
    this.announceStatus();
    return test;
  }

  /** The computer is awake again, as the system says. */
  awoke(): void {
    this.#runner.awoke();
  }

  /** Units an image is on its way to, or about to be. */
  #takersOf(file: string): string[] {
    const name = `/firmware/${file}`;
    const running = this.transfers().filter((one) => one.file === name && one.state === 'running');
    const macs = [...running.map(({ mac }) => mac), ...this.#upgrades.takers(file)];
    return [...new Set(macs)].flatMap((mac) => (mac === null ? [] : formatMac(mac)));
  }

  #keysChanged(macs: readonly Mac[]): void {
    this.changes.publish([{ type: 'keys' }]);
    this.unitViews.announce(macs);
  }

  /** Of the bench as it is and as it would be: none of them belongs into a unit that leaves. */
  #addresses(): string[] {
    const { bench } = this.#runner;
    const own = bench === null ? [] : [bench.network.address, bench.station.files];
    return [...own, this.settings.current.cardAddress.address];
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

  /** Once the vault is open: what lies in `certificates` in clear from before is sealed. Never throws for the disk. */
  async sealCertificateKeys(): Promise<void> {
    if (!this.store.vault.isLocked) await sealKeptKeys(this.certificates, this.log);
  }

  #limits(): Limits {
    return limitsOf(this.settings.current, this.#basis, this.#runner);
  }

  /** As rules and codes name it; null: no certificate with a name. */
  #httpsHost(): string | null {
    const host = this.certificates.show().server?.host ?? null;
    const port = this.#runner.bench?.ports.https.port ?? this.#basis.settings.ports.https;
    return host === null || port === 'off' || port === 443 ? host : `${host}:${port}`;
  }
}
