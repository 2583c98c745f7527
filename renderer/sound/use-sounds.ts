import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useClient, useMirror, useStore } from '../mirror/context.ts';
import { SEAT } from '../mirror/state.ts';
import { Player } from './player.ts';
import { type SoundId, soundsBetween } from './sound-of.ts';

/** At most one sound for new unit failures in this time. */
const FAILURE_PAUSE_MS = 10_000;
/** Below this volume the ribbon warns. */
export const ALMOST_OFF = 20;

const player = new Player();

/** How loud sounds are now: 0 when they are off. */
export function useVolume(): number {
  return useMirror(({ settings }) => {
    const sounds = settings?.values.sounds;
    if (sounds === undefined) return 70;
    return sounds.isOn ? sounds.volume : 0;
  });
}

/** Plays one sound at the volume set; for "Test sounds" and for what is no change of the station. */
export function usePlay(): (id: SoundId) => void {
  const volume = useVolume();
  return (id) => {
    player.open();
    player.play(id, volume);
  };
}

/** Sounds for whatever the station announces; to be used once, by the frame. */
export function useSounds(): void {
  const store = useStore();
  const volume = useRef(0);
  const now = useVolume();
  useEffect(() => {
    volume.current = now;
  });

  useEffect(() => {
    const open = (): void => player.open();
    window.addEventListener('keydown', open, { capture: true });
    window.addEventListener('pointerdown', open, { capture: true });
    return () => {
      window.removeEventListener('keydown', open, { capture: true });
      window.removeEventListener('pointerdown', open, { capture: true });
    };
  }, []);

  useEffect(() => {
    let before = store.mirror();
    let failedAt = Number.NEGATIVE_INFINITY;
    return store.subscribe(() => {
      const after = store.mirror();
      const sounds = soundsBetween(before, after);
      before = after;
      for (const id of sounds) {
        if (id === 'failure') {
          if (performance.now() - failedAt < FAILURE_PAUSE_MS) continue;
          failedAt = performance.now();
        }
        player.play(id, volume.current);
      }
    });
  }, [store]);

  useGoalSound(() => player.play('goal', volume.current));
}

/** How far the work order in hand is; the station counts. */
export function useGoal() {
  const client = useClient();
  const isLoaded = useMirror((mirror) => mirror.run !== null);
  return useQuery({
    queryKey: ['scans', 'goal'],
    queryFn: () => client.scans.goal({ seat: SEAT }),
    enabled: isLoaded,
  }).data;
}

function useGoalSound(play: () => void): void {
  const goal = useGoal();
  const before = useRef(goal);
  useEffect(() => {
    const last = before.current;
    before.current = goal;
    if (goal === undefined || last === undefined || goal.workOrder !== last.workOrder) return;
    const isReached = goal.total > 0 && goal.bound >= goal.total;
    if (isReached && last.bound < last.total) play();
  });
}
