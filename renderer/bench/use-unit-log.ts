import { useMemo } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { joinLines } from './log-lines.ts';
import { useUnitPart } from './use-unit-part.ts';

const LINES = 200;

/** The newest log lines of one unit, oldest first, growing as they are written; null: not there yet. */
export function useUnitLog(mac: Mac): readonly LogLine[] | null {
  const live = useMirror((mirror) => mirror.log);
  const { data } = useUnitPart(mac, ['log'], ({ log }) => log.list({ mac, last: LINES }));
  return useMemo(() => (data === undefined ? null : joinLines(data, live, mac)), [data, live, mac]);
}
