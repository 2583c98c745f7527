import { formatMac, type Mac } from '../../main/contract/values.ts';

/** First and last half of a MAC as the screen writes it: `00:0E:08` and `4F:1A:92`. */
export function macHalves(mac: Mac): [maker: string, tail: string] {
  const text = formatMac(mac);
  return [text.slice(0, 8), text.slice(9)];
}

/** The six digits people compare with a label: `4F:1A:92`. */
export function macTail(mac: Mac): string {
  return macHalves(mac)[1];
}

/** The tail in pairs for a screen reader: `4F 1A 92`. */
export function macSpoken(mac: Mac): string {
  return macTail(mac).replaceAll(':', ' ');
}

/** `962` for `SPA962`: enough beside a MAC on a smaller tile. */
export function shortModel(model: string | null): string {
  return model?.replace(/^SPA-?/, '') ?? '?';
}
