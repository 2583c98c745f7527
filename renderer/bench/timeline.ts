/** A unit's history as a person reads it: what happened, then the field's terms. Pure. */
import { failures } from '../../main/contract/failures.ts';
import { type Evidence, failureCodeSchema } from '../../main/contract/model.ts';
import { count } from '../ui/format.ts';
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
  verified: { icon: 'verified', tone: 'ok', technical: 'VERIFIED' },
  lost: { icon: 'waiting', tone: 'warn', technical: 'Stage taken back' },
  held: { icon: 'waiting', tone: 'warn', technical: 'Holding profile served' },
  refused: { icon: 'lock', tone: 'warn', technical: 'Request refused' },
  waiting: { icon: 'waiting', tone: 'warn', technical: 'Limit reached' },
  failed: { icon: 'failed', tone: 'fail', technical: 'Failed' },
  scan: { icon: 'scan', tone: 'idle', technical: 'Barcode scan' },
  operator: { icon: 'account', tone: 'bound', technical: 'By a person' },
};
const otherKind: Kind = { icon: 'info', tone: 'idle', technical: '' };

/** One entry; a kind that is not known yet shows its words and its own name. */
export function timelineEntry({ at, kind, detail }: Evidence): TimelineEntry {
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  const { icon, tone, technical } = known ?? otherKind;
  const entry = { at, icon, tone, isQuoted: false };
  const taken = /^Took (\S+) whole, (\d+) bytes(?:; (.+))?$/.exec(detail);
  if (kind === 'served' && taken !== null) {
    const [, name, size, note] = taken;
    const words = [technical, `${count(Number(size))} bytes`, note].filter(
      (word) => word !== undefined,
    );
    return { ...entry, sentence: `Fetched ${name}`, technical: words.join(' · ') };
  }
  if (kind === 'syslog') {
    return { ...entry, sentence: 'The unit says', technical: detail, isQuoted: true };
  }
  const coded = /^(F\d\d) (.+)$/s.exec(detail);
  const code = failureCodeSchema.safeParse(coded?.[1]);
  if (code.success) {
    const { title, technical: seen } = failures[code.data];
    return {
      ...entry,
      sentence: coded?.[2] ?? title,
      technical: `${code.data} · ${title} · ${seen}`,
    };
  }
  return { ...entry, sentence: detail, technical: technical || (known ? null : kind) };
}
