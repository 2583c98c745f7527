import { useEffect, useRef, useState } from 'react';
import type { LayerRef } from '../../../main/contract/profiles.ts';
import type { Mac } from '../../../main/contract/values.ts';
import { useMirror } from '../../mirror/context.ts';
import { useKeptState } from '../../ui/kept-state.ts';
import type { EditingSession } from '../draft/editing-session.ts';
import type { VocabularyIndex } from '../editor/vocabulary-index.ts';
import { LOOKED_AT } from '../open-profile.ts';
import { useEditorHelp } from '../use-editor-help.ts';
import { useVocabulary } from '../use-vocabulary.ts';
import { firstLookedAt } from './looked-at.ts';
import { type LookedAt, usePreview } from './use-preview.ts';

export interface UnitLookedAt {
  mac: Mac | null;
  setMac: (mac: Mac) => void;
  /** The template's model, or that of the unit; empty: not known. */
  model: string;
  /** Said by a person of a unit nobody knows. */
  saidModel: string;
  setModel: (model: string) => void;
  vocabulary: VocabularyIndex;
  view: LookedAt;
}

/** The unit the templates are looked at through, with what it makes of them and its model's words. */
export function useLookedAt(ref: LayerRef, session: EditingSession | null): UnitLookedAt {
  const [chosen, setChosen] = useKeptState<Mac | null>(LOOKED_AT, null);
  const [saidModel, setModel] = useState('');
  const units = useMirror((mirror) => mirror.units);
  const batch = useMirror((mirror) => mirror.settings?.values.batch ?? null);
  // The unit stays the same while others come and go; only without one the bench is looked at again.
  const [first, setFirst] = useState(() => firstLookedAt(ref, chosen, units, { batch }));
  const found = first ?? firstLookedAt(ref, chosen, units, { batch });
  if (found !== first) setFirst(found);
  const mac = found;
  const unit = mac === null ? undefined : units.get(mac);
  const ownModel = ref.kind === 'model' ? ref.key : '';
  const model = ownModel === '' ? (unit?.model ?? saidModel) : ownModel;
  const vocabulary = useVocabulary(model, unit?.firmware ?? '');
  // A unit nobody knows is taken to be what the template is for.
  const asked = (unit?.model ?? null) === null ? model : '';
  const view = usePreview({ ref, session, isFixed: session === null }, mac, asked);
  useEditorHelp(vocabulary, view.preview);
  useFreshFindings(session, vocabulary);
  return {
    mac,
    setMac: (next) => {
      setFirst(next);
      setChosen(next);
    },
    model,
    saidModel,
    setModel,
    vocabulary,
    view,
  };
}

/** Another catalogue knows other parameters: what was found before is looked at again. */
function useFreshFindings(session: EditingSession | null, vocabulary: VocabularyIndex): void {
  const known = useRef(vocabulary);
  useEffect(() => {
    const isOther = known.current.parameters.length > 0 && known.current !== vocabulary;
    known.current = vocabulary;
    if (isOther) session?.findings.again('all');
  }, [session, vocabulary]);
}
