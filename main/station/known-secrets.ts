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
  const { keys, keyHistory, secrets, accounts, bindings } = tables;
  const found = [
    keys.of(mac)?.key,
    keyHistory.awaiting(mac)?.key,
    ...secrets.of(mac).values(),
    // An account it was released from: what it was given of it, it may still have.
    ...bindings.accountsOf(mac).flatMap((account) => Object.values(accounts.secrets(account))),
  ];
  const own = found.filter((each) => each !== undefined);
  return new Set([...own, ...stationSecrets(tables, mac, isp)]);
}

/** Those any unit may have met, known or not: its bootstrap passphrase, and what the ISP's address carries. */
function stationSecrets({ meta }: Tables, mac: Mac, isp: string): Set<string> {
  const station = meta.secret('station.secret');
  const [, query = ''] = isp.split('?', 2);
  const found = [
    station === null ? undefined : bootstrapKey(station, mac),
    ...query.split('&').map((pair) => pair.split('=').at(1)),
  ];
  return new Set(found.filter((each) => each !== undefined));
}

/** What was read for a unit is read again after this time, if anything was stored meanwhile. */
const SAME_MS = 200;
/** Units whose secrets are held; more than a bench has. */
const MOST_HELD = 2000;
/** As `capture/mask.ts` looks for them, without saying where: most lines have none, and there may be many. */
const MAY_HOLD_SECRET = /--key\s|\w:\/\/[^/\s"<@]*@|cisco-init/i;
const SHORTEST_SECRET = 4;

interface Held {
  secrets: readonly string[];
  at: number;
  /** Of the store. */
  version: number;
}

/** A unit's own lines without its secrets: made to print much (`Debug_Level`), it says those, too. */
export class SyslogMask {
  readonly #store: Store;
  readonly #isKnown: (mac: Mac) => boolean;
  readonly #held = new Map<Mac, Held>();

  /** @param isKnown  whether there is a unit of that MAC; who has none was given no key */
  constructor(store: Store, isKnown: (mac: Mac) => boolean) {
    this.#store = store;
    this.#isKnown = isKnown;
  }

  /** @param macs  who sent it, and whom it names: either's secrets may be in it */
  masked(event: SyslogEvent, macs: readonly Mac[], isp: string): SyslogEvent {
    if (this.#store.vault.isLocked) {
      this.#held.clear();
      const text = 'Left out: while the keys are locked nobody knows what is secret in it.';
      return { ...event, msg: text, raw: text };
    }
    const secrets = macs.flatMap((mac) => this.#secretsOf(mac, isp));
    const { msg, raw } = event;
    const isInRaw = raw.endsWith(msg);
    if (!mayHold(raw, secrets) && (isInRaw || !mayHold(msg, secrets))) return event;
    return { ...event, msg: maskedText(msg, secrets), raw: maskedText(raw, secrets) };
  }

  /** A path or a User-Agent a unit sent: rules may put its secrets into both. */
  maskedText(text: string, mac: Mac | null, isp: string): string {
    const { isLocked } = this.#store.vault;
    const known = mac === null || isLocked ? [] : this.#secretsOf(mac, isp);
    const secrets = known.flatMap((secret) => [secret, inUrl(secret)]);
    return mayHold(text, secrets) ? maskedText(text, secrets) : text;
  }

  #secretsOf(mac: Mac, isp: string): readonly string[] {
    const now = performance.now();
    const { version } = this.#store;
    const held = this.#held.get(mac);
    if (held !== undefined && (held.version === version || now - held.at < SAME_MS)) {
      return held.secrets;
    }
    const found = this.#store.read((tables) =>
      this.#isKnown(mac) ? knownSecrets(tables, mac, isp) : stationSecrets(tables, mac, isp),
    );
    const secrets = [...found].filter(({ length }) => length >= SHORTEST_SECRET);
    if (this.#held.size >= MOST_HELD) this.#held.clear();
    this.#held.set(mac, { secrets, at: now, version });
    return secrets;
  }
}

function inUrl(text: string): string {
  // Half a pair of surrogates cannot be written there, and is no longer one then.
  return encodeURIComponent(Buffer.from(text).toString());
}

function mayHold(text: string, secrets: readonly string[]): boolean {
  return MAY_HOLD_SECRET.test(text) || secrets.some((secret) => text.includes(secret));
}
