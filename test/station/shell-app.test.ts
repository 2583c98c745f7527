import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { pageUrl } from '../../main/shell/security.ts';
import { runShell } from '../../main/shell/shell.ts';

const root = mkdtempSync(join(tmpdir(), 'spa-bench-shell-'));
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(root, 'data-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Electron as far as the shell uses it; what the shell did is in `calls`. */
function electronDouble({ isFirst = true, isPackaged = true, answer = 1 } = {}) {
  const calls: string[] = [];
  const questions: string[] = [];
  const keys: string[] = [];
  const windows: Window[] = [];
  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: () => isFirst,
    enableSandbox: () => calls.push('sandbox'),
    whenReady: async () => {
      calls.push('ready');
    },
    isPackaged,
    getPath: (name: string) => (name === 'userData' ? dataDir : '/downloads'),
    quit: () => {
      calls.push('quit');
      if (isFirst) app.emit('before-quit', { preventDefault: () => calls.push('quit held') });
    },
  });
  const ipcMain = new EventEmitter();
  const stations: StationDouble[] = [];
  class StationDouble extends EventEmitter {
    posted: unknown[] = [];
    postMessage(message: unknown, ports: unknown[] = []) {
      this.posted.push([message, ports.length]);
      if (message === 'stop') this.emit('exit', 0);
    }
    kill() {
      this.emit('exit', 1);
    }
  }
  class Window extends EventEmitter {
    readonly options: Electron.BrowserWindowConstructorOptions;
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super();
      this.options = options;
      windows.push(this);
      calls.push('window');
    }
    webContents = {
      sendInputEvent: ({ type, keyCode }: Electron.KeyboardInputEvent) =>
        keys.push(`${type} ${keyCode}`),
    };
    setBackgroundColor = (colour: string) => calls.push(`ground ${colour}`);
    maximize = () => calls.push('maximize');
    isMaximized = () => true;
    getNormalBounds = () => ({ x: 40, y: 30, width: 1300, height: 800 });
    loadURL = async (url: string) => calls.push(`load ${url}`);
    show = () => calls.push('show');
    focus = () => calls.push('focus');
    restore = () => calls.push('restore');
    isMinimized = () => true;
  }
  const nothing = () => undefined;
  const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: true });
  const powerMonitor = new EventEmitter();
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => calls.push('permissions'),
    setPermissionCheckHandler: nothing,
    setDevicePermissionHandler: nothing,
    webRequest: { onBeforeRequest: nothing },
  });
  let menu: Electron.MenuItemConstructorOptions[] = [];
  const electron = {
    app,
    nativeTheme,
    powerMonitor,
    dialog: {
      showMessageBox: async ({ message }: Electron.MessageBoxOptions) => {
        questions.push(message);
        return { response: answer };
      },
    },
    Menu: {
      buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => {
        menu = template;
      },
      setApplicationMenu: () => calls.push('menu'),
    },
    powerSaveBlocker: {
      start: (kind: string) => {
        calls.push(kind);
        return 7;
      },
      stop: (id: number) => calls.push(`stop ${id}`),
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 25, width: 1920, height: 1055 } }] },
    ipcMain,
    BrowserWindow: Window,
    protocol: {
      registerSchemesAsPrivileged: () => calls.push('scheme'),
      handle: (scheme: string) => calls.push(`serve ${scheme}`),
    },
    session: { defaultSession: session },
    utilityProcess: {
      fork: (path: string, [dir]: string[]) => {
        calls.push(`fork ${path} ${dir === dataDir}`);
        const station = new StationDouble();
        stations.push(station);
        return station;
      },
    },
  };
  return {
    electron: electron as unknown as Parameters<typeof runShell>[0],
    app,
    ipcMain,
    session,
    nativeTheme,
    powerMonitor,
    calls,
    questions,
    keys,
    windows,
    stations,
    menu: () => menu,
  };
}

const paths = { preload: '/p.cjs', station: '/station.js' };
const run = (double: ReturnType<typeof electronDouble>) =>
  runShell(double.electron, paths, () => new Map());

it('sandboxes before it is ready, hardens before it loads, and shows its own page', async () => {
  const double = electronDouble();
  expect(await run(double)).toBe(true);
  expect(double.calls).toEqual([
    'sandbox',
    'scheme',
    'ready',
    'permissions',
    'serve app',
    'fork /station.js true',
    'menu',
    'window',
    `load ${pageUrl}`,
  ]);
});

