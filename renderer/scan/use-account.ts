import { useQuery } from '@tanstack/react-query';
import { useClient } from '../mirror/context.ts';

/** An account as the station has it now; undefined while it is asked, and when there is none. */
export function useAccount(account: string | null) {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['accounts', account],
    queryFn: () => client.accounts.get({ account: account ?? '' }),
    enabled: account !== null,
  });
  return account === null ? undefined : data;
}

/** An account's name, asked once: lists show many, and names do not change while people bind. */
export function useAccountName(account: string | null): string | null {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['account-name', account],
    queryFn: async () => (await client.accounts.get({ account: account ?? '' })).name,
    enabled: account !== null,
  });
  return data ?? null;
}
