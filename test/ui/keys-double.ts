/** What a station answers about keys, for the page's tests. */
import { createHash } from 'node:crypto';
import { StationError } from '../../main/contract/errors.ts';
import type {
  ImportedUnit,
  KeyImport,
  KeyOverview,
  Recipient,
  UnitKeysView,
} from '../../main/contract/escrow.ts';
import type { StationFacade } from '../../main/station/router.ts';

const day = 86_400_000;
export const station = {
  subject: 'CN=SPA Bench station 7d02aa91',
  fingerprint: Array.from({ length: 32 }, (_, n) => `7D${n}`.slice(0, 2)).join(':'),
};

export function aRecipient(fileName: string, about: Partial<Recipient> = {}): Recipient {
  const fingerprint = createHash('sha256').update(fileName).digest('hex').toUpperCase();
  return {
    ...{ fileName, subject: `CN=${fileName}`, fingerprint, issuer: `CN=${fileName}` },
    ...{ validFrom: Date.now() - day, validTo: Date.now() + 400 * day, key: 'RSA, 3072 bits' },
    ...{ problem: null, warning: null, ...about },
  };
}

function file(name: string) {
  const bytes = Buffer.from(`bytes of ${name}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, base64: bytes.toString('base64'), bytes: bytes.length, sha256 };
}

/** Answers the questions about keys of a facade out of memory. */
export class KeysDouble {
  overview: KeyOverview;
  /** By the file's name. */
  recipients = new Map<string, Recipient>();
  units: ImportedUnit[] = [];
  unit: UnitKeysView = { exports: [], past: [], rotation: null, whyNot: null };
  readonly exports: Parameters<StationFacade['keys']['exportFor']>[0][] = [];
  readonly imports: Parameters<StationFacade['keys']['importFrom']>[0][] = [];

  constructor(facade: StationFacade, keys = 3) {
    this.overview = {
      ...{ keys, algorithm: 'AES-256-CBC', bits: 256, notExported: keys, rotating: 0 },
      ...{ isSealed: true, exports: [], batches: [{ batch: 142, rows: 2 }], signer: station },
    };
    const news = () => facade.changes.publish([{ type: 'keys' }]);
    facade.keys.overview = async () => this.overview;
    facade.keys.recipients = async ({ files }) =>
      files.map(({ name }) => {
        const known = this.recipients.get(name);
        if (known) return known;
        throw new StationError('BAD_CERTIFICATE', `${name} holds no certificate.`);
      });
    facade.keys.exportFor = async (question) => {
      this.exports.push(question);
      const recipients = question.certificates.flatMap(
        ({ name }) => this.recipients.get(name) ?? [],
      );
      const files = ['', '.manifest.json', '.manifest.p7s'].map((end) => file(`keys.p7m${end}`));
      const [{ sha256 = '' } = {}] = files;
      const made = { number: 1, at: Date.now(), fileName: 'keys.p7m', sha256, units: keys };
      this.overview = {
        ...this.overview,
        notExported: 0,
        exports: [{ ...made, recipients }],
      };
      news();
      return { ...made, recipients, dir: '/data/exports', files };
    };
    facade.keys.importFrom = async (question): Promise<KeyImport> => {
      this.imports.push(question);
      const units = this.units.map((unit) => ({
        ...unit,
        isTaken: unit.state === 'new' || question.replace.includes(unit.mac),
      }));
      return { isTrial: question.isTrial, madeAt: 1, signer: station, isOwn: false, units };
    };
    facade.keys.fileSet = async () => ({
      ...{ files: 2, hosts: ['prov.example.net'], dir: null, archive: file('profiles.tar') },
      leftOut: [{ mac: '000e08000003', why: 'Its permanent rule names no --key.' }],
    });
    facade.keys.ofUnit = async () => this.unit;
    facade.keys.rotate = async () => {
      this.unit = { ...this.unit, rotation: { since: Date.now(), isGiven: false } };
      return { fingerprint: 'ab', text: 'It took the order to resync.', isTold: true };
    };
    facade.keys.undoRotation = async () => {
      this.unit = { ...this.unit, rotation: null };
      return this.unit;
    };
  }
}
