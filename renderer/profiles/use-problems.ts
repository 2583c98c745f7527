import { Text } from '@codemirror/state';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { StagedFinding, TemplateDetail } from '../../main/contract/profiles.ts';
import { useFrameEvent } from '../frame/use-shortcuts.ts';
import type { EditingSession } from './draft/editing-session.ts';
import { nextProblem } from './draft/problems.ts';
import { useSession } from './draft/use-template.ts';
import type { Jump } from './editor/jump.ts';
import { isSameRef, pathOf, type Spot } from './place.ts';
import { useWantedPlace, type WantedPlace } from './wanted-place.ts';

export interface Problems {
  findings: readonly StagedFinding[];
  /** Where the editor is to go; another object each time. */
  jump: Jump | null;
  /** Shows a place, of another text or template too. */
  show: (place: WantedPlace) => void;
  showFinding: (finding: StagedFinding) => void;
  next: () => void;
}

/** The list of problems and the ways to them: a click, Alt+↓ and Alt+↑. */
export function useProblems(
  { ref, stage }: Spot,
  session: EditingSession | null,
  detail: TemplateDetail,
  onShow: () => void,
): Problems {
  const [, go] = useLocation();
  useSession(session, 'findings');
  const findings = session?.findings.all() ?? detail.findings;
  const [wanted, setWanted] = useWantedPlace();
  const [jump, setJump] = useState<Jump | null>(null);

  useEffect(() => {
    if (wanted === null || !isSameRef(wanted.ref, ref) || wanted.stage !== stage) return;
    const { at } = wanted;
    const doc = session?.stateOf(stage).doc ?? Text.of(detail.texts[stage].split('\n'));
    if ('line' in at) {
      const { from, to } = doc.line(Math.max(1, Math.min(at.line, doc.lines)));
      setJump({ from, to });
    } else {
      setJump({ ...at });
    }
    setWanted(null);
  }, [wanted, setWanted, session, detail, ref, stage]);

  function show(place: WantedPlace): void {
    onShow();
    setWanted(place);
    if (!isSameRef(place.ref, ref) || place.stage !== stage) go(pathOf(place.ref, place.stage));
  }
  function showFinding(finding: StagedFinding): void {
    const { start: from, end: to } = finding;
    show({ ref, stage: finding.stage, at: finding.file === '' ? { from, to } : { line: 1 } });
  }
  function step(direction: 1 | -1): void {
    const at = session?.stateOf(stage).selection.main.from ?? 0;
    const next = nextProblem(findings, { stage, at }, direction);
    if (next !== null) showFinding(next);
  }
  useFrameEvent(
    'spa-bench:next-problem',
    useLatest(() => step(1)),
  );
  useFrameEvent(
    'spa-bench:previous-problem',
    useLatest(() => step(-1)),
  );
  return { findings, jump, show, showFinding, next: () => step(1) };
}

/** The same function for as long as the view is there, doing what it would do now. */
function useLatest(act: () => void): () => void {
  const [latest] = useState(() => ({ act }));
  useEffect(() => {
    latest.act = act;
  });
  return useCallback(() => latest.act(), [latest]);
}
