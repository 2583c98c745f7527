// `npm run bench:ui [-- --quick]`: the page's budgets, measured. `npm run screens`: docs/screens anew.
// Plain JavaScript for Node 20 and newer.
import { join } from 'node:path';
import { ensurePackages, rootDir } from './setup.mjs';
import { ensureSystemTools } from './system-tools.mjs';
import { runWithNode } from './with-node.mjs';

ensurePackages();
ensureSystemTools();
const args = process.argv.slice(2);
const isScreens = args[0] === 'screens';
runWithNode([join(rootDir, 'bench', 'ui', isScreens ? 'screens.ts' : 'bench-ui.ts'), ...args]);
