/** The desktop app, over Electron's own objects handed in; reads as what happens from start to end. */
import type * as Electron from 'electron';
import type { PageFiles } from '../page/page-files.ts';
import { Awake } from './awake.ts';
import { askWhereToSave } from './downloads.ts';
import { menuTemplate } from './menu.ts';
import { QUIT, QuitGuard } from './quit-guard.ts';
import {
  answerPageRequest,
  hardenContents,
  hardenSession,
  isOwnFrame,
  pageScheme,
} from './security.ts';
import { ShellMemory } from './shell-memory.ts';
import { StationHost } from './station-host.ts';
import { answerSystemStore } from './system-store.ts';
import { openWindow, raise } from './window.ts';

type Needs = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeTheme'
  | 'powerMonitor'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'utilityProcess'
>;

export interface ShellPaths {
  preload: string;
  /** The built `station.js`, run as a utility process. */
  station: string;
}

/** Must run before Electron is ready. @returns false when another copy runs already; it is raised. */
export async function runShell(
  electron: Needs,
  paths: ShellPaths,
  loadFiles: () => PageFiles,
): Promise<boolean> {
  const { app, ipcMain, protocol, session } = electron;
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return false;
  }
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([pageScheme]);
  app.on('web-contents-created', (_event, contents) => hardenContents(contents));
  const dataDir = app.getPath('userData');
  const awake = new Awake(electron.powerSaveBlocker);
  const host = new StationHost(
    () =>
      electron.utilityProcess.fork(paths.station, [dataDir], { serviceName: 'SPA Bench station' }),
    ({ isServing }) => awake.set(isServing),
    (message) => answerSystemStore(electron.safeStorage, message),
  );
  const guard = new QuitGuard({
    report: () => host.report,
    ask: async (warning) => (await electron.dialog.showMessageBox(warning)).response === QUIT,
    quit: () => app.quit(),
  });
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
    if (!guard.mayEnd()) return;
    void host.stop().then(() => {
      isStopped = true;
      app.quit();
    });
  });

  await app.whenReady();
  hardenSession(session.defaultSession);
  const memory = new ShellMemory(dataDir);
  askWhereToSave(session.defaultSession, memory, app.getPath('downloads'));
  const files = loadFiles();
  protocol.handle('app', async (request) => answerPageRequest(files, request));
  host.start();
  electron.powerMonitor.on('resume', () => host.awoke());
  const hasDevTools = !app.isPackaged;
  let opened: Electron.BrowserWindow | null = null;
  const menu = menuTemplate({
    isMac: process.platform === 'darwin',
    hasDevTools,
    press: (key) => {
      opened?.webContents.sendInputEvent({ type: 'keyDown', keyCode: key });
      opened?.webContents.sendInputEvent({ type: 'keyUp', keyCode: key });
    },
  });
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menu));
  const window = await openWindow({
    ...{ Window: electron.BrowserWindow, preloadPath: paths.preload, hasDevTools, memory },
    ...{ screen: electron.screen, nativeTheme: electron.nativeTheme },
    mayClose: () => guard.mayEnd(),
  });
  opened = window;
  app.on('second-instance', () => raise(window));
  return true;
}
