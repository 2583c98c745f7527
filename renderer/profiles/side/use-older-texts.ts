import { useQuery } from '@tanstack/react-query';
import type { LayerRef, TemplateDetail, TemplateTexts } from '../../../main/contract/profiles.ts';
import { useClient, useMirror } from '../../mirror/context.ts';
import type { Comparison } from './comparisons.ts';

/** The texts of what is compared with; null while they are on their way. */
export function useOlderTexts(
  detail: TemplateDetail,
  comparison: Comparison,
): { texts: TemplateTexts | null; error: Error | null } {
  const { data, error } = useVersionTexts(detail, comparison.version);
  return comparison.version === null
    ? { texts: detail.inForce, error: null }
    : { texts: data ?? null, error };
}

/** A published version, which never changes on the bench it is of. */
export function useVersionTexts({ kind, key }: LayerRef, version: number | null) {
  const client = useClient();
  const run = useMirror((mirror) => mirror.run);
  return useQuery({
    queryKey: ['template-version', run, kind, key, version],
    queryFn: () => client.profiles.textsOf({ kind, key, version: version ?? 0 }),
    enabled: version !== null,
    gcTime: 60_000,
  });
}
