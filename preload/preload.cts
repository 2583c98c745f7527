// All the preload does: hands the port the page made on to the station. Nothing is exposed to the page.
// Built as CommonJS, because a sandboxed preload can load nothing else.
import { ipcRenderer } from 'electron';

window.addEventListener('message', (event) => {
  const isPort = event.source === window && event.data?.type === 'spa-bench-port';
  const [port] = event.ports;
  if (isPort && port) ipcRenderer.postMessage('station-port', null, [port]);
});
