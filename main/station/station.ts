/**
 * The station: builds every part, joins them, and starts and stops the bench. Reads as a wiring plan.
 *
 * Packet or scan → service → event → tracker → store → change → every UI. What a part needs of
 * another is handed in here; no part knows where it comes from.
 */
import type { Change } from '../contract/contract.ts';
import { StationError } from '../contract/errors.ts';
import type { StationStatus, Transfer, Unit, UnitDetail } from '../contract/model.ts';
import type { SelfTest } from '../contract/preflight.ts';
import type {
  LayerRef,
  Preview,
  PreviewUnit,
  RuleServer,
  TemplateTexts,
} from '../contract/profiles.ts';
import type { SettingsAnswer, SettingsPatch } from '../contract/settings.ts';
import { formatMac, type Mac } from '../contract/values.ts';
import { Backups } from './backups.ts';
import { type Basis, basisOf } from './basis.ts';
import { type Bench, openBench } from './bench.ts';
import { BenchNames } from './bench-names.ts';
import { BenchRunner, type Opening, type WantedCard } from './bench-runner.ts';
import { bindReadyPairs } from './binding/announce.ts';
import { type Binder, createBinder } from './binding/bind.ts';
import { PacketCapture } from './capture/capture.ts';
import { CardAddresses } from './card-addresses.ts';
import { CertificateBook } from './certificates/book.ts';
import { openCertificateFiles } from './certificates/files.ts';
import { ExpiryWatch, lookUpHost, tlsOf } from './certificates/keeping.ts';
import { ruleHosts } from './certificates/rule-hosts.ts';
import { ChangesHub } from './changes.ts';
import { type Clock, systemClock } from './clock.ts';
import { CustomisationLook } from './customisation.ts';
import { ExchangeBook } from './dhcp/exchange-book.ts';
import type { Lease } from './dhcp/lease.ts';
import { guessClient } from './dhcp/wanted.ts';
import type { StationEvent } from './events.ts';
import { createExporter, type Exporter } from './export/batches.ts';
import { FieldSets } from './field-sets.ts';
import { openFolder } from './files/folder.ts';
import { FirmwareDesk } from './firmware/firmware-desk.ts';
import { UpgradeLine } from './firmware/upgrade-line.ts';
import { ForeignClients } from './foreign.ts';
import { KeyChanges } from './key-changes.ts';
import { KeyDesk } from './key-desk.ts';
import { SyslogMask } from './known-secrets.ts';
import { severity } from './log.ts';
import { LogBook } from './log-book.ts';
import { bootId } from './net/boot.ts';
import { listCards } from './net/cards.ts';
import { runElevated } from './net/elevate.ts';
import { createOffBoard, type OffBoard } from './off-board.ts';
import { isClockRight } from './preflight/clock-check.ts';
import { Preflight } from './preflight/preflight.ts';
import { hasIspRule } from './preflight/profiles.ts';
import { layerName } from './profile/layers/layer.ts';
import { ladderOf } from './proof/ladder.ts';
import { levelOf } from './proof/level.ts';
import { awaitedOf } from './provisioning/awaited.ts';
import type { UnitRecord } from './provisioning/record.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { Limits } from './provisioning/unit-event.ts';
import type { UnitKey } from './provisioning/unit-keys.ts';
import { PinDesk } from './retail/pins.ts';
import { ruleServers, serversOfRules } from './rule-servers.ts';
import { RunBook } from './run-book.ts';
import type { Settings } from './settings.ts';
import { SettingsBook } from './settings-book.ts';
import { CompilerDesk } from './spc/compiler-desk.ts';
import { StationSigner } from './station-signer.ts';
import type { Store, Tables } from './store/store.ts';
import { StoreFault } from './store-fault.ts';
import { permanentRuleOf, readGivenTemplates } from './templates/given.ts';
import { ProfileDesk } from './templates/profile-desk.ts';
import { UnitBuilds } from './templates/unit-builds.ts';
import { gapText, TimeGaps } from './time-gap.ts';
import { createTracker, limitsOf } from './tracking.ts';
import { isOfTransfer, Transfers } from './transfers.ts';
import { UnitFiles } from './unit-files.ts';
import { UnitProof } from './unit-proof.ts';
import { viewUnit } from './unit-view.ts';
import { createModelTable } from './units/models.ts';
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
const off = { port: null, problem: null };
const idlePorts: StationStatus['ports'] = {
  dhcp: off,
  tftp: off,
  http: off,
  https: off,
  syslog: off,
};

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
  await station.sealCertificateKeys();
  await station.runs.begin();
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
  /** Settings that act at once are read from {@link settings}; all others from here. */
  #basis: Basis;
  readonly #upgrades: UpgradeLine;
  readonly #customisations: CustomisationLook;
  readonly #builds: UnitBuilds;
  readonly #files: UnitFiles;
  readonly #names: BenchNames;
  readonly #runner: BenchRunner;
  readonly #transfers: Transfers;
  readonly #expiry: ExpiryWatch;
  readonly #syslogMask: SyslogMask;
  readonly #isPractice: boolean;
  readonly #ticker: NodeJS.Timeout;
  readonly #timeGaps: TimeGaps;
  readonly #fault: StoreFault;
  #toldPool: string | null = null;

  constructor(options: StationOptions) {
    const { store, settings: given, clock = systemClock } = options;
    this.store = store;
    this.clock = clock;
    this.#timeGaps = new TimeGaps(clock);
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
    this.#basis = basisOf(this.settings.current);
    this.compiler = new CompilerDesk(
      () => this.settings.current.spc,
      () => clock.now(),
    );
    this.log = new LogBook({
      clock,
      keep: (lines) => store.writeSoon((tables) => tables.log.add(lines)),
      announce: (lines) => this.changes.publish(lines.map((line) => ({ type: 'log', line }))),
      leaseHolder: (address) => this.#runner.bench?.leaseHolder(address) ?? null,
      hide: (text, mac) => this.#hidden(text, mac),
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
    this.tracker = createTracker({
      store,
      clock,
      limits: () => {
        this.#mindTime();
        return this.#limits();
      },
      announce: (macs) => this.announceUnits(macs),
      onBack: (mac) => this.offBoard.cameBack(mac),
      onFault: (error) => this.#fault.met(error),
      models: () => this.#basis.models,
      requesterOf: (request) => this.#files.requesterOf(request),
      hide: (text, mac) => this.#hidden(text, mac),
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
      onChange: () => this.#certificatesChanged(),
    });
    this.pins = new PinDesk({
      store,
      clock,
      units: () => this.tracker,
      host: () => this.#httpsHost(),
      whyHeld: (mac) => this.tracker.byMac(mac)?.heldBecause ?? null,
      onBound: (mac) => this.#boundByCode(mac),
      onChange: () => this.changes.publish([{ type: 'pins' }]),
    });
    this.#syslogMask = new SyslogMask(store, (mac) => this.tracker.byMac(mac) !== null);
    this.#expiry = new ExpiryWatch(this.certificates, this.log);
    this.#names = new BenchNames(clock, () => {
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
    this.#builds = new UnitBuilds({
      basis: () => this.#basis,
      store,
      clock,
      stationSecret: () => this.vault.stationSecret(),
      tracker: () => this.tracker,
      binder: () => this.binder,
      desk: () => this.profiles,
      batch: () => this.settings.current.batch,
    });
    this.#customisations = new CustomisationLook({
      clock,
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      webPort: () => this.#basis.settings.unitWebPort,
    });
    this.proof = new UnitProof({
      clock,
      log: this.log,
      builds: this.#builds,
      limits: () => this.#limits(),
      tracker: () => this.tracker,
      bench: () => this.#runner.bench,
      planOf: (model) => this.firmware.planOf(model),
      webPort: () => this.#basis.settings.unitWebPort,
      onFault: (error) => this.#fault.met(error),
    });
    this.signer = new StationSigner(store, clock);
    const forKeys = {
      ...{ store, clock, log: this.log, builds: this.#builds },
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
      takePin: (code, mac, product) => this.#takePin(code, mac, product),
      basis: () => this.#basis,
      store,
      clock,
      log: this.log,
      builds: this.#builds,
      firmware: this.firmware,
      upgrades: this.#upgrades,
      tracker: () => this.tracker,
      binder: () => this.binder,
      bench: () => this.#runner.bench,
      mayLeave: (mac, file) => this.proof.mayLeave(mac, file),
      onKeyProved: (mac) => this.#keysChanged([mac]),
      takeReport: (mac, bytes) => void this.proof.takeReport(mac, bytes),
    });
    this.#runner = new BenchRunner(
      { interface: given.interface, address: given.address },
      {
        clock,
        beforeStart: () => this.#beforeStart(),
        open: (wanted, opening) => this.#openBench(wanted, opening),
        onState: () => this.#stateChanged(),
        onHalted: () => this.#halted(),
        onAwake: (sleptMs) => this.#awake(sleptMs),
        onReopened: () => this.#announceStatus(),
        onLink: (event) => {
          for (const { mac } of this.tracker.all()) this.tracker.apply(mac, event);
        },
      },
    );
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
        this.changes.publish([{ type: 'status', status: this.status() }]);
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
      isUnit: (mac) => this.#isUnit(mac),
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
    this.#ticker = setInterval(() => this.#tick(), 1000);
  }

  /** Opens every service on the card, or none; without a name on the card of the settings. */
  async start(wanted: WantedCard = {}): Promise<void> {
    const isNamed = wanted.interface !== undefined || wanted.address !== undefined;
    const { interface: card, given } = this.settings.current;
    // What file or flags name, the runner knows, and what was started last.
    const isSet = card !== undefined && !given.includes('interface');
    await this.#runner.start(!isNamed && isSet ? { interface: card } : wanted);
    await this.#started();
  }

  async stop(): Promise<void> {
    await this.#runner.stop();
    await this.#stopped();
  }

  async #stopped(): Promise<void> {
    await this.#fault.kept(() => this.runs.serving(false));
    this.#refresh();
    this.#announceSettings();
  }

  /** The wire or the card is not what it was; a person has to look, and to press Start. */
  #halted(): void {
    void this.#stopped();
  }

  #awake(sleptMs: number): void {
    const minutes = Math.round(sleptMs / 60_000);
    const length = minutes < 1 ? 'a moment' : `${minutes} min`;
    this.log.write({
      source: 'station',
      severity: severity.notice,
      msg: `This computer slept for ${length}: card, sockets and wire are looked at anew.`,
    });
  }

  #announceStatus(): void {
    this.changes.publish([{ type: 'status', status: this.status() }]);
  }

  /** @throws StationError BAD_SETTINGS, SETTING_FIXED; nothing is changed then */
  async changeSettings(patch: SettingsPatch): Promise<SettingsAnswer> {
    if (patch.spc !== undefined) {
      const models = createModelTable(patch.models ?? this.settings.current.models);
      await this.compiler.refuseUnusable(patch.spc.models, (name) => models.byName(name) !== null);
    }
    await this.settings.change(patch);
    if (!this.settings.current.capture) this.capture.clear();
    if (!this.#runner.isOn && this.#runner.state !== 'starting') this.#refresh();
    return this.#announceSettings();
  }

  /** Stops, stores what is still on its way, and lets the data folder go. */
  async close(): Promise<void> {
    clearInterval(this.#ticker);
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
    const { bench, state, problem, startedAt } = this.#runner;
    return {
      state,
      problem,
      interface: bench?.network.interfaceName ?? null,
      address: bench?.network.address ?? null,
      prefix: bench?.network.prefix ?? null,
      ports: bench?.ports ?? idlePorts,
      warnings: bench?.warnings() ?? [],
      pool: bench?.pool() ?? null,
      isRehearsing: this.#basis.settings.rehearsal,
      hasIspRule: hasIspRule(this.#basis.ispRule, this.profiles.book.inForce),
      locked: this.vault.whyLocked,
      startedAt,
      isPractice: this.#isPractice,
      lastRun: this.runs.lastRun,
    };
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
    return this.settings.answer(this.#runner.isOn ? this.#basis.settings : null);
  }

  unit(mac: Mac): Unit | null {
    const record = this.tracker.byMac(mac);
    return record === null ? null : this.store.read((tables) => this.#view(record, tables));
  }

  /** What it waits for next; null: nothing. */
  awaited(mac: Mac): UnitDetail['awaited'] {
    const record = this.tracker.byMac(mac);
    return record === null ? null : awaitedOf(record, this.#limits());
  }

  /** What it has shown, step by step. */
  proofOf(mac: Mac): Pick<UnitDetail, 'level' | 'ladder' | 'readBack'> {
    const record = this.tracker.byMac(mac);
    const limits = this.#limits();
    if (record === null) return { level: limits.proofs, ladder: [], readBack: null };
    const { rehearsal, last } = record.readBacks;
    const ladder = ladderOf(record, limits);
    return { level: levelOf(record, limits), ladder, readBack: last ?? rehearsal };
  }

  /** Every unit, once what was told of it so far is stored. */
  async settledUnits(): Promise<Unit[]> {
    await this.tracker.settled();
    return this.units();
  }

  /** The board: every unit but those taken off it. */
  units(): Unit[] {
    return this.store.read((tables) =>
      this.tracker.board().map((record) => this.#view(record, tables)),
    );
  }

  #view(record: UnitRecord, tables: Tables): Unit {
    const trialUntil = this.profiles.book.trialOf(record.mac)?.until ?? null;
    return viewUnit(record, tables, trialUntil, this.#upgrades.before(record.mac));
  }

  /** What that unit would get here and do; while stopped, with the station's usual address. */
  previewOf(unit: PreviewUnit, draft: (LayerRef & { texts: TemplateTexts }) | null): Preview {
    const { bench } = this.#runner;
    const stationAddress = bench?.network.address ?? this.settings.current.cardAddress.address;
    const usual = { scheme: 'tftp', files: stationAddress, syslog: stationAddress } as const;
    return this.#builds.preview(unit, { station: bench?.station ?? usual, stationAddress }, draft);
  }

  /** @throws StationError NOT_RUNNING */
  async selfTest(): Promise<SelfTest> {
    const { bench } = this.#runner;
    if (bench === null) {
      const text = 'No service is open: start the station, then ask its services.';
      throw new StationError('NOT_RUNNING', text);
    }
    const test = await bench.selfTest();
    this.#announceStatus();
    return test;
  }

  /** The computer is awake again, as the system says. */
  awoke(): void {
    this.#runner.awoke();
  }

  /** Templates in force are other ones: what the status says of them may be, too. */
  templatesChanged(): void {
    this.changes.publish([{ type: 'status', status: this.status() }]);
  }

  /** Where the rules in force lead, with all A records. */
  ruleServers(): Promise<RuleServer[]> {
    const { all } = this.profiles.book.inForce;
    return ruleServers(serversOfRules(permanentRuleOf(this.settings.current.isp), all));
  }

  /** @throws StationError TRIAL_ELSEWHERE for a template the unit gets nothing of */
  refuseElsewhere(ref: LayerRef, mac: Mac): void {
    if (this.#builds.concerns(ref, mac)) return;
    const message = `${layerName(ref)} says nothing to ${formatMac(mac)}: try it on a unit that gets it.`;
    throw new StationError('TRIAL_ELSEWHERE', message);
  }

  /** Units an image is on its way to, or about to be. */
  #takersOf(file: string): string[] {
    const name = `/firmware/${file}`;
    const running = this.transfers().filter((one) => one.file === name && one.state === 'running');
    const macs = [...running.map(({ mac }) => mac), ...this.#upgrades.takers(file)];
    return [...new Set(macs)].flatMap((mac) => (mac === null ? [] : formatMac(mac)));
  }

  announceUnits(macs: Iterable<Mac>): void {
    const changes = [...macs].flatMap((mac): Change[] => {
      if (this.tracker.byMac(mac)?.isOffBoard) return [{ type: 'unit-removed', mac }];
      const unit = this.unit(mac);
      return unit === null ? [] : [{ type: 'unit', unit }];
    });
    this.changes.publish(changes);
  }

  #keysChanged(macs: readonly Mac[]): void {
    this.changes.publish([{ type: 'keys' }]);
    this.announceUnits(macs);
  }

  /** Of the bench as it is and as it would be: none of them belongs into a unit that leaves. */
  #addresses(): string[] {
    const { bench } = this.#runner;
    const own = bench === null ? [] : [bench.network.address, bench.station.files];
    return [...own, this.settings.current.cardAddress.address];
  }

  /** The rule the unit follows for good; null while no ISP address is set. */
  permanentRule(key: UnitKey): string | null {
    return this.#builds.permanentRule(key.mac, key);
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

  /** Before anything is opened: from here on the settings of this moment count, until Stop. */
  async #beforeStart(): Promise<void> {
    this.vault.refuseLocked();
    this.#refresh();
    await this.preflight.refuseFullDisk();
  }

  async #started(): Promise<void> {
    const { bench } = this.#runner;
    // It serves already: a disk that refuses is shown, and does not undo that.
    await this.#fault.kept(async () => {
      if (bench !== null) await this.settings.rememberCard(bench.network.interfaceName);
      await this.runs.serving(this.#runner.isOn);
    });
    // The card it serves on is no change that waits for the next start.
    const { interface: card } = this.settings.current;
    this.#basis = { ...this.#basis, settings: { ...this.#basis.settings, interface: card } };
    this.#announceSettings();
    void this.backups.daily();
  }

  #refresh(): void {
    const before = this.status();
    this.#basis = basisOf(this.settings.current);
    const status = this.status();
    const isSame =
      status.isRehearsing === before.isRehearsing && status.hasIspRule === before.hasIspRule;
    if (!isSame) this.changes.publish([{ type: 'status', status }]);
  }

  #announceSettings(): SettingsAnswer {
    const settings = this.settingsAnswer();
    this.changes.publish([{ type: 'settings', settings }]);
    return settings;
  }

  async #openBench(wanted: WantedCard, opening: Opening): Promise<Bench> {
    const { clock, log, store } = this;
    const { settings } = this.#basis;
    const folder = settings.files === undefined ? null : await openFolder(settings.files);
    return openBench({
      settings,
      wanted,
      clock,
      log,
      tell: (event) => this.#take(event),
      ...opening,
      onNews: () => this.#announceStatus(),
      isUnit: (mac) => this.#isUnit(mac),
      onProbe: (card, result) => this.preflight.noteProbe(card, result),
      leases: () => store.read(({ leases }) => leases.all<Lease>()),
      capture: this.capture,
      keeper: {
        save: (lease) => store.write(({ leases }) => leases.save(lease)),
        remove: (address) => store.write(({ leases }) => leases.remove(address)),
      },
      onExchange: (seen) => this.dhcpExchanges.add(seen),
      tls: () => tlsOf(this.certificates, settings.https.oldSuites),
      names: () => this.#names.now(),
      isClockRight: () => isClockRight(clock.now(), this.runs.latestKnown),
      resolver: ({ station, network }) => this.#files.resolver(station, network, folder),
      uploads: (network) => this.#files.uploads(network),
    });
  }

  /** Once the vault is open: what lies in `certificates` in clear from before is sealed. Never throws for the disk. */
  async sealCertificateKeys(): Promise<void> {
    if (this.store.vault.isLocked) return;
    const say = (msg: string, level: number) =>
      this.log.write({ source: 'station', severity: level, msg });
    try {
      const count = await this.certificates.sealPlainKeys();
      if (count > 0) say(`Private keys in certificates are sealed now: ${count}.`, severity.notice);
    } catch (error) {
      if (!(error instanceof StationError)) throw error;
      say(`Private keys in certificates are not sealed. ${error.message}`, severity.warning);
    }
  }

  /** By what the bench has seen, or by its prefix, which is a hint. */
  #isUnit(mac: Mac): boolean {
    const { macPrefixes } = this.#basis.settings;
    return (
      this.tracker.byMac(mac) !== null || guessClient(mac, null, macPrefixes).kind === 'wanted'
    );
  }

  /** A server that runs goes on with the new files; what it cannot use, it says, and keeps the old. */
  #certificatesChanged(): void {
    this.changes.publish([{ type: 'certificates' }]);
    try {
      this.#runner.bench?.renewCertificate();
    } catch (error) {
      if (!(error instanceof StationError)) throw error;
      this.log.write({ source: 'https', severity: severity.error, msg: error.message });
    }
  }

  #limits(): Limits {
    return limitsOf(this.settings.current, this.#basis, this.#runner);
  }

  /** A service's fact. */
  #take(told: StationEvent): void {
    const event = told.type === 'syslog' ? this.#withoutSecrets(told) : told;
    if (event.type === 'dhcp-seen' && !event.isWanted) this.foreign.take(event);
    if (isOfTransfer(event)) this.#transfers.take(event);
    if (event.type === 'syslog') {
      this.log.writeSyslog(event);
    }
    this.tracker.take(event);
    const isSpent =
      event.type === 'transfer-ended' &&
      event.about.kind === 'retail' &&
      event.result === 'complete';
    const mac = isSpent ? event.about.mac : null;
    if (mac !== null) void this.#fault.kept(() => this.pins.served(mac));
  }

  /** A path or a User-Agent, without the secrets of who sent it. */
  #hidden(text: string, mac: Mac | null): string {
    return this.#syslogMask.maskedText(text, mac, this.settings.current.isp ?? '');
  }

  #withoutSecrets(event: StationEvent & { type: 'syslog' }) {
    const mac = event.mac ?? this.#runner.bench?.leaseHolder(event.address) ?? null;
    return this.#syslogMask.masked(event, mac, this.settings.current.isp ?? '');
  }

  /** As rules and codes name it; null: no certificate with a name. */
  #httpsHost(): string | null {
    const host = this.certificates.show().server?.host ?? null;
    const port = this.#runner.bench?.ports.https.port ?? this.#basis.settings.ports.https;
    return host === null || port === 'off' || port === 443 ? host : `${host}:${port}`;
  }

  /** A unit nobody met before is met by its certificate. */
  async #takePin(code: string, mac: Mac, product: string | null) {
    if (this.tracker.byMac(mac) === null) {
      const model = product === null ? null : (this.#basis.models.byName(product)?.model ?? null);
      const seen = {
        type: 'seen',
        at: this.clock.now(),
        vendorClass: null,
        isStart: false,
      } as const;
      this.tracker.apply(mac, { ...seen, model });
    }
    return this.pins.take(code, mac);
  }

  async #boundByCode(mac: Mac): Promise<void> {
    const binding = this.binder.ofUnit(mac);
    if (binding !== null) this.changes.publish([{ type: 'binding', binding }]);
    await this.bindingChanged(mac, 'The bind was taken back');
  }

  /** Asked before every step of a unit too: what comes first after a sleep must not count as a long quiet. */
  #mindTime(): void {
    const gap = this.#timeGaps.look();
    if (gap === null) return;
    this.#runner.heardNothing(gap);
    this.tracker.clockSetBack();
    this.log.write({ source: 'station', severity: severity.warning, msg: gapText(gap) });
  }

  #tick(): void {
    this.#mindTime();
    // Without link nothing can arrive, so silence means nothing.
    if (this.#runner.state === 'running') {
      this.tracker.tick();
      this.proof.tick();
      this.#customisations.tick();
    }
    const clients = this.foreign.takeChanged();
    void this.#fault.kept(async () => {
      await this.#fault.lookForRoom();
      if (clients.length > 0) {
        await this.store.write(({ foreign }) => clients.map((client) => foreign.save(client)));
        this.changes.publish(clients.map((client) => ({ type: 'foreign', client })));
      }
      const seats = await this.binder.tick();
      this.changes.publish(seats.map((seat) => ({ type: 'seat', seat })));
      await bindReadyPairs(this);
      this.announceUnits(this.profiles.book.endOldTrials());
      await this.log.prune();
      await this.runs.tick();
      this.#expiry.tick(this.clock.monotonicMs());
      this.#announcePool();
    });
  }

  /** How full the pool is, and what is set aside; told at most once a second. */
  #announcePool(): void {
    const pool = this.#runner.bench?.pool() ?? null;
    const shown = pool === null ? null : JSON.stringify([pool.used, pool.setAside]);
    if (shown === this.#toldPool) return;
    this.#toldPool = shown;
    this.changes.publish([{ type: 'status', status: this.status() }]);
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
}
