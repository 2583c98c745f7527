/** The desktop app, over Electron's own objects handed in; reads as what happens from start to end. */
import type * as Electron from 'electron';
import type { PageFiles } from '../page/page-files.ts';
import {
  answerPageRequest,
  hardenContents,
  hardenSession,
  isOwnFrame,
  pageScheme,
} from './security.ts';
import { StationHost } from './station-host.ts';
import { openWindow, raise } from './window.ts';

type Needs = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'ipcMain' | 'protocol' | 'session' | 'utilityProcess'
>;

export interface ShellPaths {
  preload: string;
  /** The built `station.js`, run as a utility process. */
  station: string;
}

/** Must run before Electron is ready. @returns false when another copy runs already; it is raised. */
export async function runShell(
  { app, BrowserWindow, ipcMain, protocol, session, utilityProcess }: Needs,
  paths: ShellPaths,
  loadFiles: () => PageFiles,
): Promise<boolean> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([pageScheme]);
  app.on('web-contents-created', (_event, contents) => hardenContents(contents));
  const dataDir = app.getPath('userData');
  const host = new StationHost(() =>
    utilityProcess.fork(paths.station, [dataDir], { serviceName: 'SPA Bench station' }),
  );
  ipcMain.on('station-port', ({ senderFrame, ports: [port] }) => {
    if (port === undefined) return;
    if (isOwnFrame(senderFrame)) host.connect(port);
    else port.close();
  });
  app.on('window-all-closed', () => app.quit());
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    void host.stop().then(() => {
      isStopped = true;
      app.quit();
    });
  });

  await app.whenReady();
  hardenSession(session.defaultSession);
  const files = loadFiles();
  protocol.handle('app', async (request) => answerPageRequest(files, request));
  host.start();
  const window = await openWindow(BrowserWindow, paths.preload);
  app.on('second-instance', () => raise(window));
  return true;
}
