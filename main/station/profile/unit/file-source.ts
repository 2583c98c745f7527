import { standardPorts } from '../rules/url.ts';
import type { Fetch, UnitAnswer } from './actions.ts';

/** What a server has under a URL: a file, nothing, no answer, or a firmware image of a version. */
export type FileAnswer =
  | Uint8Array
  | 'not-found'
  | 'fail'
  /** `fail` with the words of `$ERR`. */
  | { failed: string }
  | { firmware: string };

/**
 * Who answers a simulated unit's requests. The keys of a map are URLs, spelled in any of the ways of
 * {@link spellings}; what is not in it fails.
 */
export type FileSource = ((request: Fetch) => FileAnswer) | ReadonlyMap<string, FileAnswer>;

/**
 * How the URL of a request may be written: as in the rule after expansion, without the scheme's own
 * port, with its port, and the path alone.
 */
export function spellings({ scheme, server, port, path, url }: Fetch): string[] {
  const withPort = `${scheme}://${server}:${port}${path}`;
  const isStandard = port === standardPorts[scheme];
  const short = isStandard ? [`${scheme}://${server}${path}`] : [];
  return [...new Set([url, ...short, withPort, path])];
}

/** The answer of a source, as the unit's coroutine takes it. */
export function answerFrom(source: FileSource, request: Fetch): UnitAnswer {
  const found =
    typeof source === 'function'
      ? source(request)
      : spellings(request)
          .map((spelling) => source.get(spelling))
          .find((answer) => answer !== undefined);
  if (found === 'not-found') return { type: 'not-found' };
  if (found === undefined || found === 'fail') return { type: 'failed', why: silence(request) };
  if (found instanceof Uint8Array) return { type: 'file', bytes: found };
  if ('failed' in found) return { type: 'failed', why: found.failed };
  return { type: 'file', bytes: new Uint8Array(), version: found.firmware };
}

/** `$ERR` of a request nobody answers; of these texts only `http_get failed` is in the guide. */
function silence({ scheme, method }: Fetch): string {
  if (scheme === 'tftp') return 'timeout';
  return method === 'POST' ? 'http_post failed' : 'http_get failed';
}
