/** The file resolver joined to what the station knows: who asks, their keys and their templates. */

import { join } from 'node:path';
import type { Mac } from '../contract/values.ts';
import type { Basis } from './basis.ts';
import type { Bench } from './bench.ts';
import type { Binder } from './binding/bind.ts';
import type { Clock } from './clock.ts';
import { type AnswerFile, type FileRequest, shownText } from './files/answer.ts';
import type { StationAddress } from './files/chain-files.ts';
import type { Folder } from './files/folder.ts';
import { keepInQuarantine } from './files/quarantine.ts';
import { createFileResolver } from './files/resolve.ts';
import type { Requester, ResolverParts } from './files/resolver-parts.ts';
import { type AnswerUpload, createUploadAnswer } from './files/upload.ts';
import type { FirmwareDesk } from './firmware/firmware-desk.ts';
import type { UpgradeLine } from './firmware/upgrade-line.ts';
import { type Log, visible } from './log.ts';
import type { OpenNetwork } from './net/open-network.ts';
import { isCustomised, SOMEBODY } from './provisioning/on-customised.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { UnitKey } from './provisioning/unit-keys.ts';
import { profileCompiler } from './spc/profile-compiler.ts';
import type { Store } from './store/store.ts';
import type { UnitBuilds } from './templates/unit-builds.ts';

export interface UnitFilesParts extends Pick<ResolverParts, 'takePin'> {
  /** Of the run under way; while stopped, of the next one. */
  basis(): Basis;
  store: Store;
  clock: Clock;
  log: Log;
  builds: UnitBuilds;
  firmware: FirmwareDesk;
  upgrades: UpgradeLine;
  tracker(): Tracker;
  binder(): Binder;
  bench(): Bench | null;
  mayLeave: ResolverParts['mayLeave'];
  /** It uses its new key from now on. */
  onKeyProved(mac: Mac): void;
  /** A report that is kept already. */
  takeReport(mac: Mac, bytes: Uint8Array): void;
}

const customisedAndAsking =
  'Its maker customised it (RC unit), yet it asks here: was it reset? Mark it Open to provision it';

const boundAndAsking =
  'It is bound and asks for the common file: it was reset, or another unit has its MAC. Release it or choose Provision again';

export class UnitFiles {
  readonly #parts: UnitFilesParts;
  /** Found out once per request; the tracker asks again when the transfer is told. */
  readonly #requesters = new WeakMap<FileRequest, Requester>();
  readonly #identified = new WeakMap<FileRequest, Promise<Requester | null>>();

  constructor(parts: UnitFilesParts) {
    this.#parts = parts;
  }

  requesterOf(request: FileRequest): Requester | null {
    return this.#requesters.get(request) ?? null;
  }

  uploads(network: OpenNetwork): AnswerUpload {
    const { store, clock, tracker } = this.#parts;
    const { settings, models } = this.#parts.basis();
    return createUploadAnswer({
      models,
      takesReports: settings.reports,
      contains: (address) => network.contains(address),
      identify: (request) => this.#identify(request),
      issuedKeys: (directory) => this.#issuedKeys(directory),
      https: this.#parts.basis().settings.https.mode,
      serialOf: (mac) => tracker().byMac(mac)?.serial ?? null,
      onForgery: (mac, path) => {
        const text = `It tried to write over ${shownText(visible(path))}. It gets no file until it was looked at`;
        tracker().apply(mac, { type: 'suspected', at: clock.now(), text });
      },
      keepReport: async (mac, bytes) => {
        if (store.dir !== null) {
          await keepInQuarantine(join(store.dir, 'quarantine'), mac, clock.now(), bytes);
        }
        this.#parts.takeReport(mac, bytes);
      },
    });
  }

