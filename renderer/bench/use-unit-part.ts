import { useQuery } from '@tanstack/react-query';
import type { Mac } from '../../main/contract/values.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import type { StationClient } from '../mirror/wire.ts';

/**
 * A part of a unit that is asked for when it is shown.
 *
 * @param part  its name, and what it depends on: another value asks again
 */
export function useUnitPart<T>(
  mac: Mac,
  part: readonly (string | number)[],
  ask: (client: StationClient) => Promise<T>,
): { data: T | undefined; problem: string | null } {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['units', mac, ...part],
    queryFn: () => ask(client),
    // Kept no longer than the drawer: the next look is at what is true then.
    gcTime: 0,
  });
  return { data, problem: error === null ? null : refusalText(error) };
}
