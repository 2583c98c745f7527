/** What the templates say to each unit, joined to what the station knows of it. */
import type { LayerRef, Preview, PreviewUnit, TemplateTexts } from '../../contract/profiles.ts';
import type { Ipv4, Mac } from '../../contract/values.ts';
import { accountSecrets } from '../accounts/import.ts';
import type { Basis } from '../basis.ts';
import type { Binder } from '../binding/bind.ts';
import type { Clock } from '../clock.ts';
import type { IspValues, StationAddress, UnitKeys } from '../files/chain-files.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import type { Tracker } from '../provisioning/tracker.ts';
import { bootstrapKey, newUnitKey, randomName, type UnitKey } from '../provisioning/unit-keys.ts';
import type { Store, Tables } from '../store/store.ts';
import type { Model } from '../units/models.ts';
import type { TemplateDocument } from './document.ts';
import type { UnitPlace } from './in-force.ts';
import { previewOf } from './preview.ts';
import type { ProfileDesk } from './profile-desk.ts';
import { commonEntriesFor, ispValuesFor, type UnitTemplates } from './unit-profiles.ts';

export interface UnitBuildsParts {
  /** Of the run under way; while stopped, of the next one. */
  basis(): Basis;
  store: Store;
  clock: Clock;
  stationSecret: string;
  tracker(): Tracker;
  binder(): Binder;
  desk(): ProfileDesk;
  /** The batch in work; null: none. */
  batch(): string | null;
  onFault(error: unknown): void;
}

/** Where files are built for: the station as rules name it. */
export interface BuildPlace {
  station: StationAddress;
  stationAddress: Ipv4;
}

export interface BuildOptions {
  /** In place of what is in force in its layer; absent: what is tried on the unit. */
  trial?: TemplateDocument | null;
  /** Samples may stand in for passwords that are not made yet. */
  isCheck?: boolean;
}

/** Columns of an account that every screen shows. */
const openColumns: ReadonlySet<string> = new Set([
  ...['account', 'name', 'work_order', 'model', 'user_id', 'display_name'],
]);

export class UnitBuilds {
  readonly #parts: UnitBuildsParts;

  constructor(parts: UnitBuildsParts) {
    this.#parts = parts;
  }

  /** The model the unit has shown so far. */
  modelOf(mac: Mac): Model | null {
    const name = this.#parts.tracker().byMac(mac)?.model ?? null;
    return name === null ? null : this.#parts.basis().models.byName(name);
  }

