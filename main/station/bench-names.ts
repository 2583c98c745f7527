/** Which names lead to the station on the bench: those its units' rules and its own DHCP options name. */
import { ipv4ToNumber } from '../contract/values.ts';
import type { Clock } from './clock.ts';
import { serversOfRules } from './rule-servers.ts';
import type { TemplateDocument } from './templates/document.ts';

const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

export interface NameSources {
  ispRule: string | null;
  documents: readonly Pick<TemplateDocument, 'texts'>[];
  /** Texts of the DHCP options 66, 159 and 160: a name, or a URL. */
  options: readonly (string | undefined)[];
  /** As the certificate names the station; null: there is none. */
  httpsHost: string | null;
}

/** In small letters, each once; addresses are no names. Pure. */
export function benchNames(sources: NameSources): ReadonlySet<string> {
  const { ispRule, documents, options, httpsHost } = sources;
  const said = options.filter((text) => text !== undefined);
  const inUrls = serversOfRules([ispRule ?? '', ...said].join('\n'), documents);
  const alone = [...said, httpsHost ?? ''].map((text) => text.replace(/:\d+$/, '').toLowerCase());
  const hosts = [...inUrls, ...alone].filter((host) => HOST.test(host) && host.length <= 253);
  return new Set(hosts.filter((host) => ipv4ToNumber(host) === null));
}

/** Templates may be large and questions many: the rules are read again at most so often. */
const FRESH_MS = 1000;

/** The names as they are now, for one question after the other. */
export class BenchNames {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #sources: () => NameSources;
  #held: { at: number; names: ReadonlySet<string> } | null = null;

  constructor(clock: Pick<Clock, 'monotonicMs'>, sources: () => NameSources) {
    this.#clock = clock;
    this.#sources = sources;
  }

  now(): ReadonlySet<string> {
    const at = this.#clock.monotonicMs();
    if (this.#held === null || at - this.#held.at >= FRESH_MS) {
      this.#held = { at, names: benchNames(this.#sources()) };
    }
    return this.#held.names;
  }
}
