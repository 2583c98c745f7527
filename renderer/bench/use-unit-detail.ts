import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Unit, UnitDetail } from '../../main/contract/model.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';

/** What the station knows of a unit beyond its tile; asked again whenever the unit changed. */
export function useUnitDetail(unit: Unit): { detail: UnitDetail | null; problem: string | null } {
  const client = useClient();
  const queries = useQueryClient();
  const asked = useRef(unit);
  const { data, error } = useQuery({
    queryKey: ['units', unit.mac, 'detail'],
    queryFn: () => client.units.get({ mac: unit.mac }),
    // Kept no longer than the drawer: the next look is at what is true then.
    gcTime: 0,
  });
  useEffect(() => {
    if (asked.current === unit) return;
    asked.current = unit;
    void queries.invalidateQueries({ queryKey: ['units', unit.mac, 'detail'] });
  }, [queries, unit]);
  return { detail: data ?? null, problem: error === null ? null : refusalText(error) };
}