it('a second copy ends, and raises the first one', async () => {
  const second = electronDouble({ isFirst: false });
  expect(await run(second)).toBe(false);
  expect(second.calls).toEqual(['quit']);
  const first = electronDouble();
  await run(first);
  first.app.emit('second-instance');
  expect(first.calls.slice(-2)).toEqual(['restore', 'focus']);
});

it('hands a port of its own page to the station, and closes any other', async () => {
  const { ipcMain, stations, ...double } = electronDouble();
  await runShell(double.electron, paths, () => new Map());
  const ask = (url: string) => {
    const port = { close: vi.fn() };
    ipcMain.emit('station-port', { senderFrame: { parent: null, url }, ports: [port] });
    return port.close.mock.calls.length;
  };
  expect(ask('https://evil.example/')).toBe(1);
  expect(ask(pageUrl)).toBe(0);
  ipcMain.emit('station-port', { senderFrame: { parent: null, url: pageUrl }, ports: [] });
  expect(stations.map((station) => station.posted)).toEqual([[['page', 1]]]);
});

it('starts the station anew when it ended and the page asks again', async () => {
  const { ipcMain, stations, ...double } = electronDouble();
  await runShell(double.electron, paths, () => new Map());
  stations[0]?.emit('exit', 1);
  const senderFrame = { parent: null, url: pageUrl };
  ipcMain.emit('station-port', { senderFrame, ports: [{ close: vi.fn() }] });
  expect(stations.map((station) => station.posted)).toEqual([[], [['page', 1]]]);
});

