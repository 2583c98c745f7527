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
import type { Station } from '../station/station.ts';
import { createWireServer } from '../station/wire.ts';
import { wireOfPort } from './port-wire.ts';
import { reportStation } from './station-report.ts';
import { RemoteSystemStore } from './system-store.ts';

const { parentPort } = process;
const dir = process.argv[2];
if (dir === undefined) throw new Error('The station needs its data folder as argument.');

// The same keys as `serve --config`; see docs/settings.md.
const settingsFile = join(dir, 'settings.json');
const said = existsSync(settingsFile) ? readSettingsFile(settingsFile) : {};
const settings = readSettings(said, Object.keys(said));
// The app answers over the port that pages and the end come by, too: those wait until the station is open.
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
    else if (data === 'awoke') stations.station.awoke();
  });
});

const stations = await openStations({ dir, settings, systemStore });
const onFault = (cause: unknown) => sayFault(stations.station, cause);
const serveWire = createWireServer(createRouter(stations.facade, onFault), onFault);

const ending = new AbortController();
void reportStation(stations.facade, (report) => parentPort.postMessage(report), ending.signal);

sayOpen();

function stop(): void {
  ending.abort();
  void stations.close().finally(() => process.exit(0));
}

function sayFault(at: Station, cause: unknown): void {
  process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`);
  at.log.write({
    source: 'station',
    severity: severity.error,
    msg: 'A fault inside the station; its error output has the details.',
  });
}
