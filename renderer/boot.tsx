import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.layer.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/mantine.css';
import './ui/controls.css';
import './ui/table.css';
import './frame/bars.css';
import './ui/adapt.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Frame } from './frame/frame.tsx';
import { PageContext } from './mirror/context.ts';
import { keepMirror } from './mirror/mirror.ts';
import { createQueries, followChanges } from './mirror/queries.ts';
import { MirrorStore, onNextFrame } from './mirror/store.ts';
import { takeToken } from './mirror/token.ts';
import { type Carrier, messagePortCarrier, StationWire, webSocketCarrier } from './mirror/wire.ts';
import { PageTheme } from './ui/page-theme.tsx';

/** The desktop app's window has a preload that takes a message port; any other browser was sent here by `serve`. */
function pickCarrier(): Carrier {
  if (navigator.userAgent.includes('Electron/')) return messagePortCarrier(window);
  return webSocketCarrier(location.origin, takeToken(window));
}

const store = new MirrorStore(onNextFrame);
const wire = new StationWire(pickCarrier());
const queries = createQueries();
followChanges(queries, store);
void wire.run((signal) => keepMirror(wire.client, store, signal));

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no #page.');
createRoot(root).render(
  <PageContext value={{ store, wire }}>
    <QueryClientProvider client={queries}>
      <PageTheme>
        <Router hook={useHashLocation}>
          <Frame />
        </Router>
      </PageTheme>
    </QueryClientProvider>
  </PageContext>,
);