it('quits only after the station stopped cleanly', async () => {
  const double = electronDouble();
  await run(double);
  const quit = once(double.app, 'quit-for-good');
  double.app.quit = () => {
    double.app.emit('quit-for-good');
  };
  const preventDefault = vi.fn();
  double.app.emit('before-quit', { preventDefault });
  await quit;
  expect(preventDefault).toHaveBeenCalledOnce();
  expect(double.stations[0]?.posted).toEqual([['stop', 0]]);
  double.app.emit('before-quit', { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
});

/** A page is closed by its cross, or the app quit; the station says how it fares. */
const busy = { isServing: true, unitsInWork: 3, hasHalfPair: true };

function closing(double: ReturnType<typeof electronDouble>): boolean {
  const preventDefault = vi.fn();
  double.windows[0]?.emit('close', { preventDefault });
  return preventDefault.mock.calls.length === 0;
}

it('keeps the computer awake while the station serves, and no longer', async () => {
  const double = electronDouble();
  await run(double);
  const [station] = double.stations;
  const say = (report: unknown) => station?.emit('message', { report });
  say({ ...busy, isServing: false });
  say(busy);
  say({ ...busy, unitsInWork: 4 });
  say({ isServing: 'yes' });
  say({ ...busy, isServing: false });
  say(busy);
  station?.emit('exit', 1);
  const power = double.calls.filter((call) => /^prevent|^stop/.test(call));
  expect(power).toEqual([
    ...['prevent-app-suspension', 'stop 7', 'prevent-app-suspension', 'stop 7'],
  ]);
});

it('asks before it closes on units in work, once, and stays when the person wants it to', async () => {
  const double = electronDouble({ answer: 1 });
  await run(double);
  double.stations[0]?.emit('message', { report: busy });
  expect([closing(double), closing(double)]).toEqual([false, false]);
  await vi.waitFor(() => expect(double.questions).toHaveLength(1));
  expect(double.questions[0]).toBe(
    '3 units are still being provisioned. One half of a pair is scanned; the other is missing. Quit and stop the station?',
  );
  expect(double.calls).not.toContain('quit');
  await vi.waitFor(() => {
    expect(closing(double)).toBe(false);
    expect(double.questions).toHaveLength(2);
  });
  double.stations[0]?.emit('message', { report: { ...busy, unitsInWork: 0, hasHalfPair: false } });
  expect(closing(double)).toBe(true);
});

it('quits on units in work when told to, without asking again', async () => {
  const double = electronDouble({ answer: 0 });
  await run(double);
  double.stations[0]?.emit('message', { report: { ...busy, hasHalfPair: false, unitsInWork: 1 } });
  expect(closing(double)).toBe(false);
  await vi.waitFor(() => expect(double.calls).toContain('quit'));
  await vi.waitFor(() => expect(double.stations[0]?.posted).toEqual([['stop', 0]]));
  expect(double.questions).toEqual([
    '1 unit is still being provisioned. Quit and stop the station?',
  ]);
  expect(closing(double)).toBe(true);
});

it('opens where it was closed, maximized again, on the system’s ground', async () => {
  const first = electronDouble();
  await run(first);
  expect(first.windows[0]?.options).toMatchObject({ width: 1440, backgroundColor: '#0a1017' });
  closing(first);
  const second = electronDouble();
  await run(second);
  expect(second.windows[0]?.options).toMatchObject({ x: 40, y: 30, width: 1300, height: 800 });
  second.windows[0]?.emit('ready-to-show');
  expect(second.calls.slice(-2)).toEqual(['maximize', 'show']);
  second.nativeTheme.shouldUseDarkColors = false;
  second.nativeTheme.emit('updated');
  expect(second.calls.at(-1)).toBe('ground #f3f5f8');
});

it.each([
  ['is spoilt', '{"window":'],
  ['is of another kind', '{"window":{"x":"0"}}'],
  [
    'names a display that is gone',
    '{"window":{"x":2500,"y":30,"width":900,"height":700,"isMaximized":false}}',
  ],
])('opens in its usual size when what it remembers %s', async (_what, text) => {
  writeFileSync(join(dataDir, 'shell.json'), text);
  const double = electronDouble();
  await run(double);
  expect(double.windows[0]?.options).toMatchObject({ width: 1440, height: 900 });
  expect(double.windows[0]?.options).not.toHaveProperty('x');
});

it('asks where to save, beginning in the folder of the last time as long as it is there', async () => {
  const double = electronDouble();
  await run(double);
  const save = (to: string) => {
    const setSaveDialogOptions = vi.fn();
    const item = Object.assign(new EventEmitter(), {
      ...{ setSaveDialogOptions, getFilename: () => '../log.csv', getSavePath: () => to },
    });
    double.session.emit('will-download', {}, item);
    item.emit('done', {}, 'completed');
    return setSaveDialogOptions.mock.calls[0]?.[0].defaultPath;
  };
  expect(save(join(dataDir, 'log.csv'))).toBe(join('/downloads', 'log.csv'));
  expect(save('/gone/log.csv')).toBe(join(dataDir, 'log.csv'));
  expect(save('/gone/log.csv')).toBe(join('/downloads', 'log.csv'));
  expect(JSON.parse(readFileSync(join(dataDir, 'shell.json'), 'utf8'))).toEqual({
    downloadDir: '/gone',
  });
});

it('has no developer tools in an installed program, and some in one that is not', async () => {
  const installed = electronDouble();
  await run(installed);
  expect(installed.windows[0]?.options.webPreferences?.devTools).toBe(false);
  expect(JSON.stringify(installed.menu())).not.toContain('toggleDevTools');
  const source = electronDouble({ isPackaged: false });
  await run(source);
  expect(source.windows[0]?.options.webPreferences?.devTools).toBe(true);
  expect(JSON.stringify(source.menu())).toContain('toggleDevTools');
});

it('shows the screens’ keys in its menu and gives them to the page', async () => {
  const double = electronDouble();
  await run(double);
  const items = double.menu().flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const log = items.find(({ label }) => label === 'Log');
  expect(log).toMatchObject({ accelerator: 'F7', registerAccelerator: false });
  (log?.click as (() => void) | undefined)?.();
  expect(double.keys).toEqual(['keyDown F7', 'keyUp F7']);
  expect(items.find(({ role }) => role === 'togglefullscreen')?.accelerator).toBe(
    process.platform === 'darwin' ? 'Ctrl+Command+F' : 'F11',
  );
  for (const role of ['reload', 'forceReload', 'close', 'minimize']) {
    expect(items.map((item) => item.role)).not.toContain(role);
  }
});

it('tells the station that the computer is awake again', async () => {
  const { powerMonitor, stations, ...double } = electronDouble();
  await runShell(double.electron, paths, () => new Map());
  powerMonitor.emit('resume');
  expect(stations.map((station) => station.posted)).toEqual([[['awoke', 0]]]);
});
