/**
 * One-time codes: a unit that asks for `https://HOST/cisco-init/CODE` with a certificate of its own is
 * bound to the code's account and gets its whole profile (guide: Retail Provisioning).
 */
import { randomBytes, randomInt, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { StationError } from '../../contract/errors.ts';
import type { NewPin, Pin } from '../../contract/pins.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import { bindPair, pairOf, type UnitDirectory } from '../binding/pair.ts';
import { judgePair } from '../binding/rules.ts';
import type { Clock } from '../clock.ts';
import type { StoredPin } from '../store/pins.ts';
import type { Store, Tables } from '../store/store.ts';

const derive = promisify(scrypt) as (code: string, salt: Buffer, bytes: number) => Promise<Buffer>;

/** Without those that look alike: 31 characters, so ten of them are 49 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 10;
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`);
const SALT = 'pins.salt';
const SEAT = 'one-time code';
const HOUR_MS = 3_600_000;
/** Wrong codes within an hour: of one unit, and of all. */
const MOST_WRONG = 10;
const MOST_WRONG_OF_ALL = 200;
const MOST_LISTED = 1000;

export interface PinDeskParts {
  store: Store;
  clock: Clock;
  units(): UnitDirectory;
  /** Name and port units reach HTTPS by; null: no certificate with a name. */
  host(): string | null;
  /** Why the unit gets nothing at all, such as a suspicion. */
  whyHeld(mac: Mac): string | null;
  /** It was bound; resolves when the unit is held back for everybody else. */
  onBound(mac: Mac): Promise<void>;
  /** A code is in another state now. */
  onChange(): void;
}

export type PinAnswer = { ok: true; account: string } | { ok: false; reason: string };

export class PinDesk {
  readonly #parts: PinDeskParts;
  #wrong = { since: 0, all: 0, byUnit: new Map<Mac, number>() };

  constructor(parts: PinDeskParts) {
    this.#parts = parts;
  }

  /**
   * A code for each account. It is in the answer and nowhere else.
   * @throws StationError NO_SUCH_ACCOUNT; no code is made then
   */
  async make(accounts: readonly string[], hours: number): Promise<NewPin[]> {
    const { store, clock, host } = this.#parts;
    const codes = accounts.map((account) => ({ account, code: newCode() }));
    const salt = await this.#salt();
    const hashed: { account: string; code: string; hash: string }[] = [];
    for (const each of codes) hashed.push({ ...each, hash: await hashOf(each.code, salt) });
    const name = host();
    const made = await store.write((tables) =>
      hashed.map(({ account, code, hash }) => {
        if (tables.accounts.get(account) === null) {
          throw new StationError('NO_SUCH_ACCOUNT', `There is no account ${account}.`);
        }
        const madeAt = clock.now();
        const expiresAt = madeAt + hours * HOUR_MS;
        const id = tables.pins.add({ hash, account, madeAt, expiresAt });
        const url = name === null ? null : addressOf(name, code);
        const shown = { id, account, state: 'open' as const, madeAt, expiresAt, mac: null };
        return { ...shown, pin: code, url };
      }),
    );
    this.#parts.onChange();
    return made;
  }

  /** Newest first, the last thousand. */
  list(): Pin[] {
    const now = this.#parts.clock.now();
    return this.#parts.store
      .read(({ pins }) => pins.list(MOST_LISTED))
      .map((pin) => view(pin, now));
  }

  /** @throws StationError NO_SUCH_PIN, PIN_SPENT */
  async withdraw(id: number): Promise<Pin> {
    const { store, clock, onChange } = this.#parts;
    const withdrawn = await store.write(({ pins }) => {
      const pin = pins.get(id);
      if (pin === null) throw new StationError('NO_SUCH_PIN', `There is no code ${id}.`);
      if (pin.servedAt !== null) {
        const text = 'A unit has its profile by this code. Release the unit instead.';
        throw new StationError('PIN_SPENT', text);
      }
      const withdrawnAt = pin.withdrawnAt ?? clock.now();
      pins.withdraw(id, withdrawnAt);
      return view({ ...pin, withdrawnAt }, clock.now());
    });
    onChange();
    return withdrawn;
  }

  /**
   * A unit, known by its own certificate, asks with a code: binds it, durably, before anything is served.
   * A unit that asks again before it has its profile gets the same answer; another one gets none.
   */
  async take(code: string, mac: Mac): Promise<PinAnswer> {
    const { store, whyHeld, onBound, onChange } = this.#parts;
    const limit = this.#limit(mac);
    if (limit !== null) return { ok: false, reason: limit };
    const held = whyHeld(mac);
    if (held !== null) return { ok: false, reason: held };
    const hash = CODE.test(code) ? await hashOf(code, await this.#salt()) : null;
    const answer =
      hash === null ? wrong : await store.write((tables) => this.#take(tables, hash, mac));
    if (answer === wrong) this.#count(mac);
    if (answer.ok) {
      await onBound(mac);
      onChange();
    }
    return answer;
  }

  /**
   * The address by which that unit would use the code; nothing is counted or changed. It may come with the code.
   * @throws StationError BAD_CODE, NO_CERTIFICATE
   */
  async addressFor(text: string, mac: Mac): Promise<string> {
    const { store, clock, host } = this.#parts;
    const code = text.trim().replace(/^.*\//s, '');
    if (!CODE.test(code)) {
      const words = `A one-time code has ${LENGTH} small letters and digits. Look at it again.`;
      throw new StationError('BAD_CODE', words);
    }
    const hash = await hashOf(code, await this.#salt());
    const whyNot = store.read((tables) =>
      whyUnfit(tables, tables.pins.byHash(hash), mac, clock.now()),
    );
    if (whyNot !== null) throw new StationError('BAD_CODE', `Nothing was ordered: ${whyNot}.`);
    const name = host();
    if (name !== null) return addressOf(name, code);
    const words =
      'There is no server certificate with a name, so a code has no address. Make one first.';
    throw new StationError('NO_CERTIFICATE', words);
  }

  /** Its profile went out whole. */
  async served(mac: Mac): Promise<void> {
    const { store, clock, onChange } = this.#parts;
    await store.write(({ pins }) => pins.spend(mac, clock.now()));
    onChange();
  }

  #take(tables: Tables, hash: string, mac: Mac): PinAnswer {
    const now = this.#parts.clock.now();
    const pin = tables.pins.byHash(hash);
    // Whether it ever was a code is nobody's business.
    if (pin === null || pin.withdrawnAt !== null) return wrong;
    const unfit = whyUnfit(tables, pin, mac, now);
    if (unfit !== null) return { ok: false, reason: unfit };
    const account = tables.accounts.get(pin.account);
    if (account === null) return { ok: false, reason: 'the account of this code is gone' };
    const units = this.#parts.units();
    const found = pairOf(tables, units, mac, account);
    // Bound before it is verified: its certificate shows who it is, and it leaves by this very profile,
    // whatever it did or did not ask this bench for before.
    const unit = found.unit && { ...found.unit, condition: 'ok' as const, reason: null };
    const pair = { ...found, unit };
    const judged = judgePair(pair, now, true);
    if (judged.verdict === 'not-bound') return { ok: false, reason: judged.reason };
    if (judged.verdict !== 'already' && unit !== null) {
      bindPair(tables, unit, { account: account.account, seat: SEAT, at: now });
    }
    if (pin.mac === null) tables.pins.take(pin.id, mac, now);
    return { ok: true, account: account.account };
  }

  #limit(mac: Mac): string | null {
    const now = this.#parts.clock.monotonicMs();
    if (now - this.#wrong.since >= HOUR_MS) this.#wrong = { since: now, all: 0, byUnit: new Map() };
    const isTooMany =
      (this.#wrong.byUnit.get(mac) ?? 0) >= MOST_WRONG || this.#wrong.all >= MOST_WRONG_OF_ALL;
    return isTooMany ? 'too many wrong codes within an hour' : null;
  }

  #count(mac: Mac): void {
    this.#wrong.all += 1;
    this.#wrong.byUnit.set(mac, (this.#wrong.byUnit.get(mac) ?? 0) + 1);
  }

  async #salt(): Promise<Buffer> {
    const { store } = this.#parts;
    const kept = store.read(({ meta }) => meta.get(SALT));
    const salt =
      kept ??
      (await store.write(({ meta }) => {
        const made = meta.get(SALT) ?? randomBytes(16).toString('hex');
        meta.set(SALT, made);
        return made;
      }));
    return Buffer.from(salt, 'hex');
  }
}

const NO_SUCH = 'no such code';
const wrong: PinAnswer = { ok: false, reason: NO_SUCH };

/** Why the code is not for that unit now; null: it is. */
function whyUnfit(
  { bindings }: Pick<Tables, 'bindings'>,
  pin: StoredPin | null,
  mac: Mac,
  now: number,
): string | null {
  if (pin === null || pin.withdrawnAt !== null) return NO_SUCH;
  if (pin.servedAt !== null) return 'this code is spent';
  if (pin.mac !== null && pin.mac !== mac) return `this code was used by ${formatMac(pin.mac)}`;
  if (pin.mac === null) return now >= pin.expiresAt ? 'this code is too old' : null;
  // A person took the bind back: the code does not make it again.
  const isBound = bindings.live(mac)?.account === pin.account;
  return isBound ? null : 'the unit was released from the account of this code';
}

function addressOf(host: string, code: string): string {
  return `https://${host}/cisco-init/${code}`;
}

function newCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Slow on purpose: who has the database has not the codes. */
async function hashOf(code: string, salt: Buffer): Promise<string> {
  return (await derive(code, salt, 32)).toString('hex');
}

function view(pin: StoredPin, now: number): Pin {
  const { id, account, madeAt, expiresAt, mac } = pin;
  const state =
    pin.servedAt !== null
      ? 'spent'
      : pin.withdrawnAt !== null
        ? 'withdrawn'
        : mac !== null
          ? 'taken'
          : now >= expiresAt
            ? 'expired'
            : 'open';
  return { id, account, state, madeAt, expiresAt, mac };
}
