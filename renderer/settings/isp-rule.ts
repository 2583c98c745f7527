/** The ISP's address as a rule, and what a unit makes of it. Pure. */

const OWN_DIRECTORY = '7f3a9c…';

/** What a unit puts in place of the macros, for one example unit. */
const example: Readonly<Record<string, string>> = {
  B: OWN_DIRECTORY,
  MA: '000e084f1a92',
  MAU: '000E084F1A92',
  MAC: '00:0e:08:4f:1a:92',
  PN: 'SPA-962',
  PSN: '962',
  SN: 'FLT00F204711',
};

/** The unit whose address is shown as example. */
export const exampleUnit = 'SPA962 00:0E:08:4F:1A:92';

/** Whether the address holds a name and password for the server. */
export function hasPassword(isp: string): boolean {
  return /:\/\/[^/\s@]*@/.test(isp);
}

/** The address without what nobody is to read: a password before the host, a key that is written out. */
export function maskIsp(isp: string): string {
  return isp
    .replace(/:\/\/([^/\s:@]*)(?::[^/\s@]*)?@/g, '://$1:••••@')
    .replace(/(--key\s+)(?!\$)\S+?(?=[\s\]])/g, '$1••••');
}

/** The last `Profile_Rule` of every unit, as the station makes it; masked. */
export function ruleOf(isp: string): string {
  const text = maskIsp(isp.trim());
  if (text.startsWith('[')) return text;
  const url = /\$(?:B|\(B\))(?![A-Za-z0-9_])/.test(text)
    ? text
    : `${text.replace(/\/+$/, '')}/$B/spa$PSN.cfg`;
  return `[--key $SA] ${url}`;
}

/** The address one unit asks for, its macros filled; masked. */
export function addressOf(isp: string): string {
  const url = ruleOf(isp).replace(/^\[[^\]]*\]\s*/, '');
  return url.replace(/\$\(?([A-Z]+)\)?/g, (whole, name: string) => example[name] ?? whole);
}

/** What is wrong with a typed address, or null. */
export function ispProblem(text: string): string | null {
  if (text.trim() === '') return 'Type the address of the ISP’s server.';
  if (!/(?:^|\s)(?:tftp|https?):\/\/[^/\s]+/i.test(text.trim())) {
    return 'An address that begins with https://, http:// or tftp://.';
  }
  return null;
}
