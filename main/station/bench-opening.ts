/** The services of one run, joined to store, files, certificates and names of the station. */
import type { Mac } from '../contract/values.ts';
import type { Basis } from './basis.ts';
import { type Bench, type BenchParts, openBench } from './bench.ts';
import type { BenchNames } from './bench-names.ts';
import type { Opening, WantedCard } from './bench-runner.ts';
import type { CertificateBook } from './certificates/book.ts';
import { tlsOf } from './certificates/keeping.ts';
import type { ExchangeBook } from './dhcp/exchange-book.ts';
import type { Lease } from './dhcp/lease.ts';
import { guessClient } from './dhcp/wanted.ts';
import { openFolder } from './files/folder.ts';
import { isClockRight } from './preflight/clock-check.ts';
import type { Tracker } from './provisioning/tracker.ts';
import type { RunBook } from './run-book.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store/store.ts';
import type { UnitFiles } from './unit-files.ts';

export interface BenchOpenerParts
  extends Pick<BenchParts, 'clock' | 'log' | 'capture' | 'tell' | 'onNews' | 'onProbe'> {
  store: Store;
  /** Of the run that begins. */
  basis(): Basis;
  /** As they are now. */
  settings(): Settings;
  tracker: Tracker;
  files: UnitFiles;
  certificates: CertificateBook;
  exchanges: ExchangeBook;
  names: BenchNames;
  runs(): Pick<RunBook, 'latestKnown'>;
}

export class BenchOpener {
  readonly #parts: BenchOpenerParts;

  constructor(parts: BenchOpenerParts) {
    this.#parts = parts;
  }

  /** @throws StationError as `openBench`, or for the folder of `files` */
  async open(wanted: WantedCard, opening: Opening): Promise<Bench> {
    const { store, files, certificates, exchanges, names, runs } = this.#parts;
    const { clock, log, capture, tell, onNews, onProbe } = this.#parts;
    const { settings } = this.#parts.basis();
    const folder = settings.files === undefined ? null : await openFolder(settings.files);
    return openBench({
      ...{ settings, wanted, clock, log, capture, tell, onNews, onProbe },
      ...opening,
      current: () => this.#parts.settings(),
      isUnit: (mac) => this.isUnit(mac),
      leases: () => store.read(({ leases }) => leases.all<Lease>()),
      keeper: {
        save: (lease) => store.write(({ leases }) => leases.save(lease)),
        remove: (address) => store.write(({ leases }) => leases.remove(address)),
      },
      onExchange: (seen) => exchanges.add(seen),
      tls: () => tlsOf(certificates, settings.https.oldSuites),
      names: () => names.now(),
      isClockRight: () => isClockRight(clock.now(), runs().latestKnown),
      resolver: ({ station, network }) => files.resolver(station, network, folder),
      uploads: (network) => files.uploads(network),
    });
  }

  /** By what the bench has seen, or by its prefix, which is a hint. */
  isUnit(mac: Mac): boolean {
    const { tracker, basis } = this.#parts;
    const { macPrefixes } = basis().settings;
    return tracker.byMac(mac) !== null || guessClient(mac, null, macPrefixes).kind === 'wanted';
  }
}
