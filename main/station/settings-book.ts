/**
 * The settings in force, in layers: standard values, then what people set and the store keeps, then
 * `--config`, then the flags. What file or flags say cannot be changed while the station runs.
 */

import * as z from 'zod';
import { StationError } from '../contract/errors.ts';
import type { ListedCard } from '../contract/model.ts';
import {
  type SettingsAnswer,
  type SettingsPatch,
  settingsPatchSchema,
  settingsViewSchema,
} from '../contract/settings.ts';

import { badSettings, refuseContradictions, type Settings } from './settings.ts';
import { networkKeys, refuseWrongNetwork } from './settings-check.ts';
import { fixedKeys, layered, settingsAnswer } from './settings-view.ts';
import type { Store } from './store/store.ts';
import { permanentRuleOf } from './templates/given.ts';

const KEPT_AS = 'settings';
const patchSchema = z.strictObject(settingsPatchSchema.shape);

export interface SettingsBookParts {
  store: Pick<Store, 'read' | 'write'>;
  /** What file and flags say, over the standard values. */
  given: Settings;
  listCards(): Promise<ListedCard[]>;
}

export class SettingsBook {
  readonly #parts: SettingsBookParts;
  #stored: SettingsPatch;
  #current: Settings;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SettingsBookParts) {
    this.#parts = parts;
    this.#stored = readStored(parts.store.read(({ meta }) => meta.get(KEPT_AS)));
    this.#current = layered(parts.given, this.#stored);
  }

  /** Another object after each change. */
  get current(): Settings {
    return this.#current;
  }

  /** @param running what the services were started with; null while they are stopped */
  answer(running: Settings | null): SettingsAnswer {
    return settingsAnswer(this.#current, running, this.#parts.given);
  }

  /**
   * Takes the change as a whole, or refuses it and changes nothing. Resolves when it is durable.
   * @throws StationError BAD_SETTINGS naming the place, SETTING_FIXED
   */
  change(patch: SettingsPatch): Promise<void> {
    return this.#inTurn(async () => {
      const read = patchSchema.safeParse(patch);
      if (!read.success) throw badSettings(read.error);
      const wanted = withoutUndefined(read.data);
      const fixed = fixedKeys(this.#parts.given);
      for (const key of fixed) {
        if (!Object.hasOwn(wanted, key)) continue;
        throw new StationError(
          'SETTING_FIXED',
          `${key}: it is set by the command line or the settings file, and changed there.`,
        );
      }
      const stored = { ...this.#stored, ...wanted };
      const next = layered(this.#parts.given, stored);
      refuseContradictions(next);
      if (wanted.presets?.some(({ name }) => name.toLowerCase() === 'billing')) {
        throw new StationError('BAD_SETTINGS', 'presets: billing is built in; choose another name');
      }
      permanentRuleOf(next.isp);
      if (networkKeys.some((key) => Object.hasOwn(wanted, key))) {
        refuseWrongNetwork(wanted, next, await this.#parts.listCards());
      }
      await this.#keep(stored);
    });
  }

  /** The card the station serves on now; nothing to remember where file or flags name one. */
  rememberCard(name: string): Promise<void> {
    return this.#inTurn(async () => {
      if (fixedKeys(this.#parts.given).has('interface') || this.#stored.interface === name) return;
      await this.#keep({ ...this.#stored, interface: name });
    });
  }

  async #keep(stored: SettingsPatch): Promise<void> {
    await this.#parts.store.write(({ meta }) => meta.set(KEPT_AS, JSON.stringify(stored)));
    this.#stored = stored;
    this.#current = layered(this.#parts.given, stored);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** What is no longer understood, such as of another version, has its standard value again. */
function readStored(text: string | null): SettingsPatch {
  const raw = parsed(text ?? '{}');
  const known = Object.entries(settingsViewSchema.shape).flatMap(([key, schema]) => {
    const read = schema.safeParse(Object.getOwnPropertyDescriptor(raw, key)?.value);
    return read.success ? [[key, read.data]] : [];
  });
  return Object.fromEntries(known);
}

function parsed(text: string): object {
  try {
    const raw: unknown = JSON.parse(text);
    return typeof raw === 'object' && raw !== null ? raw : {};
  } catch {
    return {};
  }
}

function withoutUndefined(patch: SettingsPatch): SettingsPatch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
