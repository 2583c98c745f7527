/**
 * The built page, as both hosts serve it: `serve` over loopback HTTP, the desktop app over its own scheme.
 *
 * Every file is read once at start and then looked up by its exact name. A name from outside never
 * becomes a path, so there is nothing to traverse, and links are not followed.
 */
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { StationError } from '../contract/errors.ts';

export interface PageFile {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
}

/** Path in a URL, such as `/assets/index-Bx3.js`, to its file. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Only what the build put there may run or load; device text can start nothing. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer of both hosts. Nothing is kept by the browser: the next build is the next page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/**
 * Reads the built page.
 * @throws StationError PAGE_MISSING when `dir` holds no `index.html`.
 */
export function loadPage(dir: string): PageFiles {
  const files = new Map<string, PageFile>();
  readInto(files, dir, '');
  if (!files.has('/index.html')) throw pageMissing(dir);
  return files;
}

/**
 * Finds what a URL asks for.
 * @param target  path as it came, perhaps with a query (ignored). Not decoded: built names need no escapes.
 */
export function findPageFile(files: PageFiles, target: string): PageFile | undefined {
  const path = target.split(/[?#]/, 1)[0] ?? '';
  return files.get(path === '/' ? '/index.html' : path);
}

function readInto(files: Map<string, PageFile>, dir: string, prefix: string): void {
  for (const entry of entriesOf(dir)) {
    const path = join(dir, entry.name);
    const name = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) readInto(files, path, name);
    else if (entry.isFile()) {
      const contentType = contentTypes[extname(entry.name)] ?? 'application/octet-stream';
      files.set(name, { bytes: new Uint8Array(readFileSync(path)), contentType });
    }
  }
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (cause) {
    throw pageMissing(dir, cause);
  }
}

function pageMissing(dir: string, cause?: unknown): StationError {
  return new StationError('PAGE_MISSING', `The page is not built: ${dir} has no index.html.`, {
    cause,
  });
}
