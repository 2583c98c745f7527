/** What a unit tells of itself: `/admin/spacfg.xml` of its web server, or its report. Pure and total. */
import { bad, good, type Read } from '../profile/problem.ts';
import { effectiveEntries } from '../profile/text/source.ts';
import { scanXml } from '../profile/text/xml-scan.ts';

/** A unit's parameters and status fields, by element name. */
export interface RunningFile {
  /** `<X/>` and `<X></X>` are both the empty text: a unit tells what it has. */
  values: ReadonlyMap<string, string>;
  /** False: the tree is broken, and what stands behind the fault was not read. */
  isWhole: boolean;
}

/** An `&` that begins no escape; comments and CDATA stay as they are. */
const BARE_AMPERSAND =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|&(?!#[0-9]+;|#x[0-9A-Fa-f]+;|[A-Za-z_:][\w:.-]*;)/g;

/**
 * Reads the file as far as it goes. Units write into it what a profile may not hold: characters that are
 * not ASCII, a bare `&`, attributes of their own (`group`), status fields such as `Current_IP` or
 * `Primary__DNS`, which with its two underscores is no parameter.
 * @returns problem `not-a-profile` for anything without a `flat-profile`
 */
export function readRunningFile(text: string): Read<RunningFile> {
  const escaped = text
    .replace(/^\ufeff/, '')
    .replace(BARE_AMPERSAND, (found) => (found === '&' ? '&amp;' : found));
  // No name is known: so nothing is asked of values and attributes.
  const source = scanXml({ name: '', text: escaped }, { known: new Set() });
  if (!source.hasFlatProfile) {
    return bad('not-a-profile', 'This is no configuration of a unit: it has no flat-profile.');
  }
  const entries = effectiveEntries(source.entries);
  return good({
    values: new Map(entries.map(({ xmlName, value }) => [xmlName, value ?? ''])),
    isWhole: source.problems.length === 0,
  });
}
