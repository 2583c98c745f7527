/** The secrets of a unit, for whatever must not show them. */
import type { Mac } from '../contract/values.ts';
import { maskedText } from './capture/mask.ts';
import type { SyslogEvent } from './events.ts';
import { bootstrapKey } from './provisioning/unit-keys.ts';
import type { Store, Tables } from './store/store.ts';

/**
 * Whatever the station knows as secret and might stand in what a unit sends or gets.
 * @throws StationError STORE_LOCKED
 */
export function knownSecrets(tables: Tables, mac: Mac, isp: string): Set<string> {
  const { keys, keyHistory, meta, secrets, accounts, bindings } = tables;
  const station = meta.secret('station.secret');
  const [, query = ''] = isp.split('?', 2);
  const found = [
    keys.of(mac)?.key,
    keyHistory.awaiting(mac)?.key,
    station === null ? undefined : bootstrapKey(station, mac),
    ...secrets.of(mac).values(),
    // An account it was released from: what it was given of it, it may still have.
    ...bindings.accountsOf(mac).flatMap((account) => Object.values(accounts.secrets(account))),
    ...query.split('&').map((pair) => pair.split('=').at(1)),
  ];
  return new Set(found.filter((each) => each !== undefined));
}

/** Lines that follow each other within this time are looked through for the same secrets. */
const SAME_MS = 200;

/** A unit's own lines without its secrets: made to print much (`Debug_Level`), it says those, too. */
export class SyslogMask {
  readonly #store: Store;
  #last: { mac: Mac; secrets: Set<string> } | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  masked(event: SyslogEvent, mac: Mac | null, isp: string): SyslogEvent {
    if (this.#store.vault.isLocked) {
      const text = 'Left out: while the keys are locked nobody knows what is secret in it.';
      return { ...event, msg: text, raw: text };
    }
    const secrets = mac === null ? [] : this.#secretsOf(mac, isp);
    return { ...event, msg: maskedText(event.msg, secrets), raw: maskedText(event.raw, secrets) };
  }

  #secretsOf(mac: Mac, isp: string): Set<string> {
    if (this.#last?.mac === mac) return this.#last.secrets;
    const secrets = this.#store.read((tables) => knownSecrets(tables, mac, isp));
    const last = { mac, secrets };
    this.#last = last;
    const forget = () => {
      if (this.#last === last) this.#last = null;
    };
    setTimeout(forget, SAME_MS).unref();
    return secrets;
  }
}
