import type { StationStatus } from '../../contract/model.ts';
import type { SelfTest } from '../../contract/preflight.ts';
import { problemOf, runSelfTest, type SelfTestParts } from './self-test.ts';

type Port = StationStatus['ports']['dhcp'];
type Ports = Pick<StationStatus['ports'], 'dhcp' | 'tftp' | 'http' | 'https' | 'syslog'> & {
  dns?: Port;
  ntp?: Port;
};

export interface BenchTestParts extends SelfTestParts {
  ports: { [name in keyof Ports]: number | null };
}

/** The self-tests of one run, and what the last one found. */
export class BenchTest {
  readonly #parts: BenchTestParts;
  #running: Promise<SelfTest> | null = null;
  last: SelfTest | null = null;

  constructor(parts: BenchTestParts) {
    this.#parts = parts;
  }

  /** Who asks while one runs gets its result. */
  run(): Promise<SelfTest> {
    this.#running ??= runSelfTest(this.#parts).then((test) => {
      this.last = test;
      this.#running = null;
      return test;
    });
    return this.#running;
  }

  ports(): Ports {
    const { ports } = this.#parts;
    const of = (service: keyof Ports): Port => ({
      port: ports[service] ?? null,
      problem: problemOf(this.last, service),
    });
    return {
      dhcp: of('dhcp'),
      tftp: of('tftp'),
      http: of('http'),
      https: of('https'),
      syslog: of('syslog'),
      ...('dns' in ports && { dns: of('dns') }),
      ...('ntp' in ports && { ntp: of('ntp') }),
    };
  }
}
