import type { Unit } from '../../main/contract/model.ts';

/** What a person may type to find a unit, once made ready to compare. */
export interface UnitQuery {
  /** As typed, in lower case. */
  text: string;
  /** Without what stands between the digits of a MAC; empty when it is no part of one. */
  digits: string;
}

/** @returns null when nothing is asked for */
export function unitQuery(typed: string): UnitQuery | null {
  const text = typed.trim().toLowerCase();
  if (text === '') return null;
  const digits = text.replace(/[\s:.-]/g, '');
  return { text, digits: /^[0-9a-f]{2,12}$/.test(digits) ? digits : '' };
}

/**
 * Whether somebody means a MAC, whole or with a mistake in it: then a search that finds nothing is worth a
 * question to the station. O, I and L, as read for digits on small labels, count as digits.
 */
export function looksLikeMac(typed: string): boolean {
  return /^[0-9a-foil]{10,14}$/i.test(typed.replace(/[\s:.-]/g, ''));
}

/**
 * Whether a unit is meant: any part of its MAC in any notation (so the last digits do), or any part
 * of its serial, address, model or account.
 */
export function isMeant(
  unit: Pick<Unit, 'mac' | 'serial' | 'address' | 'model' | 'account'>,
  query: UnitQuery,
): boolean {
  if (query.digits !== '' && unit.mac.includes(query.digits)) return true;
  return [unit.serial, unit.address, unit.model, unit.account].some(
    (value) => value?.toLowerCase().includes(query.text) ?? false,
  );
}
