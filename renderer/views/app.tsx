import { useState } from 'react';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror, useWireState } from '../context.ts';
import { Attention } from './attention.tsx';
import { Board } from './board.tsx';
import { BoardNews } from './board-news.tsx';
import { Counters } from './counters.tsx';
import { Foreign } from './foreign.tsx';
import { LogTail } from './log-tail.tsx';
import { Notices } from './notices.tsx';
import { Protection } from './protection.tsx';
import { Ribbon } from './ribbon.tsx';
import { ScanPanel } from './scan-panel.tsx';
import { TopBar } from './top-bar.tsx';
import { UnitDetails } from './unit-details.tsx';
import { useScanning } from './use-scanning.ts';

/** The whole page: the bench with everything a technician needs at one glance. */
export function App() {
  const scanning = useScanning();
  const [opened, setOpened] = useState<Mac | null>(null);
  const isLoaded = useMirror((mirror) => mirror.run !== null);
  const wire = useWireState();
  return (
    <div className="app">
      <a className="skip" href="#scan-field">
        To the scan field
      </a>
      <TopBar />
      <main aria-busy={!isLoaded && wire.kind === 'connecting'}>
        <Notices />
        <Counters />
        <div className="columns">
          <div className="wide">
            <Board onOpen={setOpened} opened={opened} />
            <LogTail />
            {opened !== null && <UnitDetails mac={opened} onClose={() => setOpened(null)} />}
          </div>
          <div className="side">
            <ScanPanel scanning={scanning} />
            <Attention onOpen={setOpened} />
            <div className="small-print">
              <Foreign />
              <Protection />
            </div>
          </div>
        </div>
        <BoardNews />
      </main>
      <Ribbon scanning={scanning} />
    </div>
  );
}
