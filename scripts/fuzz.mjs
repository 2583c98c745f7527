// `npm run fuzz [-- RUNS]`: every parser asked RUNS times (2,000,000 unless told), other texts every time.
// What fails is printed as small as it gets, with the seed. Plain JavaScript for Node 20 and newer.
import { join } from 'node:path';
import { rootDir } from './setup.mjs';
import { runWithNode } from './with-node.mjs';

const [runs = '2000000', ...more] = process.argv.slice(2);
if (!/^[1-9]\d{0,9}$/.test(runs) || more.length > 0) {
  process.stderr.write('usage: npm run fuzz -- RUNS\n');
  process.exit(2);
}
process.env.SPA_BENCH_FUZZ_RUNS = runs;
runWithNode([join(rootDir, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'fuzz']);
