/**
 * A unit's own web server, as far as a station asks for it: its whole configuration as XML, and the
 * orders to resync and to restart (guide: Retail Provisioning; device facts 11.1 to 11.4, 11.10).
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isSwitchedOff } from '../station/profile/unit/unit-state.ts';
import { isSecretParameter } from '../station/profile/values/secrets.ts';

export type UnitOrder = { kind: 'resync'; argument: string } | { kind: 'reboot' };

export interface WebServedUnit {
  mac: string;
  serial: string;
  model: { name: string; firmware: string; hardware: string };
  /** Where it is no longer the model's. */
  firmware?(): string;
  /** As they are at that moment. */
  parameters(): ReadonlyMap<string, string>;
  address(): string;
  onOrder(order: UnitOrder): void;
}

const REALM = 'spa';

/** Not listening yet. A unit whose profile switched its web server off has none. */
export function unitWebServer(unit: WebServedUnit): Server {
  const nonce = randomBytes(8).toString('hex');
  const server = createServer((request, response) => {
    // A unit sends its pages whole and hangs up.
    response.setHeader('connection', 'close');
    const parameters = unit.parameters();
    const password = parameters.get('Admin_Passwd') ?? '';
    if (password !== '' && !isAnswered(request, nonce, password)) {
      const challenge = `Digest realm="${REALM}", nonce="${nonce}", qop="auth", algorithm=MD5`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return;
    }
    if (isSwitchedOff(parameters, 'Enable_Web_Admin_Access')) {
      response.writeHead(403).end();
      return;
    }
    answer(unit, request, response);
  });
  server.headersTimeout = 5_000;
  return server;
}

function answer(unit: WebServedUnit, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', ...query] = (request.url ?? '').split('?');
  switch (path) {
    case '/admin/spacfg.xml':
      response.writeHead(200, { 'content-type': 'text/xml' }).end(configurationOf(unit));
      return;
    case '/admin/resync':
      response.end('<html><body>SPA will resync when it is idle.</body></html>');
      unit.onOrder({ kind: 'resync', argument: decodeURIComponent(query.join('?')) });
      return;
    case '/admin/reboot':
      response.end('<html><body>SPA will reboot when it is idle.</body></html>');
      unit.onOrder({ kind: 'reboot' });
      return;
    default:
      response.writeHead(404).end();
  }
}

/** Passwords and keys are not shown; status fields stand among the parameters. */
export function configurationOf(unit: Omit<WebServedUnit, 'onOrder'>): string {
  const { mac, serial, model } = unit;
  const status: [string, string][] = [
    ['Product_Name', model.name.replace(/^SPA/, 'SPA-')],
    ['Serial_Number', serial],
    ['Software_Version', unit.firmware?.() ?? model.firmware],
    ['Hardware_Version', model.hardware],
    ['MAC_Address', mac.toUpperCase()],
    ['Customization', 'Open'],
    ['Current_IP', unit.address()],
  ];
  const parameters = [...unit.parameters()].map(([name, value]): [string, string] => [
    name,
    isSecretParameter(name) ? '' : value,
  ]);
  const lines = [...status, ...parameters].map(
    ([name, value]) => `<${name} ua="na">${escaped(value)}</${name}>`,
  );
  return `<flat-profile>\n${lines.join('\n')}\n</flat-profile>\n`;
}

function escaped(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Digest by RFC 2617 section 3.2.2, computed without the station's own client. */
function isAnswered(request: IncomingMessage, nonce: string, password: string): boolean {
  const header = request.headers.authorization ?? '';
  const field = (name: string) =>
    new RegExp(`(?:^|[ ,])${name}="?([^",]*)"?`).exec(header)?.[1] ?? '';
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const secret = md5(`admin:${REALM}:${password}`);
  const asked = md5(`${request.method}:${request.url}`);
  const middle = `${nonce}:${field('nc')}:${field('cnonce')}:auth`;
  return field('nonce') === nonce && field('response') === md5(`${secret}:${middle}:${asked}`);
}
