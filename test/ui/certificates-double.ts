/** What a station answers about certificates, for the page's tests. */
import type { CertificateInfo, Certificates, OldSuite } from '../../main/contract/certificates.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { NewPin, Pin } from '../../main/contract/pins.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { noCertificates } from '../contract/double.ts';

const DAY = 86_400_000;

export function anInfo(about: Partial<CertificateInfo> = {}): CertificateInfo {
  return {
    ...{ subject: 'CN=pv.telco.example', issuer: 'CN=Maker root', host: 'pv.telco.example' },
    ...{ validFrom: 0, validTo: Date.now() + 400 * DAY, bits: 2048, isPractice: false },
    fingerprint: '7D:02:11:5A:91:22',
    ...about,
  };
}

const suites: OldSuite[] = [
  { name: 'TLS_RSA_WITH_AES_256_CBC_SHA', state: 'off', versions: ['TLS 1.0', 'TLS 1.1'] },
  { name: 'TLS_RSA_WITH_RC4_128_SHA', state: 'never', versions: [] },
];

/** Answers the questions about certificates and one-time codes of a facade out of memory. */
export class CertificatesDouble {
  readonly asked: unknown[] = [];
  view: Certificates;
  pins: Pin[] = [];

  constructor(facade: StationFacade, view: Certificates = noCertificates) {
    this.view = view;
    const now = (next: Partial<Certificates>) => {
      this.view = { ...this.view, ...next };
      facade.changes.publish([{ type: 'certificates' }]);
      return this.view;
    };
    facade.certificates.show = async () => this.view;
    facade.certificates.suites = async () => suites;
    facade.certificates.request = async ({ commonName, bits, replaces }) => {
      this.asked.push({ commonName, bits, replaces });
      if (!commonName.includes('.')) {
        throw new StationError('BAD_COMMON_NAME', 'Common name: it begins with the full name.');
      }
      const csr = '-----BEGIN CERTIFICATE REQUEST-----\nYQ==\n-----END CERTIFICATE REQUEST-----\n';
      return now({ request: { commonName, bits, csr } });
    };
    facade.certificates.add = async ({ base64 }) => {
      if (Buffer.from(base64, 'base64').toString() !== 'the answer') {
        throw new StationError('KEY_MISMATCH', 'This certificate belongs to another key.');
      }
      const checks: Certificates['checks'] = [
        { id: 'key', result: 'ok', text: 'It belongs to the key this station holds.' },
        { id: 'chain', result: 'open', text: 'Signed by Maker root.' },
        { id: 'dates', result: 'warn', text: 'It ends on 2025-12-13: 20 days left.' },
      ];
      const server = anInfo({ validTo: Date.now() + 20.5 * DAY });
      return now({ request: null, server, checks });
    };
    facade.certificates.setRoot = async ({ kind, base64 }) => {
      this.asked.push({ kind, hasFile: base64 !== null });
      const list = base64 === null ? [] : [anInfo({ subject: 'CN=Client root, O=Maker' })];
      return now(kind === 'client' ? { clientRoot: list } : { serverRoot: list });
    };
    facade.certificates.lookUp = async () => {
      const dns = { id: 'dns', result: 'ok', text: 'It is 192.168.76.1, this station.' } as const;
      return now({ checks: [...this.view.checks, dns] });
    };
    facade.certificates.practise = async ({ commonName, replaces }) => {
      this.asked.push({ practise: commonName, replaces });
      const made = anInfo({ host: commonName, isPractice: true });
      return now({ server: made, clientRoot: [made], practiceCa: made, checks: [] });
    };
    const news = () => facade.changes.publish([{ type: 'pins' }]);
    facade.pins.list = async () => this.pins;
    facade.pins.make = async ({ accounts, hours }) => {
      this.asked.push({ accounts, hours });
      const unknown = accounts.find((account) => !account.startsWith('004'));
      if (unknown !== undefined) {
        throw new StationError('NO_SUCH_ACCOUNT', `There is no account ${unknown}.`);
      }
      const made = accounts.map((account, at): NewPin => {
        const pin = `c0de${at}`;
        const madeAt = Date.now();
        const about = { id: this.pins.length + at + 1, account, state: 'open', mac: null } as const;
        const url = `https://pv.telco.example/cisco-init/${pin}`;
        return { ...about, madeAt, expiresAt: madeAt + hours * 3_600_000, pin, url };
      });
      this.pins = [...made.map(({ pin: _pin, url: _url, ...about }) => about), ...this.pins];
      news();
      return made;
    };
    facade.pins.withdraw = async ({ id }) => {
      this.pins = this.pins.map((pin) => (pin.id === id ? { ...pin, state: 'withdrawn' } : pin));
      news();
      const [found] = this.pins.filter((pin) => pin.id === id);
      if (found === undefined) throw new StationError('NO_SUCH_PIN', 'There is no such code.');
      return found;
    };
  }
}
