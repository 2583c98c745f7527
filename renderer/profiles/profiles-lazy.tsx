import { lazy, Suspense } from 'react';
import { EmptyState, Skeletons } from '../ui/states.tsx';

/** The editor is as large as half of the page: only whoever opens the screen loads it. */
const ProfilesScreen = lazy(() =>
  import('./profiles-screen.tsx').catch(() => ({ default: NotLoaded })),
);

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
  return (
    <Suspense fallback={<Skeletons rows={10} height={44} says="The profiles are loading." />}>
      <ProfilesScreen />
    </Suspense>
  );
}
