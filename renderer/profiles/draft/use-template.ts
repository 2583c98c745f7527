import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { LayerRef, TemplateDetail, TemplateInfo } from '../../../main/contract/profiles.ts';
import { useClient, useMirror } from '../../mirror/context.ts';
import type { StationClient } from '../../mirror/wire.ts';
import { writing } from '../editor/extensions.ts';
import { findingsIn } from '../editor/findings-view.ts';
import type { DraftState } from './draft-saver.ts';
import type { EditingParts, EditingSession, SessionNews } from './editing-session.ts';
import { openSession, sessionFor } from './sessions.ts';

interface Asked {
  detail: TemplateDetail;
  askedAt: number;
}

export interface TemplateView {
  /** null: not there yet. */
  detail: TemplateDetail | null;
  /** null as long as nothing is there, and for good where the settings file says the template. */
  session: EditingSession | null;
  error: Error | null;
  again: () => void;
  /** The station's answer to something done here; the session knows it already. */
  settle: (detail: TemplateDetail) => void;
}

const keyOf = ({ kind, key }: LayerRef) => ['profiles', 'get', kind, key] as const;

async function ask(client: StationClient, ref: LayerRef): Promise<Asked> {
  const askedAt = performance.now();
  return { detail: await client.profiles.get(ref), askedAt };
}

/** One template of the station and the writing of it. */
export function useTemplate(ref: LayerRef): TemplateView {
  const client = useClient();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(ref),
    queryFn: () => ask(client, ref),
  });
  const [, setOpened] = useState<EditingSession | null>(null);
  const isFixed = data?.detail.origin === 'settings-file';
  useEffect(() => {
    if (data === undefined || isFixed) return;
    setOpened(sessionFor(data.detail, data.askedAt, partsOf(client)));
  }, [data, isFixed, client]);
  const session = isFixed ? null : openSession(ref);
  return {
    detail: data?.detail ?? null,
    session,
    error: data === undefined ? error : null,
    again: () => void refetch(),
    settle: (detail) => {
      queries.setQueryData<Asked>(keyOf(ref), { detail, askedAt: performance.now() });
    },
  };
}

function partsOf(client: StationClient): EditingParts {
  return {
    client: client.profiles,
    extensions: writing,
    withFindings: (session, stage, findings) =>
      findingsIn(session.stateOf(stage), findings, (finding) => void session.fix(stage, finding)),
  };
}

/** Draws the view again with each piece of such news. */
export function useSession(session: EditingSession | null, news: SessionNews): number {
  const subscribe = useCallback(
    (listener: () => void) => session?.subscribe(news, listener) ?? (() => undefined),
    [session, news],
  );
  return useSyncExternalStore(subscribe, () => session?.count(news) ?? 0);
}

const nothing: DraftState = { kind: 'saved', at: null };
const noNews = () => () => undefined;

export function useDraftState(session: EditingSession | null): DraftState {
  return useSyncExternalStore(
    session?.saver.subscribe ?? noNews,
    session?.saver.state ?? (() => nothing),
  );
}

/**
 * Every template; also asked again when models or the batch in work change.
 * @param isFresh  how many units have which version changes without news: asks anew when it is shown
 */
export function useTemplates(isFresh = false) {
  const client = useClient();
  const settings = useMirror((mirror) => mirror.news.settings);
  return useQuery<TemplateInfo[]>({
    queryKey: ['profiles', 'list', settings],
    queryFn: () => client.profiles.list(),
    placeholderData: keepPreviousData,
    refetchOnMount: isFresh ? 'always' : true,
  });
}
