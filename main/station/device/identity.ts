/** Whose configuration a file is: what it says of itself against what the station knows. Pure. */
import { formatMac, type Mac, parseMac } from '../../contract/values.ts';
import { visible } from '../log.ts';
import type { RunningFile } from './running-file.ts';

/** Who a unit is to the station; null: not known. */
export interface KnownUnit {
  mac: Mac;
  serial: string | null;
  model: string | null;
}

/** What a file says of its unit; null: it does not say. */
export interface Identity {
  mac: Mac | null;
  serial: string | null;
  product: string | null;
}

export interface IdentityCheck {
  identity: Identity;
  /** What does not fit, as a sentence; null: nothing speaks against it. */
  mismatch: string | null;
}

const LONGEST = 64;

/**
 * Compares `MAC_Address`, `Serial_Number` and `Product_Name`, those that both sides know. Products are
 * compared as people write them: `SPA-962` is `SPA962`, and a longer name of the same model fits.
 */
export function checkIdentity({ values }: RunningFile, unit: KnownUnit): IdentityCheck {
  const identity: Identity = {
    mac: parseMac(values.get('MAC_Address') ?? ''),
    serial: told(values.get('Serial_Number')),
    product: told(values.get('Product_Name')),
  };
  const { mac, serial, product } = identity;
  const wrong: string[] = [];
  if (mac !== null && mac !== unit.mac) {
    wrong.push(`its MAC is ${formatMac(mac)} and not ${formatMac(unit.mac)}`);
  }
  if (serial !== null && unit.serial !== null && !isSameText(serial, unit.serial)) {
    wrong.push(`its serial number is ${serial} and not ${visible(unit.serial)}`);
  }
  if (product !== null && unit.model !== null && !isSameProduct(product, unit.model)) {
    wrong.push(`it is a ${product} and no ${visible(unit.model)}`);
  }
  return { identity, mismatch: wrong.length === 0 ? null : sentence(wrong) };
}

function told(value: string | undefined): string | null {
  const text = visible((value ?? '').trim()).slice(0, LONGEST);
  return text === '' || /^(?:n\/a|none|unknown)$/i.test(text) ? null : text;
}

function isSameText(a: string, b: string): boolean {
  return a.trim().toUpperCase() === b.trim().toUpperCase();
}

function isSameProduct(product: string, model: string): boolean {
  const [a, b] = [plain(product), plain(model)];
  return a.endsWith(b) || a.startsWith(b) || b.endsWith(a) || b.startsWith(a);
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}

function sentence(wrong: readonly string[]): string {
  return `The configuration is another unit's: ${wrong.join(', ')}.`;
}
