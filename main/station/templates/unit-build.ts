/** What one request of a unit is answered with: the templates stay those of its beginning. */
import type { Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { IspValues, UnitKeys } from '../files/chain-files.ts';
import type { UnitBuild } from '../files/resolver-parts.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { newUnitKey, randomName, type UnitKey } from '../provisioning/unit-keys.ts';
import type { Store, Tables } from '../store/store.ts';
import { refKey, type TemplateDocument } from './document.ts';
import type { UnitTemplates } from './unit-profiles.ts';

export interface RequestBuildParts {
  mac: Mac;
  store: Store;
  clock: Clock;
  /** The unit's templates, in order of their layers. */
  documents: readonly TemplateDocument[];
  templates: UnitTemplates;
  commonEntries(): Read<ProfileEntry[]>;
  /** Without keys only to see whether they build. */
  fill(keys: UnitKeys | null): Read<IspValues>;
  /** What the units' rehearsals were made of, since the station runs. */
  rehearsed: Map<Mac, string>;
}

export class RequestBuild implements UnitBuild {
  readonly #parts: RequestBuildParts;

  constructor(parts: RequestBuildParts) {
    this.#parts = parts;
  }

  commonEntries(): Read<ProfileEntry[]> {
    return this.#parts.commonEntries();
  }

  ispValues(keys: UnitKeys | null): Read<IspValues> {
    return this.#parts.fill(keys);
  }

  issueKeys(): Promise<UnitKeys> {
    return this.#keys(true);
  }

  prepareKeys(): Promise<UnitKeys> {
    return this.#keys(false);
  }

  async #keys(isGiven: boolean): Promise<UnitKeys> {
    const { mac, store, clock, templates } = this.#parts;
    const names = [...new Set([...templates.own.secretNames, ...templates.full.secretNames])];
    const known = store.read(({ keys, secrets }) => {
      const key = keys.of(mac);
      const made = secrets.of(mac);
      const isWhole = key !== null && (key.issuedAt !== null || !isGiven);
      return isWhole && names.every((name) => made.has(name)) ? key : null;
    });
    return known ?? store.write((tables) => makeKeys(tables, mac, names, clock.now(), isGiven));
  }

  async noteMade(): Promise<void> {
    const { mac, store, clock, rehearsed } = this.#parts;
    const id = this.#id();
    if (rehearsed.get(mac) === id) return;
    const versions = this.#versions();
    await store.write(({ templates }) => templates.noteServed(mac, versions, clock.now()));
    rehearsed.set(mac, id);
  }

  isAsMade(): boolean {
    const { mac, store, rehearsed } = this.#parts;
    const known = rehearsed.get(mac);
    if (known !== undefined) return known === this.#id();
    // The station was started anew meanwhile: what is on the disk tells, as far as it is published.
    const words = (all: readonly { kind: string; key: string; version: number }[]) =>
      JSON.stringify(all.map(({ kind, key, version }) => [kind, key, version]).sort());
    const served = store.read(({ templates }) => templates.servedTo(mac));
    return words(served) === words(this.#versions());
  }

  /** Tells every change of its templates, drafts on trial too. */
  #id(): string {
    const { documents } = this.#parts;
    return JSON.stringify(
      documents.map((one) => [refKey(one), one.version, one.version === null ? one.texts : null]),
    );
  }

  #versions(): { kind: TemplateDocument['kind']; key: string; version: number }[] {
    return this.#parts.documents.flatMap(({ kind, key, version }) =>
      version === null ? [] : [{ kind, key, version }],
    );
  }
}

/** The unit's keys and passwords, made when missing; `isGiven`: marked as given out. */
function makeKeys(
  { keys, secrets }: Tables,
  mac: Mac,
  secretNames: readonly string[],
  at: number,
  isGiven: boolean,
): UnitKey {
  const made = secrets.of(mac);
  const missing = secretNames.filter((name) => !made.has(name));
  for (const name of missing) secrets.add(mac, name, newPassword(), at);
  const stored = keys.of(mac);
  const known = stored ?? newUnitKey(mac, at);
  const isMarked = known.issuedAt !== null || !isGiven;
  if (stored !== null && isMarked && missing.length === 0) return known;
  // A password the ISP has not been told makes the last export incomplete.
  const exportedAt = missing.length === 0 ? known.exportedAt : null;
  const whole = { ...known, issuedAt: known.issuedAt ?? (isGiven ? at : null), exportedAt };
  keys.save(whole);
  return whole;
}

/** 95 bits; letters and digits, which every password field takes. */
function newPassword(): string {
  return randomName(16);
}
