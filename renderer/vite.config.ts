import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * How the page is built, for both hosts. Paths are relative because Electron opens the files from
 * disk; no asset becomes a `data:` URL, which the page's Content Security Policy would refuse.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Read from the disk, never over a network: its size is no reason to warn at every start.
    chunkSizeWarningLimit: 2000,
  },
});