  bootstrapKey(mac: Mac): string {
    return bootstrapKey(this.#parts.stationSecret, mac);
  }

  /** The common file's parameters for this requester. */
  commonEntries(
    mac: Mac,
    model: Model,
    place: BuildPlace,
    trial: TemplateDocument | null = this.#trialOf(mac),
  ): Read<ProfileEntry[]> {
    const { batch, desk, tracker } = this.#parts;
    const unit = { ...this.#placeOf(mac), model: model.model };
    const prepared = desk().book.inForce.preparedFor(unit, 'sp-cust', trial);
    const serial = tracker().byMac(mac)?.serial ?? null;
    const sources = { mac, model, serial, batch: batch(), ...place };
    return commonEntriesFor(prepared, sources, this.bootstrapKey(mac));
  }

  /** Templates filled for this unit; without keys only to see whether they build. */
  ispValues(
    mac: Mac,
    given: Model | null,
    place: Pick<BuildPlace, 'stationAddress'> & Partial<BuildPlace>,
    keys: UnitKeys | null,
    { trial = this.#trialOf(mac), isCheck = keys === null }: BuildOptions = {},
  ): Read<IspValues> {
    const { store, tracker, binder, batch } = this.#parts;
    const model = given ?? this.modelOf(mac);
    return ispValuesFor(this.#templatesOf(mac, model, trial), {
      ...{ ...place, mac, model, keys, isCheck, batch: batch() },
      serial: tracker().byMac(mac)?.serial ?? null,
      account: accountFields(store, binder(), mac),
      secrets: store.read(({ secrets }) => secrets.of(mac)),
    });
  }

  /** The rule the unit follows for good; null while none is set, or its template does not build. */
  permanentRule(mac: Mac): string | null {
    const isp = this.ispValues(mac, null, { stationAddress: '' }, null);
    return isp.ok ? isp.value.rule : null;
  }

  /** Keys and passwords are on the disk when this resolves; what is there already costs no write. */
  async issue(mac: Mac): Promise<UnitKey> {
    const { store, clock } = this.#parts;
    const { own, full } = this.#templatesOf(mac, this.modelOf(mac), this.#trialOf(mac));
    const names = [...new Set([...own.secretNames, ...full.secretNames])];
    const known = store.read(({ keys, secrets }) => {
      const key = keys.of(mac);
      const made = secrets.of(mac);
      const isWhole = key !== null && key.issuedAt !== null;
      return isWhole && names.every((name) => made.has(name)) ? key : null;
    });
    return known ?? store.write((tables) => issueKeys(tables, mac, names, clock.now()));
  }

  /** Its last file is made of the versions in force at this moment. */
  noteServed(mac: Mac): void {
    const { store, clock, desk, onFault } = this.#parts;
    const documents = desk().book.inForce.documentsFor(this.#placeOf(mac), this.#trialOf(mac));
    const served = documents.filter(({ version }) => version !== null);
    if (served.length === 0) return;
    const at = clock.now();
    const noted = store.write((tables) => {
      for (const one of served) tables.templates.noteServed(one, mac, one.version ?? 0, at);
    });
    void noted.catch(onFault);
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
    const keys = store.read((tables) => tables.keys.of(mac)) ?? newUnitKey(mac, clock.now());
    const { own, full } = this.#templatesOf(mac, model, trial);
    const isBound = this.#placeOf(mac).account !== null;
    const layered = [own, full].flatMap((one) => (isBound ? one.bound : one.unbound).all);
    const firmware = unit.firmware ?? record?.firmware ?? undefined;
    const serial = unit.serial ?? record?.serial ?? undefined;
    const missing = { ok: false, problem: { kind: 'no-model', message: 'No model.' } } as const;
    return previewOf({
      unit: {
        ...{ mac, values: unit.values },
        ...(firmware !== undefined && { firmware }),
        ...(serial !== undefined && { serial }),
      },
      ...{ model, keys, layered, openColumns, station: place.station },
      secrets: this.#secretsOf(mac),
      stationHost: place.stationAddress,
      isRehearsing: basis().settings.rehearsal,
      bootstrapKey: this.bootstrapKey(mac),
      common: model === null ? missing : this.commonEntries(mac, model, place, trial),
      isp: this.ispValues(mac, model, place, keys, { trial, isCheck: true }),
      catalogue: desk().catalogues.of(model?.model ?? null, firmware ?? null),
      now: clock.now(),
    });
  }

  /** Values no screen may show, whatever parameter a template puts them into. */
  #secretsOf(mac: Mac): string[] {
    const { store, binder } = this.#parts;
    const account = accountFields(store, binder(), mac) ?? new Map<string, string>();
    const columns = [...account].filter(([column]) => !openColumns.has(column));
    const made = store.read(({ secrets }) => secrets.of(mac));
    return [...columns.map(([, value]) => value), ...made.values()];
  }

  #templatesOf(mac: Mac, model: Model | null, trial: TemplateDocument | null): UnitTemplates {
    const { basis, desk } = this.#parts;
    const { inForce } = desk().book;
    const place = { ...this.#placeOf(mac), model: model?.model ?? null };
    return {
      own: inForce.preparedFor(place, 'sec-prv-1', trial),
      full: inForce.preparedFor(place, 'sec-prv-2', trial),
      rule: basis().ispRule,
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

/** The unit's keys and passwords, made when missing, marked as given out. */
function issueKeys(
  { keys, secrets }: Tables,
  mac: Mac,
  secretNames: readonly string[],
  at: number,
): UnitKey {
  for (const name of secretNames) secrets.add(mac, name, newPassword(), at);
  const known = keys.of(mac) ?? newUnitKey(mac, at);
  if (known.issuedAt !== null) return known;
  const issued = { ...known, issuedAt: at };
  keys.save(issued);
  return issued;
}

/** 95 bits; letters and digits, which every password field takes. */
function newPassword(): string {
  return randomName(16);
}

/** What templates may name as `account.…`, secrets among them; null while the unit is not bound. */
function accountFields(store: Store, binder: Binder, mac: Mac): ReadonlyMap<string, string> | null {
  const account = binder.ofUnit(mac)?.account;
  return account === undefined ? null : accountSecrets(store, account);
}
