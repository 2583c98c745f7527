/** docs/firmware.md: its commands, against a running station, and what they print. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  cleanUp,
  onLoopback,
  program,
  type StationProcess,
  startStation,
  temporaryDir,
  whySkipped,
} from './station-process.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/firmware.md'), 'utf8');
const steps = [...text.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...lines] = step.split('\n');
      return { command, printed: lines.join('\n') };
    }),
);
const images = {
  'spa50x-30x-7-5-2b.bin': 'a stand-in for firmware 7.5.2b',
  'spa50x-30x-7-5-5.bin': 'a stand-in for firmware 7.5.5',
};

describe.skipIf(whySkipped !== null || process.platform === 'win32')('docs/firmware.md', () => {
  let station: StationProcess;
  let dir: string;
  beforeAll(async () => {
    station = await startStation(onLoopback);
    dir = temporaryDir();
    const sums = Object.entries(images).map(([name, content]) => {
      writeFileSync(join(dir, name), content);
      return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
    });
    writeFileSync(join(dir, 'spa50x-30x.sha256'), sums.join(''));
  });
  afterAll(cleanUp);

  it('has commands', () => {
    expect(steps.length).toBeGreaterThan(5);
  });

  it.each(steps)('$command', ({ command, printed }) => {
    const script = `spa-bench() { "$NODE" "$PROGRAM" "$@"; }\n${command} 2>&1\n[ $? -le 1 ]`;
    const out = execFileSync('bash', ['-c', script], {
      cwd: dir,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...{ NODE: process.execPath, PROGRAM: program, SPA_BENCH_DATA: station.dir },
      },
    });
    expect(out.replace(/addedAt: \S+/, 'addedAt: TIME')).toBe(printed);
  });

  it('with --json the list has exactly the promised keys', async () => {
    const [image, ...models] = await station.done('firmware', 'list');
    expect(Object.keys(image ?? {})).toEqual([
      ...['image', 'models', 'version', 'bytes', 'sha256', 'isChecked', 'addedAt', 'problem'],
      'usedBy',
    ]);
    expect(models).toEqual([
      { model: 'SPA504G', rule: 'off', image: null, steps: [], text: null, problem: null },
    ]);
    const { code, lines } = await station.run('firmware', 'rule', 'SPA504G', 'sometimes');
    expect([code, lines[0]?.code]).toEqual([2, 'WRONG_USE']);
  });
});
