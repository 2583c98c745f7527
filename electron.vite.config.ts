import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import page from './renderer/vite.config.ts';

/** Only packages with native parts are shipped beside the bundle; everything else is inside it. */
const shipped = ['better-sqlite3', 'koffi'];
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
};
const bundled = Object.keys(dependencies).filter((name) => !shipped.includes(name));

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: bundled },
      rollupOptions: {
        input: {
          shell: resolve('main/shell/main.ts'),
          station: resolve('main/shell/station-process.ts'),
          cli: resolve('main/serve/main.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { index: resolve('preload/preload.cts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    ...page,
    root: resolve('renderer'),
    build: {
      ...page.build,
      outDir: resolve('out/renderer'),
      minify: true,
      rollupOptions: { input: resolve('renderer/index.html') },
    },
  },
});
