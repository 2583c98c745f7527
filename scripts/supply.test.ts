/** What comes from others, and what is started of others. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Locked {
  version: string;
  integrity?: string;
  hasInstallScript?: boolean;
}
const root = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const locked: [path: string, entry: Locked][] = Object.entries<Locked>(
  JSON.parse(text('package-lock.json')).packages,
).filter(([path]) => path !== '');
const { allowScripts, dependencies, optionalDependencies, devDependencies } = JSON.parse(
  text('package.json'),
);

describe('packages', () => {
  it('are those of the lock file, byte for byte, each of one version', () => {
    expect(locked.length).toBeGreaterThan(100);
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    const wanted = { ...dependencies, ...optionalDependencies, ...devDependencies };
    expect(
      Object.values(wanted).filter((version) => !/^\d+\.\d+\.\d+$/.test(`${version}`)),
    ).toEqual([]);
  });

  it('run no script when they are installed, and those that have one are listed', () => {
    expect(text('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    const named = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(named));
    expect(Object.values(allowScripts)).not.toContain(true);
  });
});

describe('other programs', () => {
  const sources = readdirSync(join(root, 'main'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test(-kit)?\.ts$/.test(name))
    .map((name): [string, string] => [name.replaceAll('\\', '/'), text(join('main', name))]);

  it('are started in few places, by spawn and execFile, never by a shell', () => {
    const starting = sources.filter(([, source]) => source.includes('child_process'));
    expect(starting.map(([name]) => name).sort()).toEqual([
      'simulate/bench-wire.ts',
      'station/net/elevate.ts',
      'station/net/run-program.ts',
      'station/spc/run.ts',
    ]);
    for (const [name, source] of starting) {
      expect(source, name).toMatch(/import \{ (spawn|execFile) \} from 'node:child_process'/);
      expect(source, name).not.toMatch(/shell: true/);
    }
  });

  it('are named by their full path', () => {
    // A literal would be looked for on PATH, which belongs to whoever started the station.
    const bare = sources.filter(([, source]) => /\b(spawn|execFile)\(\s*['"`]/.test(source));
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});
