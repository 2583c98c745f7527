/** What Ctrl+K finds: pure over what the page knows already. */
import type { Unit } from '../../main/contract/model.ts';
import type { TemplateInfo } from '../../main/contract/profiles.ts';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { pathOf } from '../profiles/place.ts';
import { detailOf, stateOf, templateName } from '../profiles/template-words.ts';

export interface Destination {
  id: string;
  word: string;
  detail: string;
  to: string;
  /** A unit to open there. */
  unit?: Mac;
}

const MOST_UNITS = 8;
const MOST_TEMPLATES = 6;

/** Screens whose word begins with, or holds, the text; all of them for an empty text. */
export function screenMatches(
  text: string,
  screens: readonly { path: string; title: string; key: string | null }[],
): Destination[] {
  const wanted = text.trim().toLowerCase();
  return screens
    .filter(({ title }) => title.toLowerCase().includes(wanted))
    .map(({ path, title, key }) => ({
      id: `screen ${path}`,
      word: title,
      detail: key ?? '',
      to: path,
    }));
}

/** Templates whose name holds the text, as `Model SPA962` or `spa9`. */
export function templateMatches(text: string, templates: readonly TemplateInfo[]): Destination[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 2) return [];
  return templates
    .filter((each) => `${templateName(each)} profile template`.toLowerCase().includes(wanted))
    .slice(0, MOST_TEMPLATES)
    .map((each) => ({
      id: `template ${each.kind} ${each.key}`,
      word: templateName(each),
      detail: ['Profile', stateOf(each)?.word, detailOf(each)].filter(Boolean).join(' · '),
      to: pathOf(each),
    }));
}

/** A unit that was nearly meant. */
export function unitOf(mac: Mac): Destination {
  return { id: `unit ${mac}`, word: formatMac(mac), detail: '', to: '/', unit: mac };
}

/** Units by any part of MAC (any notation), serial, address, model or account. */
export function unitMatches(text: string, units: Iterable<Unit>): Destination[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 2) return [];
  const digits = wanted.replace(/[:.\- ]/g, '');
  const found: Destination[] = [];
  for (const unit of units) {
    const { mac, serial, address, model, account } = unit;
    const isHit =
      (/^[0-9a-f]+$/.test(digits) && mac.includes(digits)) ||
      [serial, address, model, account].some((value) => value?.toLowerCase().includes(wanted));
    if (!isHit) continue;
    const detail = [model, address, account && `account ${account}`].filter(Boolean).join(' · ');
    found.push({ id: `unit ${mac}`, word: formatMac(mac), detail, to: '/', unit: mac });
    if (found.length === MOST_UNITS) break;
  }
  return found;
}
