/**
 * What the window may do, item by item of Electron's security checklist. Options are plain objects and
 * handlers plain functions, so that tests read and call them without Electron.
 */
import type {
  BrowserWindowConstructorOptions,
  CustomScheme,
  Session,
  WebContents,
  WebFrameMain,
} from 'electron';
import { findPageFile, type PageFiles, pageHeaders } from '../page/page-files.ts';

const scheme = 'app';
const host = 'spa-bench';
export const pageOrigin = `${scheme}://${host}`;
export const pageUrl = `${pageOrigin}/`;

/** To be registered before the app is ready: a standard, secure origin and nothing beyond it. */
export const pageScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

/**
 * @param preloadPath  the built `preload/index.cjs`
 * @param hasDevTools  false in a packaged program: its page cannot be looked into or changed
 */
export function windowOptions(
  preloadPath: string,
  hasDevTools: boolean,
): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: hasDevTools,
    },
  };
}

/** The camera, for scanning, and only for our own page. */
export function allowsPermission(permission: string, requestingUrl: string): boolean {
  return permission === 'media' && isOwnPage(requestingUrl);
}

/** Whether a URL lies in our page's origin. Compared part by part: only Electron knows an origin of `app:`. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host: urlHost, username, password } = new URL(url);
  return protocol === `${scheme}:` && urlHost === host && username === '' && password === '';
}

/** The page talks to the station only if it is our page in the window's own frame. */
export function isOwnFrame(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOwnPage(frame.url);
}

/** Lets a page load from the bundle only, and grants nothing but the camera. */
export function hardenSession(
  session: Pick<
    Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'webRequest'
  >,
): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(allowsPermission(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    allowsPermission(permission, `${requestingOrigin.replace(/\/$/, '')}/`),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !allowsRequest(details.url) }),
  );
}

/** Nothing is fetched from anywhere else; `blob:` and `data:` pictures are made by the page. */
export function allowsRequest(url: string): boolean {
  return isOwnPage(url) || url.startsWith(`blob:${pageOrigin}/`) || url.startsWith('data:image/');
}

/** No navigation, no new window, no webview: for every web contents the app ever creates. */
export function hardenContents(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/**
 * Answers our own scheme from the files read at start. Any other host, method or name gets nothing:
 * a name is looked up, never joined to a path.
 */
export function answerPageRequest(files: PageFiles, request: { method: string; url: string }) {
  const file =
    request.method === 'GET' && request.url.startsWith(pageUrl)
      ? findPageFile(files, request.url.slice(pageOrigin.length))
      : undefined;
  const headers = { ...pageHeaders, ...(file && { 'Content-Type': file.contentType }) };
  return new Response(file?.bytes ?? null, { status: file ? 200 : 404, headers });
}
