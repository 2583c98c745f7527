import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { joinLines } from './log-lines.ts';

const LINES = 200;

/** The newest log lines of one unit, oldest first, growing as they are written; null: not there yet. */
export function useUnitLog(mac: Mac): readonly LogLine[] | null {
  const client = useClient();
  const live = useMirror((mirror) => mirror.log);
  const { data } = useQuery({
    queryKey: ['units', mac, 'log'],
    queryFn: () => client.log.list({ mac, last: LINES }),
    gcTime: 0,
  });
  return useMemo(() => (data === undefined ? null : joinLines(data, live, mac)), [data, live, mac]);
}
