// `npm test`: everything that must hold, on a fresh clone too; the last line counts it.
// `npm test -- OPTION …` runs vitest alone with those options. Plain JavaScript for Node 20 and newer.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { countRun } from './count.mjs';
import { ensurePackages, rootDir } from './setup.mjs';
import { ensureSystemTools } from './system-tools.mjs';
import { envFor, findNode } from './with-node.mjs';

ensurePackages();
const node = findNode() ?? process.execPath;
const options = process.argv.slice(2);
const failedSteps = [];
if (options.length === 0) {
  ensureSystemTools();
  step('lint', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']);
  for (const part of ['contract', 'node', 'preload', 'web']) {
    step(`types of ${part}`, ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${part}.json`]);
  }
  step('build', ['scripts/build.mjs']);
} else {
  ensureBuilt('page');
}
const { line, isGreen } = runTests(options);
process.stdout.write(`\n${line}\n`);
process.exitCode = isGreen ? 0 : 1;

function step(name, args) {
  process.stdout.write(`\n${name}\n`);
  if (run(args) === 0) return;
  failedSteps.push(name);
  process.stdout.write(`${name} failed\n`);
}

function runTests(extra) {
  const dir = mkdtempSync(join(tmpdir(), 'spa-bench-test-'));
  const file = join(dir, 'report.json');
  try {
    const exitCode = run([
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...extra,
    ]);
    return countRun(readReport(file), { exitCode, failedSteps });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // vitest broke off; its lines above say why
  }
}

function run(args) {
  const done = spawnSync(node, args, {
    cwd: rootDir,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: envFor(node),
  });
  return done.status ?? 1;
}
