/** The file resolver joined to what the station knows: who asks, their keys, account and templates. */
import type { Ipv4, Mac } from '../contract/values.ts';
import { accountSecrets } from './accounts/import.ts';
import type { Basis } from './basis.ts';
import type { Bench } from './bench.ts';
import type { Binder } from './binding/bind.ts';
import type { Clock } from './clock.ts';
import type { AnswerFile, FileRequest } from './files/answer.ts';
import type { IspValues, StationAddress } from './files/chain-files.ts';
import type { Folder } from './files/folder.ts';
import { ispValuesFor } from './files/isp-values.ts';
import { createFileResolver, type Requester } from './files/resolve.ts';
import type { Log } from './log.ts';
import type { OpenNetwork } from './net/open-network.ts';
import type { Read } from './profile/problem.ts';
import type { Tracker } from './provisioning/tracker.ts';
import { bootstrapKey, newUnitKey, type UnitKey } from './provisioning/unit-keys.ts';
import type { Store, Tables } from './store/store.ts';
import type { Model } from './units/models.ts';

export interface UnitFilesParts {
  /** Of the run under way; while stopped, of the next one. */
  basis(): Basis;
  store: Store;
  clock: Clock;
  log: Log;
  stationSecret: string;
  tracker(): Tracker;
  binder(): Binder;
  bench(): Bench | null;
}

export class UnitFiles {
  readonly #parts: UnitFilesParts;
  /** Found out once per request; the tracker asks again when the transfer is told. */
  readonly #requesters = new WeakMap<FileRequest, Requester>();

  constructor(parts: UnitFilesParts) {
    this.#parts = parts;
  }

  requesterOf(request: FileRequest): Requester | null {
    return this.#requesters.get(request) ?? null;
  }

  resolver(station: StationAddress, network: OpenNetwork, folder: Folder | null): AnswerFile {
    const { store, clock, log, stationSecret, tracker, binder, bench } = this.#parts;
    const { settings, templates, models } = this.#parts.basis();
    return createFileResolver({
      models,
      station,
      commonTemplate: templates.commonFile,
      isRehearsing: settings.rehearsal,
      unknownUnits: settings.unknownUnits,
      folder,
      contains: (address) => network.contains(address),
      identify: async (request) => {
        const requester = (await bench()?.identify(request)) ?? null;
        if (requester !== null) this.#requesters.set(request, requester);
        return requester;
      },
      leaseHolder: (request) => {
        const mac = bench()?.leaseHolder(request.address) ?? null;
        if (mac === null) return null;
        const requester: Requester = { mac, how: 'lease', isWanted: true };
        this.#requesters.set(request, requester);
        return requester;
      },
      isHeldBack: (mac) =>
        binder().ofUnit(mac) !== null && tracker().byMac(mac)?.mayGoAgain !== true,
      modelOf: (mac) => this.#modelOf(mac),
      bootstrapKey: (mac) => bootstrapKey(stationSecret, mac),
      issueKeys: (mac) => store.write((tables) => issueKeys(tables, mac, clock.now())),
      issuedKeys: (directory) => {
        const key = store.read(({ keys }) => keys.byDirectory(directory));
        return key === null || key.issuedAt === null ? null : key;
      },
      ispValues: (mac, model) => this.#ispValues(mac, model, network.address),
      onTemplateProblem: (mac, text) =>
        tracker().apply(mac, { type: 'template-broken', at: clock.now(), text }),
      log,
    });
  }

  /** The rule the unit follows for good; null while none is set, or its template does not build. */
  permanentRule(mac: Mac): string | null {
    const isp = this.#ispValues(mac, null, this.#parts.bench()?.network.address ?? '');
    return isp.ok ? isp.value.rule : null;
  }

  #ispValues(mac: Mac, model: Model | null, stationAddress: Ipv4): Read<IspValues> {
    const { basis, store, tracker, binder } = this.#parts;
    return ispValuesFor(basis().templates, {
      mac,
      model: model ?? this.#modelOf(mac),
      serial: tracker().byMac(mac)?.serial ?? null,
      stationAddress,
      account: accountFields(store, binder(), mac),
    });
  }

  #modelOf(mac: Mac): Model | null {
    const name = this.#parts.tracker().byMac(mac)?.model ?? null;
    return name === null ? null : this.#parts.basis().models.byName(name);
  }
}

/** The unit's keys, made when missing, marked as given out: on disk before the first byte goes out. */
function issueKeys({ keys }: Tables, mac: Mac, at: number): UnitKey {
  const known = keys.of(mac) ?? newUnitKey(mac, at);
  if (known.issuedAt !== null) return known;
  const issued = { ...known, issuedAt: at };
  keys.save(issued);
  return issued;
}

/** What templates may name as `account.…`, secrets among them; null while the unit is not bound. */
function accountFields(store: Store, binder: Binder, mac: Mac): ReadonlyMap<string, string> | null {
  const account = binder.ofUnit(mac)?.account;
  return account === undefined ? null : accountSecrets(store, account);
}
