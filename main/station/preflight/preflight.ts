/**
 * What is looked at before a start (UI design, section 6.1). Looking sends nothing on any network; the
 * one check that has to ask, for other DHCP servers, waits for Start or for {@link Preflight.probe}.
 */
import type { Certificates } from '../../contract/certificates.ts';
import { StationError } from '../../contract/errors.ts';
import type { Card, ListedCard } from '../../contract/model.ts';
import type { Check, CheckId, Checks } from '../../contract/preflight.ts';
import type { EpochMs, Mac } from '../../contract/values.ts';
import type { Backups } from '../backups.ts';
import type { Basis } from '../basis.ts';
import type { BenchRunner } from '../bench-runner.ts';
import type { Clock } from '../clock.ts';
import type { ProbeResult } from '../dhcp/probe.ts';
import { elevatedRefusal } from '../elevated-refusal.ts';
import { type Log, severity } from '../log.ts';
import { asCommandLine } from '../net/address-commands.ts';
import type { Elevated } from '../net/elevate.ts';
import { handedSockets } from '../net/handed-sockets.ts';
import { openBenchNetwork } from '../net/open-network.ts';
import { isSelfAssigned } from '../net/subnet.ts';
import { isNeeded, lackOf } from '../service-lacks.ts';
import type { CompilerDesk } from '../spc/compiler-desk.ts';
import type { Store } from '../store/store.ts';
import type { TemplatesInForce } from '../templates/in-force.ts';
import { certificateFinding } from './certificate.ts';
import { clockFinding } from './clock-check.ts';
import { diskFinding, freeBytes, refuseFull } from './disk.ts';
import type { Finding } from './finding.ts';
import { firewallFinding, readFirewall } from './firewall.ts';
import {
  ForeignMemory,
  findForeignServers,
  foreignFinding,
  foreignWords,
  servingStopped,
} from './foreign-servers.ts';
import { linkFinding, readLinkFacts } from './link.ts';
import { permissionFinding, readPermissionFacts } from './permission.ts';
import { type PortFacts, portsFinding, tryPorts, wantedPorts } from './ports.ts';
import { profilesFinding } from './profiles.ts';

export interface PreflightParts {
  store: Store;
  clock: Clock;
  log: Log;
  listCards(): Promise<ListedCard[]>;
  /** Asks the person at this computer, then runs the commands. Never throws. */
  runElevated(commands: string[][]): Promise<Elevated>;
  bench: Pick<BenchRunner, 'bench' | 'isOn' | 'usesCard' | 'whileOff' | 'endanger'>;
  /** Whether that MAC is a unit's. */
  isUnit(mac: Mac): boolean;
  basis(): Basis;
  templates(): TemplatesInForce;
  /** The batch in work; null: none. */
  batch(): string | null;
  /** @throws StationError when its files cannot be read */
  certificates(): Certificates;
  backups: Pick<Backups, 'newestAt'>;
  compiler: Pick<CompilerDesk, 'show'>;
  latestKnownTime(): EpochMs;
}

const COMPILER_MS = 1500;
const silent: Log = { write: () => undefined };

