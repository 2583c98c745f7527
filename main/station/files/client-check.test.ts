import { expect, it } from 'vitest';
import { parsePosted } from '../units/posted.ts';
import type { ClientCertificate, FileRequest } from './answer.ts';
import { judgeClient } from './client-check.ts';

const mac = '000e08abcdef';
const other = '000e08000001';
const serial = '88012BA01234';
const own: ClientCertificate = {
  state: 'verified',
  subject: { product: 'SPA-962', serial, mac, generic: false },
};
const generic: ClientCertificate = {
  state: 'verified',
  subject: { product: null, serial: null, mac: null, generic: true },
};
const asked = (path: string, client: ClientCertificate, userAgent: string | null): FileRequest => ({
  ...{ via: 'https', path, client, userAgent, address: '192.168.76.20', port: 1024, at: 0 },
});

it.each([
  ['its own path', `/p/${mac}.cfg`, own, null, mac, null],
  ['its own MAC in capitals', `/spa${mac.toUpperCase()}.cfg`, own, null, mac, null],
  ['its own serial, which looks like a MAC', `/spa${serial}.cfg`, own, null, mac, null],
  ['its own User-Agent', '/x', own, `cisco/SPA-962-2.0.5 (${serial})`, null, null],
  ['a browser', '/x', own, 'Mozilla/5.0 (X11; Linux x86_64)', mac, null],
  ['a name with a longer number in it', `/firmware-${other}0.bin`, own, null, mac, null],
  ['another’s path', `/p/${other}.cfg`, own, null, mac, 'held'],
  ['another’s path, of no family', '/p/00a0de000001.cfg', own, null, mac, 'held'],
  ['another’s MAC behind spa', `/spa${other}.cfg`, own, null, mac, 'held'],
  ['another’s lease', '/x', own, null, other, 'held'],
  ['another’s serial', '/x', own, 'cisco/SPA-962-2.0.5 (4MM00F903042)', null, 'held'],
  ['another’s MAC in the User-Agent', '/x', own, `Cisco/SPA501G-7.4.4 (${other})(A)`, null, 'held'],
  ['a generic one on its lease', '/x', generic, `cisco/SPA-962-2.0.5 (${serial})`, mac, null],
  ['a generic one without lease', '/x', generic, null, null, 'refused'],
  ['a generic one of another serial', '/x', generic, 'cisco/SPA-962-2.0.5 (X1)', mac, 'held'],
  ['none', '/x', { state: 'none' }, null, mac, 'refused'],
  ['one that is not ours', '/x', { state: 'unverified', reason: 'EXPIRED' }, null, mac, 'refused'],
] as const)('%s', (_name, path, client, agent, wireMac, verdict) => {
  const judged = judgeClient({
    ...{ request: asked(path, client, agent), mode: 'required', wireMac },
    wireSerial: wireMac === mac ? serial : null,
  });
  expect(judged === null ? null : judged.holds ? 'held' : 'refused').toBe(verdict);
});

it('without a certificate nothing is refused while they are only asked for', () => {
  const request = asked('/x', { state: 'none' }, null);
  const facts = { request, wireMac: null, wireSerial: null };
  expect(judgeClient({ ...facts, mode: 'asked' })).toBeNull();
});

it('reads a posted body as the guide has it, and nothing out of rubbish', () => {
  const text = `Product = "SPA-962"; MAC_Addr = "${mac}"; Ser_Num = "${serial}"; SW_Ver = "6.1.5(a)";`;
  const all = { product: 'SPA-962', mac, serial, version: '6.1.5(a)' };
  const nothing = { product: null, mac: null, serial: null, version: null };
  expect(parsePosted(Buffer.from(text))).toEqual(all);
  expect(parsePosted(Buffer.from('Product = SPA; "MAC" = x; Ser_Num = "";\u0000\u00ff'))).toEqual(
    nothing,
  );
  for (let end = 0; end < text.length; end += 1) {
    expect(() => parsePosted(Buffer.from(text.slice(0, end)))).not.toThrow();
  }
});
