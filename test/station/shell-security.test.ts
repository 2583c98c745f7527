import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import type { PageFiles } from '../../main/page/page-files.ts';
import {
  allowsPermission,
  allowsRequest,
  answerPageRequest,
  hardenContents,
  hardenSession,
  isOwnFrame,
  isOwnPage,
  pageScheme,
  pageUrl,
  windowOptions,
} from '../../main/shell/security.ts';

const elsewhere = [
  'https://evil.example/',
  'http://127.0.0.1:8080/',
  'file:///etc/passwd',
  'app://evil/',
  'app://spa-bench.evil/',
  'app://user@spa-bench/',
  'app://evil@spa-bench:1/',
  'javascript:alert(1)',
  'data:text/html,x',
  'about:blank',
  'devtools://devtools/',
  'not a url',
  '',
];

describe('the window', () => {
  it('has no Node, an isolated sandboxed page, and no webviews', () => {
    expect(windowOptions('/p.cjs', false).webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
    });
    const names = Object.keys(windowOptions('/p.cjs', false).webPreferences ?? {});
    expect(names).not.toContain('allowRunningInsecureContent');
    expect(names).not.toContain('experimentalFeatures');
    expect(names).not.toContain('enableBlinkFeatures');
  });

  it('shows a scheme of our own that is standard and secure and has no further rights', () => {
    expect(pageScheme.privileges).toEqual({ standard: true, secure: true, supportFetchAPI: true });
  });

  it('knows its own page from every other', () => {
    expect([pageUrl, `${pageUrl}index.html`, `${pageUrl}#scan`].every(isOwnPage)).toBe(true);
    expect(elsewhere.filter(isOwnPage)).toEqual([]);
  });

  it('grants the camera to its own page and nothing to anybody else', () => {
    expect(allowsPermission('media', pageUrl)).toBe(true);
    for (const permission of ['geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      expect(allowsPermission(permission, pageUrl)).toBe(false);
    }
    expect(elsewhere.filter((url) => allowsPermission('media', url))).toEqual([]);
  });

  it('asks both permission handlers, refuses devices and foreign requests', () => {
    const answers: unknown[] = [];
    const keep = (answer: unknown) => answers.push(answer);
    const asking = { requestingUrl: 'https://evil.example/', isMainFrame: true };
    const contents = null as unknown as WebContents;
    hardenSession({
      setPermissionRequestHandler: (handler) => {
        handler?.(contents, 'media', keep, { ...asking, requestingUrl: pageUrl });
        handler?.(contents, 'media', keep, asking);
        handler?.(contents, 'notifications', keep, { ...asking, requestingUrl: pageUrl });
      },
      setPermissionCheckHandler: (handler) => {
        const details = { isMainFrame: true, requestingUrl: pageUrl };
        keep(handler?.(contents, 'media', 'app://spa-bench', details));
        keep(handler?.(contents, 'media', 'app://spa-bench/', details));
        keep(handler?.(contents, 'media', 'https://evil.example', details));
        keep(handler?.(contents, 'hid', 'app://spa-bench/', details));
      },
      setDevicePermissionHandler: (handler) => {
        const device = { deviceType: 'usb' as const, origin: 'app://spa-bench' };
        keep(handler?.({ ...device, device: {} as USBDeviceLike }));
      },
      webRequest: {
        onBeforeRequest: (listener: RequestListener) =>
          listener({ url: 'https://evil.example/x.png' }, ({ cancel }) => keep(cancel)),
      } as unknown as Parameters<typeof hardenSession>[0]['webRequest'],
    });
    expect(answers).toEqual([true, false, false, true, true, false, false, false, true]);
  });

  it('fetches nothing but its own files and pictures it made itself', () => {
    const own = [pageUrl, `${pageUrl}a.js`, 'blob:app://spa-bench/1', 'data:image/png;base64,AA'];
    expect(own.every(allowsRequest)).toBe(true);
    expect([...elsewhere, 'ws://127.0.0.1/', 'blob:null/1'].filter(allowsRequest)).toEqual([]);
  });

  it('follows no link, opens no window and attaches no webview', () => {
    const listeners = new Map<string, (event: object) => void>();
    let opened: unknown;
    const contents = {
      on: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
      setWindowOpenHandler: (handler: (details: object) => unknown) => {
        opened = handler({ url: 'https://evil.example/' });
      },
    };
    hardenContents(contents as unknown as Parameters<typeof hardenContents>[0]);
    const isPrevented = (name: string, url: string) => {
      let prevented = false;
      const preventDefault = () => {
        prevented = true;
      };
      listeners.get(name)?.({ url, preventDefault });
      return prevented;
    };
    expect(opened).toEqual({ action: 'deny' });
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      expect(elsewhere.filter((url) => !isPrevented(name, url))).toEqual([]);
    }
    expect(isPrevented('will-attach-webview', pageUrl)).toBe(true);
    expect(isPrevented('will-navigate', pageUrl)).toBe(false);
  });

  it('lets only its own top frame reach the station', () => {
    const frame = { parent: null, url: pageUrl };
    const isOwn = (given: object | null) =>
      isOwnFrame(given as unknown as Parameters<typeof isOwnFrame>[0]);
    expect(isOwn(frame)).toBe(true);
    expect(isOwn(null)).toBe(false);
    expect(isOwn({ ...frame, url: 'https://evil.example/' })).toBe(false);
    expect(isOwn({ ...frame, parent: frame })).toBe(false);
  });
});

