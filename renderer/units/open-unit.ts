/** Asks the bench to open a unit's drawer, also from another screen. */
import type { Mac } from '../../main/contract/values.ts';

const EVENT = 'spa-bench:open-unit';
let wanted: Mac | null = null;

/** Go to the bench afterwards, or be there. */
export function openUnit(mac: Mac): void {
  wanted = mac;
  window.dispatchEvent(new CustomEvent(EVENT));
}

/**
 * For the bench: `open` is called for the unit asked for, now or later.
 * @returns ends it
 */
export function onOpenUnit(open: (mac: Mac) => void): () => void {
  const take = (): void => {
    if (wanted !== null) open(wanted);
    wanted = null;
  };
  take();
  window.addEventListener(EVENT, take);
  return () => window.removeEventListener(EVENT, take);
}
