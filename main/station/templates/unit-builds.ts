/** What the templates say to each unit, joined to what the station knows of it. */
import { StationError } from '../../contract/errors.ts';
import type { LayerRef, Preview, PreviewUnit, TemplateTexts } from '../../contract/profiles.ts';
import { formatMac, type Ipv4, type Mac } from '../../contract/values.ts';
import { accountSecrets } from '../accounts/import.ts';
import type { Basis } from '../basis.ts';
import type { Binder } from '../binding/bind.ts';
import type { Clock } from '../clock.ts';
import { heldKeyOf } from '../escrow/held-keys.ts';
import {
  fieldValues,
  finalValues,
  type IspValues,
  rehearsedValues,
  type StationAddress,
  type UnitKeys,
} from '../files/chain-files.ts';
import type { PreparedLayers } from '../profile/layers/fill.ts';
import { layerName } from '../profile/layers/layer.ts';
import { asOneFile } from '../profile/layers/merge.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { secretFingerprint } from '../profile/unit/fingerprint.ts';
import { readBool } from '../profile/values/plain-values.ts';
import type { ChainStep, UnitRecord } from '../provisioning/record.ts';
import { chainSteps } from '../provisioning/record.ts';
import type { Tracker } from '../provisioning/tracker.ts';
import { bootstrapKey, newUnitKey } from '../provisioning/unit-keys.ts';
import type { Store } from '../store/store.ts';
import type { Model } from '../units/models.ts';
import { refKey, type TemplateDocument } from './document.ts';
import { layersOf, type TemplatesInForce, type UnitPlace } from './in-force.ts';
import { previewOf } from './preview.ts';
import type { ProfileDesk } from './profile-desk.ts';
import { RequestBuild } from './unit-build.ts';
import {
  type AccountColumns,
  commonEntriesFor,
  type FieldSources,
  ispValuesFor,
  type UnitTemplates,
} from './unit-profiles.ts';

export interface UnitBuildsParts {
  /** Of the run under way; while stopped, of the next one. */
  basis(): Basis;
  store: Store;
  clock: Clock;
  /** @throws StationError STORE_LOCKED */
  stationSecret(): string;
  tracker(): Tracker;
  binder(): Binder;
  desk(): ProfileDesk;
  /** The batch in work; null: none. */
  batch(): string | null;
}

/** Where files are built for: the station as rules name it. */
export interface BuildPlace {
  station: StationAddress;
  stationAddress: Ipv4;
}

/** What a unit should hold, secrets among it: stays inside the station. */
export interface UnitValues {
  key: string;
  /** Once it applied its rehearsal, and once it applied its last file. */
  rehearsed: ProfileEntry[];
  final: ProfileEntry[];
  /** Texts nobody may see, wherever they stand. */
  secrets: string[];
  /** The station as values would name it. */
  station: string[];
  /** Whether it asks for profiles at all. */
  isProvisioning: boolean | null;
  /** False: its templates are others now than those it was given its files from. */
  isAsMade: boolean;
}

export class UnitBuilds {
  readonly #parts: UnitBuildsParts;
  /** What each unit's rehearsal was made of. */
  readonly #rehearsed = new Map<Mac, string>();

  constructor(parts: UnitBuildsParts) {
    this.#parts = parts;
  }

  /** The model the unit has shown so far. */
  modelOf(mac: Mac): Model | null {
    const name = this.#parts.tracker().byMac(mac)?.model ?? null;
    return name === null ? null : this.#parts.basis().models.byName(name);
  }

