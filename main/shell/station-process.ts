/**
 * The station inside Electron, in a process of its own: packets are read far from the window.
 * Started with the data folder as its argument; gets the pages' ports, `awoke` after sleep and, at last, `stop`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openStations } from '../practice/stations.ts';
import { severity } from '../station/log.ts';
import { createRouter } from '../station/router.ts';
import { readSettings, readSettingsFile } from '../station/settings.ts';
import { createWireServer } from '../station/wire.ts';
import { LateStations } from './late-stations.ts';
import { wireOfPort } from './port-wire.ts';
import { reportStation } from './station-report.ts';
import { RemoteSystemStore } from './system-store.ts';

const { parentPort } = process;
const dir = process.argv[2];
if (dir === undefined) throw new Error('The station needs its data folder as argument.');

// The same keys as `serve --config`; see docs/settings.md.
const settingsFile = join(dir, 'settings.json');
const readGiven = () => {
  const said = existsSync(settingsFile) ? readSettingsFile(settingsFile) : {};
  return readSettings(said, Object.keys(said));
};
// The app answers over the port that pages and the end come by, too: those wait until the station is open, or cannot be.
const systemStore = new RemoteSystemStore((question) => parentPort.postMessage(question));
let sayOpen: () => void = () => undefined;
const opened = new Promise<void>((resolve) => {
  sayOpen = resolve;
});
parentPort.on('message', ({ data, ports: [port] }) => {
  if (systemStore.take(data)) return;
  void opened.then(() => {
    if (port !== undefined) serveWire(wireOfPort(port));
    else if (data === 'stop') stop();
    else if (data === 'awoke') stations.current?.station.awoke();
  });
});

const stations = new LateStations(
  async () => openStations({ dir, settings: readGiven(), systemStore }),
  onFault,
);
await stations.ready();
const serveWire = createWireServer(createRouter(stations.facade, onFault), onFault);

const ending = new AbortController();
void reportStation(stations.facade, (report) => parentPort.postMessage(report), ending.signal);

sayOpen();

function stop(): void {
  ending.abort();
  void stations.close().finally(() => process.exit(0));
}

function onFault(cause: unknown): void {
  process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
  stations.current?.station.log.write({
    source: 'station',
    severity: severity.error,
    msg: 'A fault inside the station; its error output has the details.',
  });
}
