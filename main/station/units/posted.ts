/** What a unit says of itself in the body of a POST (guide: `--post`; the body is a GPP's text). Pure. */
import { type Mac, parseMac } from '../../contract/values.ts';

export interface PostedSelf {
  product: string | null;
  mac: Mac | null;
  serial: string | null;
  version: string | null;
}

const MAX_CHARACTERS = 64 * 1024;
const PAIR = /([A-Za-z][A-Za-z0-9_]{0,39})\s*=\s*"([^"\r\n]{0,200})"\s*;?/g;
/** The names are the template's; these are the guide's and what is close to them. */
const names: Record<keyof PostedSelf, RegExp> = {
  product: /^(?:product(?:_name)?|pn|model)$/i,
  mac: /^(?:mac(?:_addr(?:ess)?)?|ma|mau)$/i,
  serial: /^(?:ser(?:ial)?(?:_num(?:ber)?)?|sn)$/i,
  version: /^(?:sw_?ver(?:sion)?|version|firmware)$/i,
};

/** Reads `Product = "$PN"; MAC_Addr = "$MA"; …` as it comes expanded; anything else is passed over. */
export function parsePosted(body: Uint8Array): PostedSelf {
  const text = Buffer.from(body).toString('latin1').slice(0, MAX_CHARACTERS);
  const said = new Map<keyof PostedSelf, string>();
  for (const [, name = '', value = ''] of text.matchAll(PAIR)) {
    for (const key of Object.keys(names) as (keyof PostedSelf)[]) {
      if (names[key].test(name) && value.trim() !== '') said.set(key, value.trim());
    }
  }
  return {
    product: said.get('product') ?? null,
    mac: parseMac(said.get('mac') ?? ''),
    serial: said.get('serial') ?? null,
    version: said.get('version') ?? null,
  };
}
