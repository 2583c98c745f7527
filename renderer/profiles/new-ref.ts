import type { LayerKind, LayerRef } from '../../main/contract/profiles.ts';
import { parseMac } from '../../main/contract/values.ts';

/** The template a person named, or what is wrong with the name. Pure. */
export function newRef(
  kind: Exclude<LayerKind, 'station' | 'isp'>,
  typed: string,
): LayerRef | string {
  const key = typed.trim();
  if (kind === 'unit') {
    const mac = parseMac(key);
    return mac === null ? 'A MAC has 12 digits, from 0 to 9 and A to F.' : { kind, key: mac };
  }
  if (key === '') return 'Write its name first.';
  if (kind === 'model' && !/^[A-Za-z0-9-]{2,20}$/.test(key)) {
    return '2 to 20 letters, digits and -, as on the box.';
  }
  const most = kind === 'batch' ? 40 : 64;
  return key.length > most ? `At most ${most} characters.` : { kind, key };
}
