/** The guide for the ISP's engineer: its files, its commands, and what they print. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintCodes } from '../../main/station/profile/lint/codes.ts';
import { readingTexts } from '../../main/station/profile/unit/reading-texts.ts';
import { cleanUp, program, temporaryDir } from './station-process.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/profiles.md'), 'utf8');

interface Step {
  command: string;
  printed: string;
}

const files = [...text.matchAll(/^```profile (\S+)\n(.*?)^```$/gms)].map(
  ([, name = '', content = '']) => ({ name, content }),
);
const steps: Step[] = [...text.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = '', ...lines] = step.split('\n');
      return { command, printed: lines.join('\n') };
    }),
);

describe.skipIf(process.platform === 'win32')('docs/profiles.md', () => {
  let dir: string;
  beforeAll(() => {
    dir = temporaryDir();
    for (const { name, content } of files) writeFileSync(join(dir, name), content);
  });
  afterAll(cleanUp);

  it('has files and commands', () => {
    expect(files.length).toBeGreaterThan(3);
    expect(steps.length).toBeGreaterThan(6);
  });

  it.each(steps)('$command', ({ command, printed }) => {
    // Findings end with 1, as they should; what is printed is what counts here.
    const script = `spa-bench() { "$NODE" "$PROGRAM" "$@"; }\n${command} 2>&1\n[ $? -le 1 ]`;
    const out = execFileSync('bash', ['-c', script], {
      cwd: dir,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, PROGRAM: program },
    });
    expect(out).toBe(printed);
  });

  it('names every reading there is', () => {
    const decision = join(
      import.meta.dirname,
      '../../docs/decisions/0011-readings-can-be-reached.md',
    );
    const listed = [...readFileSync(decision, 'utf8').matchAll(/^\| `(\w+)` \|/gm)];
    expect(listed.map(([, name]) => name)).toEqual(Object.keys(readingTexts));
  });

  it('lists every code of the check', () => {
    const listed = [...text.matchAll(/^\| (L\d\d) \| (\w+) \| (.*) \|$/gm)].map(
      ([, code, severity, title]) => [code, severity, title],
    );
    const known = Object.entries(lintCodes).map(([code, { severity, title }]) => [
      ...[code, severity, title],
    ]);
    expect(listed).toEqual(known);
  });
});
