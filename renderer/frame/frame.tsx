import { useCallback, useEffect, useRef } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { BenchScreen } from '../bench/bench-screen.tsx';
import { LabelsHost } from '../labels/labels-host.tsx';
import { useMirror, useWireState } from '../mirror/context.ts';
import { PreflightScreen } from '../preflight/preflight-screen.tsx';
import { usePreloadedProfiles } from '../profiles/profiles-lazy.tsx';
import { ScanningContext } from '../scan/scanning-context.ts';
import { useScanning } from '../scan/use-scanning.ts';
import { screens } from '../screens.ts';
import { ConfirmProvider } from '../ui/confirm.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { GoTo } from './go-to.tsx';
import { Help } from './help.tsx';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import { Ribbon } from './ribbon.tsx';
import { TopBar } from './top-bar.tsx';
import { useFrameEvent, useShortcuts } from './use-shortcuts.ts';
import { useStartStop } from './use-start-stop.ts';

/** What stands around every screen: rail, top bar, notices and scan ribbon (UI design, section 4). */
export function Frame() {
  return (
    <ConfirmProvider>
      <ToastProvider>
        <Page />
      </ToastProvider>
    </ConfirmProvider>
  );
}

function Page() {
  const scanning = useScanning();
  const isLoaded = useMirror((mirror) => mirror.run !== null);
  const wire = useWireState();
  const [path] = useLocation();
  useShortcuts();
  usePreflight();
  usePreloadedProfiles(isLoaded);
  const main = useRef<HTMLElement>(null);
  return (
    <ScanningContext value={scanning}>
      <div className="app">
        <button type="button" className="skip" onClick={() => main.current?.focus()}>
          To the screen
        </button>
        <Rail />
        <TopBar title={titleOf(path)} />
        <main
          ref={main}
          id="main"
          tabIndex={-1}
          aria-busy={!isLoaded && wire.kind === 'connecting'}
        >
          <Notices />
          <Switch>
            <Route path="/prepare" component={PreflightScreen} />
            {screens.map(({ path: to, View }) => (
              <Route key={to} path={to === '/' ? to : `${to}/*?`} component={View} />
            ))}
            <Route component={BenchScreen} />
          </Switch>
        </main>
        <Ribbon scanning={scanning} />
        <Help />
        <GoTo />
        <LabelsHost />
      </div>
    </ScanningContext>
  );
}

function titleOf(path: string): string {
  if (path === '/prepare') return 'Prepare the station';
  const screen = screens.find(({ path: to }) => to !== '/' && path.startsWith(to));
  return screen?.title ?? 'Bench';
}

/**
 * Brings the preflight up when the station is found stopped, or stops, and the bench when it runs.
 * In between a person goes where they want; F10 starts or stops from everywhere.
 */
function usePreflight(): void {
  const [path, go] = useLocation();
  const state = useMirror((mirror) => mirror.status?.state ?? null);
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? false);
  const wasPractice = useRef(false);
  const before = useRef<typeof state>(null);
  const { stop } = useStartStop();
  const isStopped = state === 'stopped' || state === 'failed';
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (state === null || state === was) return;
    const isNews = was === null || (was !== 'stopped' && was !== 'failed' && was !== 'starting');
    // What a practice leaves on another screen is gone; there is nothing to stay for.
    if (isStopped && isNews && (path === '/' || wasPractice.current)) go('/prepare');
    wasPractice.current = isPractice;
    if ((state === 'running' || state === 'no-link') && path === '/prepare') go('/');
  }, [state, isStopped, isPractice, path, go]);
  useFrameEvent(
    'spa-bench:start-stop',
    useCallback(() => {
      if (state === null || state === 'starting') return;
      if (!isStopped) void stop();
      else if (path === '/prepare') window.dispatchEvent(new CustomEvent('spa-bench:start'));
      else go('/prepare');
    }, [state, isStopped, path, go, stop]),
  );
}