  bootstrapKey(mac: Mac): string {
    return bootstrapKey(this.#parts.stationSecret(), mac);
  }

  /** For one request: what is published meanwhile counts for the next. */
  of(mac: Mac, given: Model | null, place: BuildPlace): RequestBuild {
    return this.#of(mac, given, place, this.#trialOf(mac));
  }

  /**
   * What the unit has at the ISP for good, by the published templates; the passwords they want are made when missing.
   * @param mark stands for the station, in whatever names it
   */
  async forGood(mac: Mac, mark: string): Promise<Read<ProfileEntry[]>> {
    const station = { scheme: 'tftp', files: mark, syslog: mark } as const;
    const build = this.#of(mac, null, { station, stationAddress: mark }, null);
    const tried = build.ispValues(null);
    if (!tried.ok) return tried;
    const isp = build.ispValues(await build.issueKeys());
    return isp.ok ? { ok: true, value: fieldValues(isp.value) } : isp;
  }

  #of(
    mac: Mac,
    given: Model | null,
    place: BuildPlace,
    trial: TemplateDocument | null,
  ): RequestBuild {
    const { store, clock, desk } = this.#parts;
    const { inForce } = desk().book;
    const model = given ?? this.modelOf(mac);
    const unit = { ...this.#placeOf(mac), model: model?.model ?? null };
    const templates = this.#templatesOf(inForce, unit, trial);
    return new RequestBuild({
      ...{ mac, store, clock, templates, rehearsed: this.#rehearsed },
      documents: inForce.documentsFor(unit, trial),
      commonEntries: () => {
        const prepared = inForce.preparedFor(unit, 'sp-cust', trial);
        return this.#common(mac, model, place, prepared, this.bootstrapKey(mac));
      },
      fill: (keys) => this.#fill(mac, model, place, keys, templates, { isCheck: keys === null }),
    });
  }

  #common(
    mac: Mac,
    model: Model | null,
    place: BuildPlace,
    prepared: PreparedLayers,
    passphrase: string,
  ): Read<ProfileEntry[]> {
    const { batch, tracker } = this.#parts;
    const serial = tracker().byMac(mac)?.serial ?? null;
    const sources = { mac, model, serial, batch: batch(), ...place };
    return commonEntriesFor(prepared, sources, passphrase);
  }

  #fill(
    mac: Mac,
    model: Model | null,
    place: Pick<BuildPlace, 'stationAddress'> & Partial<BuildPlace>,
    keys: UnitKeys | null,
    templates: UnitTemplates,
    options: Pick<FieldSources, 'isCheck' | 'conceal'>,
  ): Read<IspValues> {
    const { store, tracker, binder, batch } = this.#parts;
    const isp = ispValuesFor(templates, {
      ...{ ...place, ...options, mac, model, keys, batch: batch() },
      serial: tracker().byMac(mac)?.serial ?? null,
      account: accountColumns(store, binder(), mac),
      secrets: store.read(({ secrets }) => secrets.of(mac)),
    });
    const hadUpgradeRule = tracker().byMac(mac)?.hadUpgradeRule === true;
    return isp.ok ? { ok: true, value: { ...isp.value, hadUpgradeRule } } : isp;
  }

  /** The rule the unit follows for good; null while none is set, or its template does not build. */
  permanentRule(mac: Mac, keys: UnitKeys): string | null {
    const templates = this.#templatesNow(mac, this.modelOf(mac), this.#trialOf(mac));
    const isp = this.#fill(mac, null, { stationAddress: '' }, keys, templates, { isCheck: false });
    return isp.ok ? isp.value.rule : null;
  }

  /** What that unit should hold; null before it was given a key, or while its templates do not build. */
  valuesOf(mac: Mac, place: BuildPlace & { isLoopback: boolean }): UnitValues | null {
    const { store, binder } = this.#parts;
    const keys = store.read((tables) => heldKeyOf(tables, mac))?.key ?? null;
    if (keys === null) return null;
    const build = this.of(mac, null, place);
    const isp = build.ispValues(keys);
    if (!isp.ok) return null;
    const read = build.commonEntries();
    const common = read.ok ? read.value : [];
    const account = binder().ofUnit(mac)?.account;
    const known = store.read(({ secrets, accounts }) => [
      ...secrets.of(mac).values(),
      ...(account === undefined ? [] : Object.values(accounts.secrets(account))),
    ]);
    const rehearsed = rehearsedValues(place.station, keys, isp.value, common);
    const provisioning = rehearsed.find(({ name }) => name === 'Provision_Enable')?.value ?? '';
    return {
      key: keys.key,
      rehearsed,
      final: asOneFile([...common, ...finalValues(keys, isp.value, place.station)]),
      secrets: [...known.filter((one): one is string => one !== null), this.bootstrapKey(mac)],
      station: namesOf(place),
      isProvisioning: readBool(provisioning),
      isAsMade: build.isAsMade(),
    };
  }

