import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Certificates } from '../../main/contract/certificates.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useToast } from '../ui/toast.tsx';

const key = ['certificates', 'show'] as const;

/** What the station has, and a way to change it that says what was done. */
export function useCertificates() {
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => client.certificates.show(),
  });
  return {
    view: data,
    error,
    again: () => void refetch(),
    /** @returns why it was refused; null: it is done, and `words` were said */
    change: async (work: () => Promise<Certificates>, words: string): Promise<string | null> => {
      try {
        queries.setQueryData(key, await work());
        toast(words);
        return null;
      } catch (refusal) {
        return refusalText(refusal);
      }
    },
  };
}
export type CertificatesUse = ReturnType<typeof useCertificates>;
