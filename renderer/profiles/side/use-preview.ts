import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { LayerRef, Preview, TemplateTexts } from '../../../main/contract/profiles.ts';
import type { Mac } from '../../../main/contract/values.ts';
import { useClient, useMirror } from '../../mirror/context.ts';
import type { EditingSession } from '../draft/editing-session.ts';

/** A pause in typing after which the unit is looked at anew. */
const AFTER_MS = 500;

export interface LookedAt {
  preview: Preview | null;
  /** What is written, after a pause in typing; null: nothing is being written. */
  texts: TemplateTexts | null;
  /** What is shown is of an older text, or of another unit. */
  isOld: boolean;
  error: Error | null;
  again: () => void;
}

/**
 * What the unit would get and do with the texts as they are written now.
 * @param template  `session` null: it is not being written, or not there yet
 * @param mac  null: no unit is looked at
 * @param model  of a unit the bench knows nothing of; empty: as the bench knows it
 */
export function usePreview(
  { ref, session, isFixed }: { ref: LayerRef; session: EditingSession | null; isFixed: boolean },
  mac: Mac | null,
  model: string,
): LookedAt {
  const client = useClient();
  const texts = useSettledTexts(session);
  // What the bench knows of the unit counts too, such as the account it is bound to.
  const unit = useMirror((mirror) => (mac === null ? undefined : mirror.units.get(mac)));
  const known = `${unit?.model} ${unit?.account} ${unit?.firmware} ${unit?.serial}`;
  const batch = useMirror((mirror) => mirror.settings?.values.batch ?? null);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['profiles', 'preview', ref, mac, model, known, batch, texts],
    queryFn: () =>
      client.profiles.preview({
        unit: { mac: mac ?? '', ...(model === '' ? {} : { model }) },
        ...(texts === null ? {} : { draft: { ...ref, texts } }),
      }),
    enabled: mac !== null && (texts !== null || isFixed),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  return {
    preview: mac === null ? null : (data ?? null),
    texts,
    isOld: isPlaceholderData || (data !== undefined && data.mac !== mac),
    error,
    again: () => void refetch(),
  };
}

/** The texts after a pause in typing, without drawing anything before; null: none is being written. */
function useSettledTexts(session: EditingSession | null): TemplateTexts | null {
  const [settled, setSettled] = useState<{ of: EditingSession; texts: TemplateTexts } | null>(null);
  useEffect(() => {
    if (session === null) return;
    const take = () => setSettled({ of: session, texts: session.texts() });
    take();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = session.subscribe('texts', () => {
      clearTimeout(timer);
      timer = setTimeout(take, AFTER_MS);
    });
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [session]);
  return settled !== null && settled.of === session ? settled.texts : null;
}
