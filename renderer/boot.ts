import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/frame.css';
import './styles/bars.css';
import './styles/board.css';
import './styles/panels.css';
import './styles/scan.css';
import './styles/adapt.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { PageContext } from './context.ts';
import { keepMirror } from './mirror.ts';
import { MirrorStore, onNextFrame } from './store.ts';
import { savedTheme, showTheme } from './theme.ts';
import { takeToken } from './token.ts';
import { App } from './views/app.tsx';
import { type Carrier, messagePortCarrier, StationWire, webSocketCarrier } from './wire.ts';

/** The desktop app's window has a preload that takes a message port; any other browser was sent here by `serve`. */
function pickCarrier(): Carrier {
  if (navigator.userAgent.includes('Electron/')) return messagePortCarrier(window);
  return webSocketCarrier(location.origin, takeToken(window));
}

showTheme(savedTheme());
const store = new MirrorStore(onNextFrame);
const wire = new StationWire(pickCarrier());
void wire.run((signal) => keepMirror(wire.client, store, signal));

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no #page.');
createRoot(root).render(createElement(PageContext, { value: { store, wire } }, createElement(App)));
