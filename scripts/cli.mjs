#!/usr/bin/env node
// `spa-bench VERB …`: prepares a fresh clone, then runs the command line with a suitable Node.
// Plain JavaScript for Node 20 and newer. Standard output belongs to the verb alone.
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensurePackages, rootDir } from './setup.mjs';
import { runWithNode } from './with-node.mjs';

const args = process.argv.slice(2);
ensurePackages();
if (args.includes('serve')) ensureBuilt('page');
runWithNode([join(rootDir, 'main', 'serve', 'main.ts'), ...args]);
