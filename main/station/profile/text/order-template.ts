import { bad, good, type Read } from '../problem.ts';
import { isHost } from '../rules/url.ts';

/** What is ordered from the maker for units it customises (guide: Deploying RC Units). */
export interface OrderTemplate {
  domains: readonly string[];
  primaryDns: string;
  secondaryDns: string;
  provisionEnable: boolean;
  periodic: string;
  retry: string;
  rule: string;
}

/** Up to this many domains can be ordered, and a unit takes. */
export const MOST_DOMAINS = 5;

/**
 * The order's text in the form of the guide, seven lines; the first name has blanks there, and the `*`
 * stands before each value that becomes the factory's.
 * @returns problem `too-many-domains`, `bad-domain` or `bad-value`, naming the field
 */
export function writeOrderTemplate(order: OrderTemplate): Read<string> {
  const domains = order.domains.map((one) => one.trim()).filter((one) => one !== '');
  if (domains.length > MOST_DOMAINS) {
    const message = `${domains.length} domains are given; ${MOST_DOMAINS} can be ordered.`;
    return bad('too-many-domains', message);
  }
  const strange = domains.find((one) => !isHost(one));
  if (strange !== undefined) return bad('bad-domain', `"${strange}" is no domain.`);
  const values = [
    ['Primary_DNS', order.primaryDns],
    ['Secondary_DNS', order.secondaryDns],
    ['Provision_Enable', order.provisionEnable ? 'Yes' : 'No'],
    ['Resync_Periodic', order.periodic],
    ['Resync_Error_Retry_Delay', order.retry],
    ['Profile_Rule', order.rule],
  ] as const;
  for (const [name, value] of values) {
    if (/[^\x20-\x7e]|"/.test(value)) {
      return bad('bad-value', `${name} holds a character the form cannot hold.`);
    }
  }
  const lines = values.map(([name, value]) => `${name.padEnd(26)} * "${value}";`);
  return good([`Restricted Access Domains "${domains.join(', ')}";`, ...lines, ''].join('\n'));
}
