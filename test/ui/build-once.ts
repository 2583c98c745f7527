/** Builds the page once for all tests of a run, so that none ever sees a stale one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { whySkipped } from './page.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built page. */
    pageDir: string;
  }
}

export default async function buildOnce(project: TestProject): Promise<() => void> {
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-page-'));
  if (whySkipped === null) {
    const root = resolve(import.meta.dirname, '../../renderer');
    await build({
      root,
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: dir, emptyOutDir: true, minify: true },
    });
  }
  project.provide('pageDir', dir);
  return () => rmSync(dir, { recursive: true, force: true });
}
