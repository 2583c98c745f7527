import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { EmptyState, Skeletons } from '../ui/states.tsx';

/** Once it is there: drawn at once, without the placeholder that would stay for a third of a second. */
let loaded: ComponentType | null = null;

async function load(): Promise<{ default: ComponentType }> {
  const module = await import('./profiles-screen.tsx');
  loaded = module.default;
  return module;
}

/** The editor is as large as half of the page: it comes when the screen is opened, or the page is idle. */
const ProfilesScreen = lazy(() => load().catch(() => ({ default: NotLoaded })));

/** The station that has this page is gone, or is of another version now. */
function NotLoaded() {
  return (
    <EmptyState
      icon="failed"
      title="The profiles did not load"
      actions={
        <button type="button" className="button primary" onClick={() => location.reload()}>
          Reload the page
        </button>
      }
    >
      Units on the bench are served as before. Reload the page once the station answers.
    </EmptyState>
  );
}

export function LazyProfilesScreen() {
  const [View] = useState<ComponentType>(() => loaded ?? ProfilesScreen);
  return (
    <Suspense fallback={<Skeletons rows={10} height={44} says="The profiles are loading." />}>
      <View />
    </Suspense>
  );
}

/** A page that is never idle loads it after that long. */
const LATEST_MS = 10_000;

/**
 * Loads the screen before anybody opens it, when the page has nothing else to do.
 * @param isLoaded  the station's units are there; the board is drawn with the next frames
 */
export function usePreloadedProfiles(isLoaded: boolean): void {
  useEffect(() => {
    if (!isLoaded || loaded !== null) return;
    return afterFrames(2, () => whenIdle(() => void load().catch(() => undefined)));
  }, [isLoaded]);
}

/** @returns stops it */
function afterFrames(count: number, act: () => () => void): () => void {
  let stop = (): void => cancelAnimationFrame(frame);
  const frame = requestAnimationFrame(() => {
    stop = count > 1 ? afterFrames(count - 1, act) : act();
  });
  return () => stop();
}

/** @returns stops it */
function whenIdle(act: () => void): () => void {
  // Not every browser tells when it is idle.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(act, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(act, { timeout: LATEST_MS });
  return () => cancelIdleCallback(idle);
}
