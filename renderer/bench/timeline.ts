/** A unit's history as a person reads it: what happened, then the field's terms. Pure. */
import { failures } from '../../main/contract/failures.ts';
import { type Evidence, failureCodeSchema } from '../../main/contract/model.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Tone } from '../units/tile-state.ts';

export interface TimelineEntry {
  at: number;
  icon: IconName;
  tone: Tone;
  sentence: string;
  /** Null: the sentence says it all. */
  technical: string | null;
  /** The unit's own words, shown as they came. */
  isQuoted: boolean;
}

interface Kind {
  icon: IconName;
  tone: Tone;
  technical: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  dhcp: { icon: 'card', tone: 'idle', technical: 'DHCP' },
  asked: { icon: 'down', tone: 'prog', technical: 'File request' },
  served: { icon: 'down', tone: 'prog', technical: 'Transfer, every block acknowledged' },
  'broken-off': { icon: 'waiting', tone: 'warn', technical: 'Transfer broken off' },
  proved: { icon: 'check', tone: 'ok', technical: 'Proof by the next request' },
  syslog: { icon: 'log', tone: 'idle', technical: 'Syslog' },
  alive: { icon: 'check', tone: 'ok', technical: 'Proof by quiet and a sign of life' },
  quiet: { icon: 'check', tone: 'ok', technical: 'Proof by quiet' },
  'power-cycle': { icon: 'check', tone: 'ok', technical: 'Proof by a restart' },
  'read-back': { icon: 'log', tone: 'prog', technical: 'Read-back by its web server, or a report' },
  release: { icon: 'check', tone: 'ok', technical: 'Release check' },
  suspected: { icon: 'lock', tone: 'fail', technical: 'Held until a person decides' },
  verified: { icon: 'verified', tone: 'ok', technical: 'VERIFIED' },
  lost: { icon: 'waiting', tone: 'warn', technical: 'Stage taken back' },
  compiled: { icon: 'log', tone: 'prog', technical: 'Vendor’s compiler' },
  held: { icon: 'waiting', tone: 'warn', technical: 'Holding profile served' },
  refused: { icon: 'lock', tone: 'warn', technical: 'Request refused' },
  waiting: { icon: 'waiting', tone: 'warn', technical: 'Limit reached' },
  failed: { icon: 'failed', tone: 'fail', technical: 'Failed' },
  scan: { icon: 'scan', tone: 'idle', technical: 'Barcode scan' },
  board: { icon: 'grid', tone: 'idle', technical: 'Board' },
  operator: { icon: 'account', tone: 'bound', technical: 'By a person' },
};
const otherKind: Kind = { icon: 'info', tone: 'idle', technical: '' };

/** One entry; a kind that is not known yet shows its words and its own name. */
export function timelineEntry({ at, kind, detail }: Evidence): TimelineEntry {
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  const { icon, tone, technical } = known ?? otherKind;
  const entry = { at, icon, tone };
  const [sentence = '', ...more] = detail.split('\n');
  const said = more.length === 0 ? null : more.join(' ');
  if (kind === 'syslog') {
    // Lines kept before a sentence stood in front are the unit's own words alone.
    return said === null
      ? { ...entry, sentence: 'The unit says', technical: sentence, isQuoted: true }
      : { ...entry, sentence, technical: said, isQuoted: true };
  }
  const coded = /^(F\d\d) (.+)$/.exec(sentence);
  const code = failureCodeSchema.safeParse(coded?.[1]);
  if (code.success) {
    const { title, technical: seen } = failures[code.data];
    const words = [code.data, title, said ?? seen].join(' · ');
    return { ...entry, sentence: coded?.[2] ?? title, technical: words, isQuoted: false };
  }
  const fallback = technical || (known ? null : kind);
  return { ...entry, sentence, technical: said ?? fallback, isQuoted: false };
}