describe('the page scheme', () => {
  const bytes = new TextEncoder().encode('page');
  const files: PageFiles = new Map([
    ['/index.html', { bytes, contentType: 'text/html; charset=utf-8' }],
    ['/assets/a.js', { bytes, contentType: 'text/javascript; charset=utf-8' }],
  ]);
  const answer = (url: string, method = 'GET') => answerPageRequest(files, { method, url });

  it.each(['app://spa-bench/', 'app://spa-bench/index.html', 'app://spa-bench/assets/a.js?v=1#x'])(
    'serves %s under the strict policy',
    async (url) => {
      expect(answer(url).status).toBe(200);
      expect(await answer(url).text()).toBe('page');
      expect(answer(url).headers.get('content-security-policy')).toContain("object-src 'none'");
    },
  );

  it.each([
    'app://spa-bench/../../etc/passwd',
    'app://spa-bench/..%2f..%2fetc/passwd',
    'app://spa-bench/%2e%2e/etc/passwd',
    'app://spa-bench/..\\..\\windows\\win.ini',
    'app://spa-bench/C:/Windows/win.ini',
    'app://spa-bench//server/share/file',
    'app://spa-bench/\\\\server\\share',
    'app://spa-bench/con',
    'app://spa-bench/nul.html',
    'app://spa-bench/index.html::$DATA',
    'app://spa-bench/index.html%00.js',
    'app://spa-bench/assets',
    'app://spa-bench/__proto__',
    'app://evil/index.html',
    'app://spa-bench.evil/index.html',
    'file:///index.html',
    'https://spa-bench/index.html',
  ])('serves nothing for %s', async (url) => {
    expect(answer(url).status).toBe(404);
    expect(await answer(url).text()).toBe('');
  });

  it('takes GET only', () => {
    expect(answer('app://spa-bench/', 'POST').status).toBe(404);
  });
});

describe('the sources', () => {
  const sourcesIn = (dir: string): [name: string, text: string][] =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.c?tsx?$/.test(name) && !name.endsWith('.test.ts'))
      .map((name) => [join(dir, name), readFileSync(join(dir, name), 'utf8')]);
  const filesWith = (dir: string, pattern: RegExp) =>
    sourcesIn(dir)
      .filter(([, text]) => pattern.test(text))
      .map(([name]) => name);

  it.each([
    ['opens links in the system', 'main', /openExternal\(|shell\.open/],
    ['loads a page from the network', 'main', /loadURL\(\s*['"`]http/],
    ['switches a protection off', 'main', /webSecurity: false|sandbox: false|no-sandbox/],
    ['allows insecure content or experiments', 'main', /allowRunningInsecure|enableBlinkFeatures/],
    ['exposes anything through the preload', 'preload', /contextBridge|exposeInMainWorld/],
    ['evaluates text in the page', 'renderer', /\beval\(|new Function\(|dangerouslySetInnerHTML/],
  ])('nothing %s', (_what, dir, pattern) => {
    expect(filesWith(dir, pattern)).toEqual([]);
  });

  it('Electron is imported by the shell and the preload only', () => {
    const users = filesWith('main', /from 'electron'/);
    expect(users.filter((name) => !name.startsWith(join('main', 'shell')))).toEqual([]);
    expect(filesWith('renderer', /from 'electron'/)).toEqual([]);
  });
});

type USBDeviceLike = Parameters<
  NonNullable<Parameters<Parameters<typeof hardenSession>[0]['setDevicePermissionHandler']>[0]>
>[0]['device'];
type RequestListener = (
  details: { url: string },
  answer: (decision: { cancel: boolean }) => void,
) => void;