  /** The neighbour table is asked at most once for a request. */
  #identify(request: FileRequest): Promise<Requester | null> {
    const known = this.#identified.get(request);
    if (known !== undefined) return known;
    const found = this.#whoAsks(request);
    this.#identified.set(request, found);
    return found;
  }

  async #whoAsks(request: FileRequest): Promise<Requester | null> {
    const requester = (await this.#parts.bench()?.identify(request)) ?? null;
    if (requester !== null) this.#requesters.set(request, requester);
    return requester;
  }

  #issuedKeys(directory: string): UnitKey | null {
    const key = this.#parts.store.read(({ keys }) => keys.byDirectory(directory));
    return key === null || key.issuedAt === null ? null : key;
  }

  /** Its old key, if it has one, is of no more use. */
  async #keyProved(mac: Mac): Promise<void> {
    const { store, clock, tracker } = this.#parts;
    if (store.read(({ keyHistory }) => keyHistory.awaitingSince(mac)) === null) return;
    await store.write(({ keyHistory }) => keyHistory.prove(mac));
    const text = 'It uses its new key; the old one is forgotten';
    tracker().apply(mac, { type: 'key-changed', at: clock.now(), text, mayGoAgain: null });
    this.#parts.onKeyProved(mac);
  }

  resolver(station: StationAddress, network: OpenNetwork, folder: Folder | null): AnswerFile {
    const { store, clock, log, builds, tracker, binder, bench } = this.#parts;
    const { settings, models } = this.#parts.basis();
    const place = { station, stationAddress: network.address };
    return createFileResolver({
      models,
      station,
      isRehearsing: settings.rehearsal,
      unknownUnits: settings.unknownUnits,
      folder,
      contains: (address) => network.contains(address),
      identify: (request) => this.#identify(request),
      leaseHolder: (request) => {
        const mac = bench()?.leaseHolder(request.address) ?? null;
        if (mac === null) return null;
        const requester: Requester = { mac, how: 'lease', isWanted: true };
        this.#requesters.set(request, requester);
        return requester;
      },
      whyHeldBack: (mac) => {
        const record = tracker().byMac(mac);
        if (record?.heldBecause) return record.heldBecause;
        return binder().ofUnit(mac) !== null && record?.mayGoAgain !== true ? boundAndAsking : null;
      },
      whyLeftAlone: (mac) => {
        const record = tracker().byMac(mac);
        return record !== null && isCustomised(record) ? customisedAndAsking : null;
      },
      mayLeave: (mac, file) => this.#parts.mayLeave(mac, file),
      https: settings.https.mode,
      serialOf: (mac) => tracker().byMac(mac)?.serial ?? null,
      takePin: (code, mac, product) => this.#parts.takePin(code, mac, product),
      modelOf: (mac) => builds.modelOf(mac),
      bootstrapKey: (mac) => builds.bootstrapKey(mac),
      compiler: profileCompiler(settings.spc, (mac, text, technical) => {
        // A file made ahead may be done when nobody serves any more.
        if (bench() === null) return;
        tracker().apply(mac, { type: 'compiled', at: clock.now(), text, technical });
      }),
      firmwareOf: (mac) => tracker().byMac(mac)?.firmware ?? null,
      onTooOld: (mac, text) => tracker().apply(mac, { type: 'too-old', at: clock.now(), text }),
      issuedKeys: (directory) => this.#issuedKeys(directory),
      firmware: {
        stepFor: (unit, at) => this.#parts.upgrades.stepFor(unit, at),
        image: (file) => this.#parts.firmware.image(file),
        whyNotNow: (mac, image) => this.#parts.upgrades.whyNotNow(mac, image),
        customised: (mac) => {
          // The company's name stands on its Info page only.
          const isKnown = tracker().byMac(mac)?.customisation ?? null;
          if (isKnown !== null && isKnown !== 'Open') return;
          const said = { status: SOMEBODY, by: 'unit' } as const;
          tracker().apply(mac, { type: 'customised', at: clock.now(), ...said });
        },
        hadUpgradeRule: (mac) => tracker().byMac(mac)?.hadUpgradeRule === true,
      },
      oldKeys: (directory) =>
        store.read(({ keyHistory }) => keyHistory.awaitingByDirectory(directory)),
      keyProved: (mac) => this.#keyProved(mac),
      buildFor: (mac, model) => builds.of(mac, model, place),
      onTemplateProblem: (mac, text) =>
        tracker().apply(mac, { type: 'template-broken', at: clock.now(), text }),
      onCompilerFailure: (mac, text) =>
        tracker().apply(mac, { type: 'compiler-failed', at: clock.now(), text }),
      log,
    });
  }
}
