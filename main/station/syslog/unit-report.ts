import type { UnitReport } from '../events.ts';
import { type FoundMac, findMac } from './mac-in-text.ts';

/** Two hyphens on the wire; the guide prints other dashes, one of them also as Windows' 0x96. */
const DASHES = '[-\\u2010-\\u2015\\u2212\\u0096\\u0097]+';
const PRODUCT_BEFORE = /(?:^|\s)([A-Za-z0-9][A-Za-z0-9._-]{0,63})\s{1,8}$/;
const BODY_AFTER = new RegExp(`^\\s{0,8}${DASHES}\\s*(.*)$`, 's');
const STARTED_OR_DONE = /^(requesting|successful) (resync|upgrade)(?:\s+(.*))?$/is;
const FAILED = /^(resync|upgrade) failed\s*:?(.*)$/is;
/** One blank and no more, or a line of 64 KB of blanks would take seconds. */
const BEFORE_DETAIL = new RegExp(`(?:^|\\s)${DASHES}(?=\\s|$)`);

/**
 * A unit's own line about a resync or an upgrade (guide: Log_Resync_*, Log_Upgrade_*):
 *
 *     SPA-962 00:0e:08:ab:cd:ef -- Requesting resync tftp://192.168.1.200/basic.txt
 *     SPA962 00:0e:08:aa:bb:cc -- Successful upgrade http://10.0.0.5:80/fw.bin -- ok
 *     SPA962 00:0e:08:aa:bb:cc -- Resync failed: file not found
 *
 * The line may follow other text (a host or tag). The guide prints a blank after `://`; it is dropped.
 * A line that is nothing but the report, without product and MAC, counts too: a template may say so.
 * @param found  the MAC it names, where that is known already
 * @returns null for every other text
 */
export function readUnitReport(
  text: string,
  found: FoundMac | null = findMac(text),
): UnitReport | null {
  if (!found) return readReport(text.trim(), { product: null, mac: null });
  const product = PRODUCT_BEFORE.exec(text.slice(Math.max(0, found.start - 80), found.start))?.[1];
  const body = BODY_AFTER.exec(text.slice(found.end))?.[1]?.trim();
  if (product === undefined || body === undefined) return null;
  return readReport(body, { product, mac: found.mac });
}

function readReport(body: string, who: Pick<UnitReport, 'product' | 'mac'>): UnitReport | null {
  const failed = FAILED.exec(body);
  if (failed) {
    const [, operation = '', detail = ''] = failed;
    return {
      ...who,
      operation: asOperation(operation),
      phase: 'failure',
      url: null,
      detail: detail.trim() || null,
    };
  }
  const [, how, operation, rest = ''] = STARTED_OR_DONE.exec(body) ?? [];
  if (how === undefined || operation === undefined) return null;
  const about = rest.replace(/:\/\/\s+/, '://');
  const split = BEFORE_DETAIL.exec(about);
  const url = about.slice(0, split?.index);
  const detail = split === null ? '' : about.slice(split.index + split[0].length);
  return {
    ...who,
    operation: asOperation(operation),
    phase: how.toLowerCase() === 'successful' ? 'success' : 'request',
    url: url.trim() || null,
    detail: detail.trim() || null,
  };
}

function asOperation(word: string): 'resync' | 'upgrade' {
  return word.toLowerCase() === 'upgrade' ? 'upgrade' : 'resync';
}
