/** What a template can be compared with: what was served last, what is published, any version. Pure. */
import type { TemplateDetail } from '../../../main/contract/profiles.ts';
import { dayAndTime } from '../../ui/format.ts';

export interface Comparison {
  id: string;
  /** Goes on from “Change since”: `last served, v12, 22 Nov 14:02`. */
  word: string;
  /** null: the texts in force. */
  version: number | null;
}

type Compared = Pick<TemplateDetail, 'version' | 'versions' | 'lastServed' | 'origin'>;

/** Never empty: what is in force can be nothing at all. */
export function comparisonsOf(detail: Compared, now = Date.now()): Comparison[] {
  const { version, versions, lastServed } = detail;
  const found: Comparison[] = [];
  if (lastServed !== null) {
    const word = `last served, v${lastServed.version}, ${dayAndTime(lastServed.at, now)}`;
    const isInForce = lastServed.version === version;
    found.push({ id: 'served', word, version: isInForce ? null : lastServed.version });
  }
  found.push({ id: 'published', word: inForce(detail), version: null });
  for (const one of versions) {
    if (one.version === version) continue;
    const word = `version ${one.version}, ${dayAndTime(one.publishedAt, now)}`;
    found.push({ id: `v${one.version}`, word, version: one.version });
  }
  return found;
}

function inForce({ version, origin }: Compared): string {
  if (version !== null) return `published, v${version}`;
  switch (origin) {
    case 'built-in':
      return 'built in';
    case 'settings-file':
      return 'the settings file';
    default:
      return 'nothing published yet';
  }
}

/** The number the next version gets: versions have no gaps, and the newest may not be in force. */
export function nextVersion({ versions }: Pick<TemplateDetail, 'versions'>): number {
  return Math.max(0, ...versions.map(({ version }) => version)) + 1;
}
