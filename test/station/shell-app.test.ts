import { EventEmitter, once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { pageUrl } from '../../main/shell/security.ts';
import { runShell } from '../../main/shell/shell.ts';

/** Electron as far as the shell uses it; what the shell did is in `calls`. */
function electronDouble({ isFirst = true } = {}) {
  const calls: string[] = [];
  const app = Object.assign(new EventEmitter(), {
    requestSingleInstanceLock: () => isFirst,
    enableSandbox: () => calls.push('sandbox'),
    whenReady: async () => {
      calls.push('ready');
    },
    getPath: () => '/data',
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
    constructor() {
      super();
      calls.push('window');
    }
    setMenuBarVisibility() {
      calls.push('no menu');
    }
    loadURL = async (url: string) => calls.push(`load ${url}`);
    show = () => calls.push('show');
    focus = () => calls.push('focus');
    restore = () => calls.push('restore');
    isMinimized = () => true;
  }
  const nothing = () => undefined;
  const electron = {
    app,
    ipcMain,
    BrowserWindow: Window,
    protocol: {
      registerSchemesAsPrivileged: () => calls.push('scheme'),
      handle: (scheme: string) => calls.push(`serve ${scheme}`),
    },
    session: {
      defaultSession: {
        setPermissionRequestHandler: () => calls.push('permissions'),
        setPermissionCheckHandler: nothing,
        setDevicePermissionHandler: nothing,
        webRequest: { onBeforeRequest: nothing },
      },
    },
    utilityProcess: {
      fork: (path: string, [dir]: string[]) => {
        calls.push(`fork ${path} ${dir}`);
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
    calls,
    stations,
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
    'fork /station.js /data',
    'window',
    'no menu',
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
