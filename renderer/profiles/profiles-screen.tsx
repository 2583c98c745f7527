import './profiles.css';
import './side/side.css';
import './dialogs/dialogs.css';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useRoom } from '../bench/use-room.ts';
import { useMirror, useWireState } from '../mirror/context.ts';
import { keepState, useKeptState } from '../ui/kept-state.ts';
import { EmptyState } from '../ui/states.tsx';
import { catchUp, closeSessions, saveAll } from './draft/sessions.ts';
import { useTemplates } from './draft/use-template.ts';
import { pathOf, refKey, type Spot, spotOf, usualStage } from './place.ts';
import { TemplateList } from './template-list.tsx';
import { TemplateWork } from './template-work.tsx';

const LAST = 'profiles.spot';
/** Below this width the side panels are a drawer: a window of 1280, without the rail. */
const NARROW = 1144;
/** Below this one everything stands one below the other. */
const STACKED = 760;

/** Profiles: every template at the left, one of them being written, what a unit makes of it at the right. */
export default function ProfilesScreen() {
  const spot = useSpot();
  useSaving();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const width = useRoom(place)?.width ?? Number.POSITIVE_INFINITY;
  const room = width < STACKED ? 'stacked' : width < NARROW ? 'narrow' : 'wide';
  return (
    <div className={`profiles-screen ${room}`} ref={setPlace}>
      <TemplateList open={spot?.ref ?? null} stage={spot?.stage ?? usualStage} />
      {spot === null ? (
        <section className="card panel template-work" aria-label="Template">
          <EmptyState icon="grid" title="Choose a template">
            What holds for every unit stands first in the list, then the models.
          </EmptyState>
        </section>
      ) : (
        <TemplateWork key={refKey(spot.ref)} spot={spot} hasSide={room === 'wide'} />
      )}
    </div>
  );
}

/** The text the address names; without one, the last one looked at, or the first that says something. */
function useSpot(): Spot | null {
  const [path, go] = useLocation();
  const [last] = useKeptState<Spot | null>(LAST, null);
  const { data } = useTemplates();
  const said = spotOf(path);
  const usual =
    data?.find(({ state, kind }) => kind === 'model' && state !== 'empty') ??
    data?.find(({ kind }) => kind === 'isp');
  const target =
    said ??
    last ??
    (usual === undefined ? null : { ref: { kind: usual.kind, key: usual.key }, stage: usualStage });
  const wanted = target === null ? null : pathOf(target.ref, target.stage);
  useEffect(() => {
    const spot = spotOf(path);
    if (spot !== null) keepState(LAST, spot);
    else if (wanted !== null && path.startsWith('/profiles')) go(wanted, { replace: true });
  }, [path, wanted, go]);
  return said;
}

/** Saves when the person leaves the page, and when the station answers again. */
function useSaving(): void {
  const wire = useWireState();
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? null);
  useEffect(() => {
    if (wire.kind === 'connected') catchUp();
  }, [wire.kind]);
  useEffect(() => {
    if (isPractice === null) return;
    if (bench !== null && bench !== isPractice) closeSessions();
    bench = isPractice;
  }, [isPractice]);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') saveAll();
    };
    document.addEventListener('visibilitychange', leave);
    window.addEventListener('pagehide', saveAll);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      window.removeEventListener('pagehide', saveAll);
    };
  }, []);
}

/** Which bench the open templates are of: the practice bench has templates of its own. */
let bench: boolean | null = null;
