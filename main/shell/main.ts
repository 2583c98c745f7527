/** Electron's entry point: hands Electron to the shell. */
import { fileURLToPath } from 'node:url';
import * as electron from 'electron';
import { loadPage } from '../page/page-files.ts';
import { runShell } from './shell.ts';

/** Beside this file once it is built, in `out/main`. */
const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));

await runShell(
  electron,
  { preload: built('../preload/index.cjs'), station: built('./station.js') },
  () => loadPage(built('../renderer')),
).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  electron.dialog.showErrorBox('SPA Bench cannot start', message);
  electron.app.exit(1);
});