  /**
   * The rule a unit told to resync now is given: that of the file it should ask for next. It holds no key
   * but by the name of its register; so a unit that has none yet begins with its common file.
   */
  nextRule(mac: Mac, { station }: BuildPlace, unit: UnitRecord): string | null {
    const base = `${station.scheme}://${station.files}`;
    const keys = this.#parts.store.read((tables) => tables.keys.infoOf(mac));
    const done = (step: ChainStep) => unit.steps[step].servedAt !== null;
    const step = chainSteps.findLast(done) ?? null;
    // While its key is being changed that one fits whichever of the two it has.
    const isChanging = this.#parts.store.read(
      (tables) => tables.keyHistory.awaitingSince(mac) !== null,
    );
    if (keys !== null && (step === 'own' || isChanging)) {
      return `[--key $SA] ${base}/profile/$B/spa$PSN.cfg`;
    }
    if (keys !== null && (step === 'rehearsal' || step === 'last')) {
      return `[--key $SA] ${base}/profile/$B/${keys.lastName}.cfg`;
    }
    const model = this.modelOf(mac);
    return model === null ? null : `${base}/${model.file}`;
  }

  /** @throws StationError TRIAL_ELSEWHERE for a template the unit gets nothing of */
  refuseElsewhere(ref: LayerRef, mac: Mac): void {
    if (layersOf(this.#placeOf(mac)).some((one) => refKey(one) === refKey(ref))) return;
    const message = `${layerName(ref)} says nothing to ${formatMac(mac)}: try it on a unit that gets it.`;
    throw new StationError('TRIAL_ELSEWHERE', message);
  }

  /** @param draft texts in place of what is in force in that layer */
  preview(
    unit: PreviewUnit,
    place: BuildPlace,
    draft: (LayerRef & { texts: TemplateTexts }) | null,
  ): Preview {
    const { store, clock, desk, basis, tracker } = this.#parts;
    const { mac } = unit;
    const record = tracker().byMac(mac);
    const model = (unit.model && basis().models.byName(unit.model)) || this.modelOf(mac);
    const trial = draft && { ...draft, version: null, origin: 'trial' as const };
    const { own, full, rule } = this.#templatesNow(mac, model, trial);
    const unitPlace = { ...this.#placeOf(mac), model: model?.model ?? null };
    const common = desk().book.inForce.preparedFor(unitPlace, 'sp-cust', trial);
    const isBound = unitPlace.account !== null;
    const layered = [own, full].flatMap((one) => (isBound ? one.bound : one.unbound).all);
    const firmware = unit.firmware ?? record?.firmware ?? undefined;
    const serial = unit.serial ?? record?.serial ?? undefined;
    // Everything shown is made with the fingerprint in the place of each secret, so none can slip.
    const fingerprints = new Set<string>();
    const conceal = (secret: string) => {
      const fingerprint = secretFingerprint(secret);
      fingerprints.add(fingerprint);
      return fingerprint;
    };
    const keys = store.read((tables) => tables.keys.of(mac)) ?? newUnitKey(mac, clock.now());
    const shownKeys = { ...keys, key: conceal(keys.key) };
    const passphrase = conceal(this.bootstrapKey(mac));
    const missing = { ok: false, problem: { kind: 'no-model', message: 'No model.' } } as const;
    return previewOf({
      unit: {
        ...{ mac, values: unit.values },
        ...(firmware !== undefined && { firmware }),
        ...(serial !== undefined && { serial }),
      },
      ...{ model, keys: shownKeys, layered, station: place.station, fingerprints },
      stationHost: place.stationAddress,
      isRehearsing: basis().settings.rehearsal,
      bootstrapKey: passphrase,
      common: model === null ? missing : this.#common(mac, model, place, common, passphrase),
      isp: this.#fill(mac, model, place, keys, { own, full, rule }, { isCheck: true, conceal }),
      catalogue: desk().catalogues.of(model?.model ?? null, firmware ?? null),
      now: clock.now(),
    });
  }

  #templatesNow(mac: Mac, model: Model | null, trial: TemplateDocument | null): UnitTemplates {
    const place = { ...this.#placeOf(mac), model: model?.model ?? null };
    return this.#templatesOf(this.#parts.desk().book.inForce, place, trial);
  }

  #templatesOf(
    inForce: TemplatesInForce,
    place: UnitPlace,
    trial: TemplateDocument | null,
  ): UnitTemplates {
    return {
      own: inForce.preparedFor(place, 'sec-prv-1', trial),
      full: inForce.preparedFor(place, 'sec-prv-2', trial),
      rule: this.#parts.basis().ispRule,
    };
  }

  #placeOf(mac: Mac): UnitPlace {
    const { binder, batch } = this.#parts;
    const model = this.modelOf(mac)?.model ?? null;
    return { mac, model, batch: batch(), account: binder().ofUnit(mac)?.account ?? null };
  }

  #trialOf(mac: Mac): TemplateDocument | null {
    return this.#parts.desk().book.trialOf(mac)?.document ?? null;
  }
}

/** On loopback only with its ports: everything there has this address. */
function namesOf({
  station,
  stationAddress,
  isLoopback,
}: BuildPlace & { isLoopback: boolean }): string[] {
  if (!isLoopback) return [stationAddress];
  return [station.files, ...(station.syslog === null ? [] : [station.syslog])];
}

/** What templates may name as `account.…`, secrets among them; null while the unit is not bound. */
function accountColumns(store: Store, binder: Binder, mac: Mac): AccountColumns | null {
  const account = binder.ofUnit(mac)?.account;
  const values = account === undefined ? null : accountSecrets(store, account);
  if (values === null) return null;
  return {
    get(column) {
      const value = values.get(column);
      if (value !== undefined) return value;
      const isKnown =
        usualColumns.has(column) || store.read(({ accounts }) => accounts.knowsSecret(column));
      return isKnown ? '' : undefined;
    },
  };
}

/** Columns of every account list, empty or not. */
const usualColumns: ReadonlySet<string> = new Set([
  ...['account', 'name', 'work_order', 'model', 'user_id', 'display_name', 'password'],
]);
