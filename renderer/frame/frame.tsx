import { Route, Switch } from 'wouter';
import { useMirror, useWireState } from '../mirror/context.ts';
import { ScanningContext } from '../scan/scanning-context.ts';
import { useScanning } from '../scan/use-scanning.ts';
import { screens } from '../screens.ts';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import { Ribbon } from './ribbon.tsx';
import { TopBar } from './top-bar.tsx';

/** What stands around every screen: rail, top bar, notices and scan ribbon (UI design, section 4). */
export function Frame() {
  const scanning = useScanning();
  const isLoaded = useMirror((mirror) => mirror.run !== null);
  const wire = useWireState();
  return (
    <ScanningContext value={scanning}>
      <div className="app">
        <a className="skip" href="#main">
          To the screen
        </a>
        <Rail />
        <TopBar />
        <main id="main" tabIndex={-1} aria-busy={!isLoaded && wire.kind === 'connecting'}>
          <Notices />
          <Switch>
            {screens.map(({ path, View }) => (
              <Route key={path} path={path} component={View} />
            ))}
          </Switch>
        </main>
        <Ribbon scanning={scanning} />
      </div>
    </ScanningContext>
  );
}
