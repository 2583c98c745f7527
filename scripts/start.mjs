// `npm start [-- OPTION …]`: opens the desktop app; where there is no window to be had it says why in
// one sentence and runs `serve` with the same options. Plain JavaScript for Node 20 and newer.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { fetchElectron, findElectron } from './electron.mjs';
import { ensurePackages, rootDir } from './setup.mjs';
import { runWithNode } from './with-node.mjs';

ensurePackages();
const args = process.argv.slice(2).filter((arg) => arg !== '--headless');
const whyNoWindow = reasonAgainstWindow();
const electron = whyNoWindow === null ? (findElectron() ?? fetchElectron()) : null;
if (electron === null) {
  const why = whyNoWindow ?? 'Electron, which draws the window, could not be fetched';
  process.stderr.write(
    `SPA Bench: ${why}, so the station runs without a window; open the address below in a browser.\n`,
  );
  ensureBuilt('page');
  runWithNode([join(rootDir, 'main', 'serve', 'main.ts'), 'serve', ...args]);
} else {
  ensureBuilt('app');
  const app = spawn(electron, [rootDir, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => app.kill(signal));
  app.on('exit', (code) => process.exit(code ?? 1));
}

function reasonAgainstWindow() {
  if (process.argv.includes('--headless')) return '--headless was asked for';
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this computer shows no desktop';
  return process.getuid() === 0 ? 'windows do not open for root' : null;
}
