import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CatalogueInfo } from '../../main/contract/profiles.ts';
import { useClient } from '../mirror/context.ts';
import { indexVocabulary, noVocabulary, type VocabularyIndex } from './editor/vocabulary-index.ts';

/** The catalogues the station has besides the guide's. */
export function useCatalogues() {
  const client = useClient();
  return useQuery<CatalogueInfo[]>({
    queryKey: ['profiles', 'catalogues'],
    queryFn: () => client.profiles.catalogues(),
  });
}

/**
 * The language's words for a model. They change only with the catalogues, so drafts being saved do not
 * make the station send all of them again.
 */
export function useVocabulary(model: string, firmware: string): VocabularyIndex {
  const client = useClient();
  const { data: catalogues } = useCatalogues();
  const { data } = useQuery({
    queryKey: ['vocabulary', model, firmware, JSON.stringify(catalogues ?? [])],
    queryFn: () => client.profiles.vocabulary({ model, firmware }),
    enabled: catalogues !== undefined,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => (data === undefined ? noVocabulary : indexVocabulary(data)), [data]);
}
