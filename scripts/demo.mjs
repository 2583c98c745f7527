// `npm run demo [-- --keep]`: the whole flow with simulated units on loopback.
// Plain JavaScript for Node 20 and newer.
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensurePackages, rootDir } from './setup.mjs';
import { runWithNode } from './with-node.mjs';

ensurePackages();
ensureBuilt('page');
runWithNode([join(rootDir, 'main', 'demo', 'main.ts'), ...process.argv.slice(2)]);
