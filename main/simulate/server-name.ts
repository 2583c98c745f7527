/** The server a unit learns from DHCP (guide: URL Syntax; device option lists of newer firmware). */
import { type Ipv4, ipv4ToNumber } from '../contract/values.ts';
import { addressOption, optionText } from './dhcp-message.ts';

export interface NamedServer {
  /** As the option holds it: a name, an address, or a URL. */
  text: string;
  /** Set when the text is an IPv4 address. */
  address: Ipv4 | null;
  isUrl: boolean;
}

/** Option that holds addresses in binary; 66, 159 and 160 hold text. */
const TFTP_SERVER_ADDRESSES = 150;

/**
 * First of the model's server options that is there and usable. `siaddr` and `sname` are not looked
 * at: the guide names option 66 and nothing else.
 */
export function namedServer(
  options: ReadonlyMap<number, Buffer>,
  model: { serverOptions: readonly number[]; takesUrlFromDhcp: boolean },
): NamedServer | null {
  for (const code of model.serverOptions) {
    const value = options.get(code);
    if (!value) continue;
    const text =
      code === TFTP_SERVER_ADDRESSES ? (addressOption(value) ?? '') : optionText(value).trim();
    const isUrl = /^[a-z]+:\/\//i.test(text);
    if (text === '' || (isUrl && !model.takesUrlFromDhcp)) continue;
    return { text, address: ipv4ToNumber(text) === null ? null : text, isUrl };
  }
  return null;
}
