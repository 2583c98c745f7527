import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Unit, UnitDetail } from '../../main/contract/model.ts';
import { useUnitPart } from './use-unit-part.ts';

/** What the station knows of a unit beyond its tile; asked again whenever the unit changed. */
export function useUnitDetail(unit: Unit): { detail: UnitDetail | null; problem: string | null } {
  const queries = useQueryClient();
  const asked = useRef(unit);
  const { mac } = unit;
  const { data, problem } = useUnitPart(mac, ['detail'], ({ units }) => units.get({ mac }));
  useEffect(() => {
    if (asked.current === unit) return;
    asked.current = unit;
    void queries.invalidateQueries({ queryKey: ['units', unit.mac, 'detail'] });
  }, [queries, unit]);
  return { detail: data ?? null, problem };
}