export class Preflight {
  readonly #parts: PreflightParts;
  readonly #foreign = new ForeignMemory();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: PreflightParts) {
    this.#parts = parts;
  }

  /** @param name the card chosen; null: none, unless the station serves on one */
  async checks(name: string | null): Promise<Checks> {
    const findings = await this.#look(name);
    return { at: this.#parts.clock.now(), checks: findings.map(({ check }) => check) };
  }

  /**
   * Asks on that card whether another DHCP server is there: three DISCOVERs, up to 5 s.
   * @throws StationError NO_CARD, CARD_LOCKED, NO_ADDRESS, NO_LINK
   */
  probe(name: string): Promise<Check> {
    return this.#inTurn(async () => {
      const { clock, log } = this.#parts;
      const card = await this.#card(name);
      if (card === null) {
        throw new StationError(
          'NO_CARD',
          `There is no network card ${name}. Look at the list again.`,
        );
      }
      if (!card.isLoopback && this.#servesDhcp) {
        const network = await openBenchNetwork({ interfaceName: name, log });
        if (network.problem !== null) throw new StationError('NO_LINK', network.problem);
        const look = { network, clock, log, isUnit: this.#parts.isUnit };
        const result = await findForeignServers(look);
        this.noteProbe(network.card, result);
        this.#stopOn(result, name);
      }
      return this.#foreignFinding(card).check;
    });
  }

  /**
   * Runs the command of that check's fix, once the person agreed, and looks again.
   * @param shown  the command as the person saw it; another one is not run in its place
   * @throws StationError NO_FIX (nothing there that a command could mend), CARD_LOCKED, DECLINED,
   *   NO_DIALOG, FIX_FAILED
   */
  fix(name: string, id: CheckId, shown: string | null = null): Promise<Checks> {
    return this.#inTurn(async () => {
      const { log, runElevated } = this.#parts;
      const card = await this.#card(name);
      if (card !== null && card.lockedBecause !== null) {
        throw new StationError('CARD_LOCKED', `${name} is locked: ${card.lockedBecause}`);
      }
      const findings = await this.#look(name);
      const found = findings.find(({ check }) => check.id === id);
      const commands = found?.commands ?? null;
      if (found === undefined || commands === null) {
        throw new StationError('NO_FIX', 'There is nothing left here that a command could mend.');
      }
      if (shown !== null && shown !== found.check.fix?.command) {
        const text = 'Meanwhile another command is the right one. Look at it, then run it.';
        throw new StationError('NO_FIX', text);
      }
      const isUndo = id === 'permission' && found.check.result === 'ok';
      const aim = isUndo ? 'to take the right to low ports back' : (aims[id] ?? 'to mend this');
      const refusal = elevatedRefusal(aim, await runElevated(commands), 'FIX_FAILED');
      log.write({
        source: 'station',
        severity: refusal === null ? severity.notice : severity.warning,
        msg: refusal?.message ?? `Ran, ${aim}: ${asCommandLine(commands, process.platform)}`,
      });
      if (refusal !== null) throw refusal;
      if (id === 'firewall') await this.#rememberRule(name);
      return this.checks(name);
    });
  }

  /** What a start or a look has found out about other DHCP servers on that card. */
  noteProbe(card: Card, result: ProbeResult): void {
    this.#foreign.note(card, this.#parts.clock.now(), result);
  }

  /** @throws StationError DISK_FULL */
  async refuseFullDisk(): Promise<void> {
    const { dir } = this.#parts.store;
    if (dir !== null) refuseFull(await freeBytes(dir), dir);
  }

  /** Who asks while it serves, and finds one, has stopped it. */
  #stopOn(result: ProbeResult, card: string): void {
    const { bench } = this.#parts;
    const [server] = result.kind === 'heard' ? result.servers : [];
    if (server === undefined || !bench.isOn || !bench.usesCard(card)) return;
    bench.endanger(new StationError('FOREIGN_DHCP', foreignWords(server, card, servingStopped)));
  }

  /** In the order of `checkIds`. */
  async #look(name: string | null): Promise<Finding[]> {
    const { store, clock, bench, basis, templates, batch, backups, latestKnownTime } = this.#parts;
    const card = await this.#card(name ?? bench.bench?.network.interfaceName ?? null);
    const wanted = wantedPorts(basis().settings);
    const ofUnits = wanted.filter(({ isExtra }) => !isExtra);
    const isReal = card !== null && !card.isLoopback;
    const [link, ports, firewall, rights, free, lastBackupAt, whyNoCompiler] = await Promise.all([
      readLinkFacts(card?.name ?? ''),
      this.#portFacts(card),
      isReal ? readFirewall(card.name, ofUnits) : null,
      readPermissionFacts(),
      store.dir === null ? null : freeBytes(store.dir),
      backups.newestAt(),
      this.#whyNoCompiler(),
    ]);
    const wasRefused = ports.refusals.some(({ code }) => code === 'NO_PERMISSION');
    const isLoopback = card?.isLoopback === true;
    return [
      linkFinding(card, link),
      this.#foreignFinding(card),
      portsFinding(ports),
      firewallFinding(card, isLoopback ? { kind: 'off' } : firewall, ofUnits, this.#hasRule(card)),
      permissionFinding(rights, wanted, wasRefused, handedSockets()),
      diskFinding({ dir: store.dir, free, lastBackupAt }),
      profilesFinding(basis(), templates(), batch(), whyNoCompiler),
      certificateFinding(basis().settings.https, this.#certificates()),
      clockFinding(clock.now(), latestKnownTime()),
    ];
  }

  /** A program that takes its time is waited for the next time. */
  async #whyNoCompiler(): Promise<string | null> {
    const { basis, compiler } = this.#parts;
    if (Object.keys(basis().settings.spc.models).length === 0) return null;
    const look = compiler.show(false).then(({ problem }) => problem?.message ?? null);
    const soon = new Promise<null>((resolve) => setTimeout(resolve, COMPILER_MS, null).unref());
    return Promise.race([look, soon]);
  }

  async #portFacts(card: ListedCard | null): Promise<PortFacts> {
    const { bench, basis } = this.#parts;
    const { settings } = basis();
    const { address } = settings;
    const wanted = wantedPorts(settings);
    const test = bench.bench?.test ?? null;
    const own: PortFacts = { wanted, state: 'own', refusals: [], test };
    const unknown: PortFacts = { wanted, state: 'unknown', refusals: [] };
    if (card === null || card.lockedBecause !== null) return unknown;
    if (bench.isOn) return bench.usesCard(card.name) ? own : unknown;
    if (!card.addresses.some((each) => !isSelfAssigned(each.address))) return unknown;
    const isOwn = card.isLoopback || card.addresses.some((each) => each.address === address);
    const place = { interfaceName: card.name, address: isOwn ? address : undefined, log: silent };
    const tried = await bench.whileOff(async () => {
      try {
        return await tryPorts(await openBenchNetwork(place), wanted);
      } catch (error) {
        if (error instanceof StationError) return { noCard: error };
        throw error;
      }
    });
    if (tried === null) return own;
    if ('noCard' in tried) return { wanted, state: 'tried', refusals: [tried.noCard] };
    const refused = [...new Set(tried.map(({ service }) => service))];
    const isSparable = refused.every((service) => !isNeeded(service, settings));
    const spared = refused.map((service) => ({ service, lack: lackOf(service, settings) }));
    const refusals = tried.map(({ error }) => error);
    return { wanted, state: 'tried', refusals, without: isSparable ? spared : [] };
  }

  #foreignFinding(card: ListedCard | null): Finding {
    const { bench, basis, clock } = this.#parts;
    const isServing = card !== null && bench.isOn && bench.usesCard(card.name);
    return foreignFinding({
      card,
      servesDhcp: this.#servesDhcp,
      looksAtStart: basis().settings.checks,
      isServing,
      look: card === null ? null : this.#foreign.of(card, clock.now(), isServing),
    });
  }

  #certificates(): Certificates | null {
    if (this.#parts.basis().settings.https.mode === 'off') return null;
    try {
      return this.#parts.certificates();
    } catch (error) {
      if (error instanceof StationError) return null;
      throw error;
    }
  }

  get #servesDhcp(): boolean {
    return this.#parts.basis().settings.ports.dhcp !== 'off';
  }

  async #card(name: string | null): Promise<ListedCard | null> {
    if (name === null) return null;
    return (await this.#parts.listCards()).find((card) => card.name === name) ?? null;
  }

  #hasRule(card: ListedCard | null): boolean {
    if (card === null) return false;
    return this.#parts.store.read(({ meta }) => meta.get(ruleKey(card.name))) === 'added';
  }

  #rememberRule(card: string): Promise<void> {
    return this.#parts.store.write(({ meta }) => meta.set(ruleKey(card), 'added'));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** Ends the sentence "the permission …". */
const aims: Partial<Record<CheckId, string>> = {
  link: 'to switch the card on',
  firewall: 'to open the firewall for the bench',
  permission: 'to let this user open low ports',
};

function ruleKey(card: string): string {
  return `firewall.rule.${card}`;
}
