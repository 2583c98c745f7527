import type { ServiceState, StationStatus } from '../../contract/model.ts';
import type { SelfTest, ServiceName } from '../../contract/preflight.ts';
import { problemOf, runSelfTest, type SelfTestParts, testOne } from './self-test.ts';

type Ports = StationStatus['ports'];

export interface BenchTestParts extends Omit<SelfTestParts, 'states'> {
  state(service: ServiceName): ServiceState;
}

/** The self-tests of one run, and what the last one found. */
export class BenchTest {
  readonly #parts: SelfTestParts;
  readonly #state: BenchTestParts['state'];
  #running: Promise<SelfTest> | null = null;
  last: SelfTest | null = null;

  constructor(parts: BenchTestParts) {
    this.#state = parts.state;
    this.#parts = { ...parts, states: () => this.#states() };
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

  /** Whether that one answers, as far as it can be asked. Never throws. */
  async answers(service: ServiceName): Promise<boolean> {
    return (await testOne(this.#parts, service, this.#state(service))).result !== 'fail';
  }

  /** With the sentence of the last self-test where one failed. */
  ports(): Ports {
    const states = this.#states();
    const tested = (service: ServiceName, state: ServiceState): ServiceState =>
      state.state === 'on' ? { ...state, problem: problemOf(this.last, service) } : state;
    return {
      dhcp: tested('dhcp', states.dhcp),
      tftp: tested('tftp', states.tftp),
      http: tested('http', states.http),
      https: tested('https', states.https),
      syslog: tested('syslog', states.syslog),
      ...(states.dns && { dns: tested('dns', states.dns) }),
      ...(states.ntp && { ntp: tested('ntp', states.ntp) }),
    };
  }

  /** DNS and NTP are there only while somebody wants them. */
  #states(): Ports {
    const of = this.#state;
    const [dns, ntp] = [of('dns'), of('ntp')];
    return {
      ...{ dhcp: of('dhcp'), tftp: of('tftp'), http: of('http'), https: of('https') },
      syslog: of('syslog'),
      ...(dns.state !== 'off' && { dns }),
      ...(ntp.state !== 'off' && { ntp }),
    };
  }
}
