/**
 * From Start to Stop: what must hold before anything is opened, what the run goes by, and which changed settings
 * act at once and which wait for the next start.
 */
import type { StationStatus } from '../contract/model.ts';
import type { ServiceName } from '../contract/preflight.ts';
import type { SettingsAnswer, SettingsPatch } from '../contract/settings.ts';
import type { Backups } from './backups.ts';
import { type Basis, basisOf } from './basis.ts';
import { BenchRunner, type BenchRunnerParts, type WantedCard } from './bench-runner.ts';
import type { PacketCapture } from './capture/capture.ts';
import type { ChangesHub } from './changes.ts';
import { type Log, severity } from './log.ts';
import type { Preflight } from './preflight/preflight.ts';
import type { RunBook } from './run-book.ts';
import { isNeeded } from './service-lacks.ts';
import type { SettingsBook } from './settings-book.ts';
import type { CompilerDesk } from './spc/compiler-desk.ts';
import type { StoreFault } from './store-fault.ts';
import { createModelTable } from './units/models.ts';
import type { VaultDesk } from './vault-desk.ts';

export interface ServingParts
  extends Pick<BenchRunnerParts, 'clock' | 'open' | 'onLink' | 'onReopened'> {
  /** The card that file or flags name. */
  given: WantedCard;
  settings: SettingsBook;
  log: Log;
  changes: Pick<ChangesHub, 'publish'>;
  fault: StoreFault;
  capture: PacketCapture;
  compiler: CompilerDesk;
  status(): StationStatus;
  vault(): Pick<VaultDesk, 'refuseLocked'>;
  preflight(): Pick<Preflight, 'refuseFullDisk'>;
  runs(): Pick<RunBook, 'serving'>;
  backups(): Pick<Backups, 'daily'>;
}

export class Serving {
  readonly #parts: ServingParts;
  readonly runner: BenchRunner;
  #basis: Basis;

  constructor(parts: ServingParts) {
    const { clock, given, open, onLink, onReopened } = parts;
    this.#parts = parts;
    this.#basis = basisOf(parts.settings.current);
    this.runner = new BenchRunner(given, {
      ...{ clock, open, onLink, onReopened },
      beforeStart: () => this.#beforeStart(),
      onState: () => this.#stateChanged(),
      // The wire or the card is not what it was; a person has to look, and to press Start.
      onHalted: () => void this.#stopped(),
      onAwake: (sleptMs) => this.#awake(sleptMs),
    });
  }

  /** Of the run under way; while stopped, of the next one. */
  get basis(): Basis {
    return this.#basis;
  }

  /**
   * Opens every service on the card, or none; without a name on the card of the settings.
   * @param without may stay down where their port is refused; those units need are opened all the same
   */
  async start(wanted: WantedCard, without: readonly ServiceName[] = []): Promise<void> {
    const isNamed = wanted.interface !== undefined || wanted.address !== undefined;
    const { interface: card, given } = this.#parts.settings.current;
    // What file or flags name, the runner knows, and what was started last.
    const isSet = card !== undefined && !given.includes('interface');
    // Without those that units need, a station that runs would only look well.
    const settings = this.#parts.settings.current;
    const spared = without.filter((name) => !isNeeded(name, settings));
    await this.runner.start(!isNamed && isSet ? { interface: card } : wanted, spared);
    await this.#started();
  }

  /** As {@link BenchRunner.startService}. */
  async startService(name: ServiceName): Promise<void> {
    await this.runner.startService(name);
    this.#announceSettings();
  }

  async stop(): Promise<void> {
    await this.runner.stop();
    await this.#stopped();
  }

  settingsAnswer(): SettingsAnswer {
    const { settings } = this.#basis;
    if (!this.runner.isOn) return this.#parts.settings.answer(null);
    // What a service that was started alone took over no longer waits for the next start.
    const ports = { ...settings.ports };
    for (const name of ['dhcp', 'tftp', 'http', 'https', 'syslog'] as const) {
      const port = this.runner.bench?.ports[name].port ?? null;
      if (port !== null && typeof ports[name] === 'number' && ports[name] !== 0) ports[name] = port;
    }
    return this.#parts.settings.answer({ ...settings, ports });
  }

  /** @throws StationError BAD_SETTINGS, SETTING_FIXED; nothing is changed then */
  async changeSettings(patch: SettingsPatch): Promise<SettingsAnswer> {
    const { settings, compiler, capture } = this.#parts;
    if (patch.spc !== undefined) {
      const models = createModelTable(patch.models ?? settings.current.models);
      await compiler.refuseUnusable(patch.spc.models, (name) => models.byName(name) !== null);
    }
    await settings.change(patch);
    if (!settings.current.capture) capture.clear();
    if (!this.runner.isOn && this.runner.state !== 'starting') this.#refresh();
    return this.#announceSettings();
  }

  /** Before anything is opened: from here on the settings of this moment count, until Stop. */
  async #beforeStart(): Promise<void> {
    this.#parts.vault().refuseLocked();
    this.#refresh();
    await this.#parts.preflight().refuseFullDisk();
  }

  async #started(): Promise<void> {
    const { settings, fault, runs, backups } = this.#parts;
    const { bench } = this.runner;
    // It serves already: a disk that refuses is shown, and does not undo that.
    await fault.kept(async () => {
      if (bench !== null) await settings.rememberCard(bench.network.interfaceName);
      await runs().serving(this.runner.isOn);
    });
    // The card it serves on is no change that waits for the next start.
    const { interface: card } = settings.current;
    this.#basis = { ...this.#basis, settings: { ...this.#basis.settings, interface: card } };
    this.#announceSettings();
    void backups().daily();
  }

  async #stopped(): Promise<void> {
    await this.#parts.fault.kept(() => this.#parts.runs().serving(false));
    this.#refresh();
    this.#announceSettings();
  }

  #refresh(): void {
    const before = this.#parts.status();
    this.#basis = basisOf(this.#parts.settings.current);
    const status = this.#parts.status();
    const isSame =
      status.isRehearsing === before.isRehearsing && status.hasIspRule === before.hasIspRule;
    if (!isSame) this.#parts.changes.publish([{ type: 'status', status }]);
  }

  #announceSettings(): SettingsAnswer {
    const settings = this.settingsAnswer();
    this.#parts.changes.publish([{ type: 'settings', settings }]);
    return settings;
  }

  #awake(sleptMs: number): void {
    const minutes = Math.round(sleptMs / 60_000);
    const length = minutes < 1 ? 'a moment' : `${minutes} min`;
    this.#parts.log.write({
      source: 'station',
      severity: severity.notice,
      msg: `This computer slept for ${length}: card, sockets and wire are looked at anew.`,
    });
  }

  #stateChanged(): void {
    const { log, changes, status } = this.#parts;
    const { problem, state } = this.runner;
    log.write({
      source: 'station',
      severity: problem === null ? severity.notice : severity.error,
      msg: problem ?? `The station is ${state}.`,
    });
    changes.publish([{ type: 'status', status: status() }]);
  }
}
