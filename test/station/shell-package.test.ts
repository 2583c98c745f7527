import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPage } from '../../main/page/page-files.ts';

/** electron-builder's own check of its configuration, found from where electron-builder is. */
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration(config: unknown, log: object): Promise<void>;
};
const check = (config: unknown) =>
  validateConfiguration(config, { isEnabled: false, add: () => undefined });
const config = () => load(readFileSync('electron-builder.yml', 'utf8')) as Record<string, unknown>;

describe('the installer configuration', () => {
  it('is valid', async () => {
    await expect(check(config())).resolves.toBeUndefined();
  });

  it.each([
    ['an unknown key', { nsis: { onClick: true } }],
    ['a wrong type', { npmRebuild: 'no' }],
    ['an unknown fuse', { electronFuses: { runAsRoot: false } }],
  ])('would be refused with %s', async (_what, change) => {
    await expect(check({ ...config(), ...change })).rejects.toThrow();
  });

  it('switches off what an installed program must not do', () => {
    expect(config().electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});

describe('the built app', () => {
  beforeAll(() => {
    const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-older'], {
      encoding: 'utf8',
    });
    expect(built.stderr).not.toContain('failed');
  });

  it('needs no package beside those the installer ships', () => {
    const texts = readdirSync('out/main', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join('out/main', name), 'utf8'));
    const imported = texts.flatMap((text) =>
      [
        ...text.matchAll(/(?:^|[\s;])(?:from|import|require\()\s*\(?["']([^"'./\s][^"'\s]*)["']/g),
      ].map(([, name = '']) => name),
    );
    const packages = new Set(imported.filter((name) => !isBuiltin(name)));
    expect([...packages].sort()).toEqual(['better-sqlite3', 'electron', 'koffi']);
  });

  it('has a preload that needs nothing but Electron, as CommonJS', () => {
    const preload = readFileSync('out/preload/index.cjs', 'utf8');
    expect([...preload.matchAll(/require\(["']([^"']+)/g)].map(([, name]) => name)).toEqual([
      'electron',
    ]);
    expect(preload).not.toMatch(/^import /m);
  });

  it('has a page without inline scripts, whose files lie beside it', () => {
    const page = readFileSync('out/renderer/index.html', 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('has all the page loads later as files the desktop app serves: worker, WebAssembly, barcodes', () => {
    const names = [...loadPage('out/renderer').keys()];
    const one = (pattern: RegExp) => names.filter((name) => pattern.test(name));
    expect(one(/^\/assets\/match\.worker-[\w-]+\.js$/)).toHaveLength(1);
    expect(one(/^\/assets\/zxing_reader-[\w-]+\.wasm$/)).toHaveLength(1);
    expect(one(/^\/assets\/bwip-js-[\w-]+\.js$/)).toHaveLength(1);
    const files = loadPage('out/renderer');
    for (const name of names) {
      expect([name, files.get(name)?.contentType]).not.toContain('application/octet-stream');
    }
  });

  it('keeps what only barcodes and the camera need out of what is loaded at start', () => {
    const page = readFileSync('out/renderer/index.html', 'utf8');
    const [, start = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page) ?? [];
    const text = readFileSync(join('out/renderer', start), 'utf8');
    expect(text).not.toContain('bwipp.');
    expect(page).not.toMatch(/bwip|zxing|worker/);
  });

  it('has its page packed with it, and nothing from outside the build', () => {
    const { files } = config() as { files: string[] };
    expect(files).toContain('out/**');
    expect(files.filter((one) => !/^!|^out\/|^package\.json$|^node_modules\//.test(one))).toEqual(
      [],
    );
  });
});
