/** The verbs of the profile language, each as a process of its own: none needs a station. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packProfile } from '../../main/station/profile/packed/pack.ts';
import { cleanUp, Program, program, runVerb, temporaryDir } from './station-process.ts';

let dir: string;
const file = (name: string, text: string | Buffer = '') => {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
};
/** With `--json`, as automation runs it. */
const json = (...args: string[]) => runVerb(dir, 'profile', ...args);
/** As people run it; what is printed is no JSON. */
async function shown(...args: string[]) {
  const run = new Program(process.execPath, [program, 'profile', ...args]);
  const code = await run.exit;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

beforeAll(() => {
  dir = temporaryDir();
});
afterAll(cleanUp);

describe('profile lint', () => {
  it('is silent about a clean file', async () => {
    const clean = file('clean.xml', '<flat-profile>\n  <GPP_C>x</GPP_C>\n</flat-profile>\n');
    expect(await shown('lint', clean)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('places findings in both formats, at the start of what is wrong', async () => {
    const xml = file(
      'bad.xml',
      '<flat-profile>\n  <Resync_Periodic>12x</Resync_Periodic>\n</flat-profile>',
    );
    const text = file('bad.txt', '# a comment\nResync_Periodic "12x" ;\n');
    const { code, stdout } = await shown('lint', xml, text);
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/bad\.xml:2:20: error L28 A schedule is/);
    expect(lines[1]).toMatch(/bad\.txt:2:18: error L28 A schedule is/);
  });

  it('gives the same as objects with --json', async () => {
    const path = file('one.txt', 'Resync_Periodic "12x" ;\n');
    const { code, lines } = await json('lint', path);
    expect(code).toBe(1);
    expect(lines).toEqual([
      {
        ...{ file: path, line: 1, col: 18, severity: 'error' },
        code: 'L28',
        message: expect.stringContaining('A schedule is a list of seconds'),
        fix: null,
      },
    ]);
  });

  it('follows imports, names the file of the finding, and the one that is missing', async () => {
    mkdirSync(join(dir, 'parts'), { recursive: true });
    file('parts/tones.txt', 'Dial_Tone "350@-19" ;\n');
    const main = file('main.txt', 'import parts/tones.txt\nimport parts/none.txt\n');
    const { code, lines } = await json('lint', main);
    expect(code).toBe(1);
    expect(lines.map(({ file: name, line, col }) => [name, line, col])).toEqual(
      expect.arrayContaining([
        [join(dir, 'parts/tones.txt'), 1, 12],
        [main, 2, 8],
      ]),
    );
  });

  it('knows firmware, model and stage', async () => {
    const path = file('new.txt', 'Resync_Error_Retry_Delay "60,120" ;\n');
    const codes = async (...options: string[]) =>
      (await json('lint', path, ...options)).lines.map(({ code }) => code);
    expect(await codes('--firmware', '2.0.11')).toContain('L22');
    expect(await codes('--firmware', '6.1.5')).not.toContain('L22');
  });

  it.each([
    [[]],
    [['none.xml']],
    [['--model', 'SPA000', 'clean.xml']],
    [['--firmware', 'new', 'clean.xml']],
    [['--stage', 'first', 'clean.xml']],
    [['--frobnicate', 'clean.xml']],
  ])('calls %j wrong use', async (args) => {
    const { code, lines } = await json(
      'lint',
      ...args.map((arg) => (arg === 'clean.xml' ? join(dir, arg) : arg)),
    );
    expect(code).toBe(2);
    expect(lines).toEqual([{ code: 'WRONG_USE', message: expect.any(String) }]);
  });

  it('reads what is compressed or UTF-16, and says what it cannot read', async () => {
    const gz = file('a.gz', gzipSync('Resync_Periodic "12x" ;'));
    const wide = file('wide.txt', Buffer.from('\ufeffResync_Periodic "12x" ;', 'utf16le'));
    for (const path of [gz, wide]) {
      expect((await shown('lint', path)).stdout).toContain(`${path}:1:18: error L28`);
    }
    const sealed = file('a.enc', Buffer.from(packProfile('<a/>', { gzip: false, key: 'k' })));
    expect((await shown('lint', sealed)).stderr).toContain('profile open');
    const spc = await shown('lint', file('a.cfg', Buffer.from([1, 0, 2, 0])));
    expect({ code: spc.code, stderr: spc.stderr }).toEqual({
      ...{ code: 2, stderr: expect.stringContaining('compiler') },
    });
  });

  it('shows no control character of a file to the terminal', async () => {
    const { stdout } = await shown('lint', file('esc.txt', 'A\x1b[31m "x" ;\n'));
    expect(stdout).toContain('A\u241b[31m');
    expect(stdout).not.toContain('\x1b');
  });
});

describe('profile expand and explain', () => {
  it('expands a rule for a unit and says what it does', async () => {
    const rule = '( $SWVER lt 3.0.0 )? [--key $B] tftp://h/$(MA:6)/$PSN.cfg';
    const { code, lines } = await json(
      ...['expand', '--rule', rule, '--unit', '000e08aabbcc,SPA962,firmware=2.0.11,GPP_B=k'],
    );
    expect(code).toBe(0);
    expect(lines).toMatchObject([{ outcome: 'fetch' }]);
    expect(String(lines[0]?.expanded)).toContain('tftp://h/aabbcc/962.cfg');
  });

  it('refuses a rule no unit could carry out, with exit 1', async () => {
    const { code } = await json('expand', '--rule', '( $A ? x', '--unit', '000e08aabbcc');
    expect(code).toBe(1);
  });

  it('tells the chain in words, with the answers given', async () => {
    const first = file(
      'cust.xml',
      '<flat-profile><Profile_Rule>tftp://192.168.76.1/second.cfg</Profile_Rule><Resync_Periodic>60</Resync_Periodic></flat-profile>',
    );
    mkdirSync(join(dir, 'served'), { recursive: true });
    file('served/second.cfg', '<flat-profile><GPP_A>done</GPP_A></flat-profile>');
    const unit = ['--unit', '000e08aabbcc', '--files', join(dir, 'served')];
    const { code, stdout } = await shown('explain', first, ...unit);
    expect(code).toBe(0);
    expect(stdout).toContain('/spa962.cfg');
    expect(stdout).toContain('second.cfg');
    expect(stdout).toContain('GPP_A');
    const failing = await shown(
      'explain',
      first,
      '--unit',
      '000e08aabbcc',
      '--answer',
      '/second.cfg=fail',
    );
    expect(failing.code).toBe(0);
    expect(failing.stdout).not.toContain('GPP_A');
  });

  it('gives both readings of what the guide says twice', async () => {
    const known = await json(
      'expand',
      '--rule',
      'x',
      '--unit',
      '000e08aabbcc',
      '--readings',
      'none=none',
    );
    expect(known.code).toBe(2);
    expect(String(known.lines[0]?.message)).toMatch(/--readings: .+/);
  });

  it.each([
    [['expand', '--unit', '000e08aabbcc']],
    [['expand', '--rule', 'x']],
    [['expand', '--rule', 'x', '--unit', '000e08']],
    [['explain', '--unit', '000e08aabbcc']],
  ])('calls %j wrong use', async (args) => {
    expect((await json(...args)).code).toBe(2);
  });
});

describe('profile urls and alias', () => {
  it('lists where a rule leads each unit, and finds two that get the same file', async () => {
    const units = file('units', '# a batch\n000e08000001\n000e08000002,SPA942\n000e08000003\n');
    const same = await json('urls', '--rule', 'http://h/$PSN.cfg', '--units', units);
    expect(same.code).toBe(1);
    expect(same.lines.map(({ url, sameAs }) => [url, sameAs])).toEqual([
      ['http://h:80/962.cfg', null],
      ['http://h:80/942.cfg', null],
      ['http://h:80/962.cfg', '000e08000001'],
    ]);
    expect((await json('urls', '--rule', 'http://h/$MA.cfg', '--units', units)).code).toBe(0);
  });

  it('writes an alias map on one line and tries it on a document', async () => {
    const map = file(
      'map',
      '/CFG/User = /flat-profile/User_ID_1_ ;\n/CFG/Pw = /flat-profile/GPP_A ;',
    );
    const customers = file('doc.xml', '<CFG><User>ada</User><Pw/></CFG>');
    const { code, lines } = await json('alias', map, customers);
    expect(code).toBe(0);
    expect(lines).toEqual([
      { map: '/CFG/User = /flat-profile/User_ID_1_ ; /CFG/Pw = /flat-profile/GPP_A ;' },
      { name: 'User_ID_1_', value: 'ada' },
      { name: 'GPP_A', value: null },
    ]);
    expect((await json('alias', file('bad', '/a = b'))).lines[0]).toMatchObject({
      code: 'NOT_READ',
    });
    expect((await json('alias')).code).toBe(2);
  });
});

describe('profile convert, sample, diff', () => {
  it('converts both ways without a difference', async () => {
    const text = file(
      'plain.txt',
      'GPP_A "a & <b>" ; # text\nDial_Plan[1] ! "(xx.)" ;\nGPP_C ;\nGPP_D ? "" ;\n',
    );
    const xml = join(dir, 'converted.xml');
    const back = join(dir, 'back.txt');
    expect((await json('convert', text, '--to', 'xml', '-o', xml)).code).toBe(0);
    expect((await json('convert', xml, '--to', 'text', '-o', back)).code).toBe(0);
    expect(readFileSync(xml, 'utf8')).toContain('Dial_Plan_1_');
    expect(readFileSync(back, 'utf8')).toContain('Dial_Plan[1]');
    expect(await shown('diff', text, back)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('refuses to convert what it cannot read, and writes nothing', async () => {
    const broken = file('broken.xml', '<flat-profile><A>x</flat-profile>');
    const { code, lines } = await json('convert', broken, '--to', 'text');
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ file: broken, line: 1, severity: 'error' });
    expect((await json('convert', broken)).code).toBe(2);
  });

  it('samples every parameter, and the sample has nothing wrong but the factory', async () => {
    const path = join(dir, 'sample.xml');
    expect((await json('sample', '--to', 'xml', '-o', path)).code).toBe(0);
    expect(readFileSync(path, 'latin1').match(/<[A-Z]/g)?.length).toBe(554);
    const errors = (await json('lint', path)).lines.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('shows what differs, secrets as fingerprints until asked', async () => {
    const a = file('a.txt', 'GPP_A "1" ;\nPassword[1] "hunter2" ;\n');
    const b = file(
      'b.xml',
      '<flat-profile><GPP_A>2</GPP_A><Password_1_>hunter3</Password_1_></flat-profile>',
    );
    const hidden = await shown('diff', a, b);
    expect(hidden.code).toBe(1);
    expect(hidden.stdout).toContain('- GPP_A "1"');
    expect(hidden.stdout).toContain('+ GPP_A "2"');
    expect(hidden.stdout).not.toContain('hunter');
    expect((await shown('diff', a, b, '--show-secrets')).stdout).toContain('hunter3');
    const c = file('c.txt', 'Profile_Rule "[--key aabbccdd --pwd hunter2 ] http://h/x" ;\n');
    expect((await shown('diff', a, c)).stdout).toMatch(
      /\+ Profile_Rule "\[--key [0-9a-f]{16} --pwd/,
    );
  });
});

describe('profile build and open', () => {
  const key = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

  it('builds a file openssl and gunzip open, readable by its owner alone', async () => {
    const source = file('t.txt', 'GPP_A "{{unit.mac}}" ;\nUser_ID[1] "{{account.user_id}}" ;\n');
    const out = join(dir, 'unit.cfg');
    const keyFile = file('key', `${key}\n`);
    const options = ['--mac', '00:0E:08:AA:BB:CC', '--gzip', '--key-file', keyFile, '-o', out];
    const built = await json('build', source, ...options, '--field', 'account.user_id=ada');
    expect(built.lines).toEqual([{ file: out, bytes: statSync(out).size, format: 'openssl' }]);
    expect(statSync(out).mode & 0o77).toBe(0);
    const args = ['enc', '-d', '-aes-256-cbc', '-md', 'md5', '-k', key, '-in', out];
    const clear = gunzipSync(
      execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    expect(clear.toString()).toContain('<GPP_A ua="na">000e08aabbcc</GPP_A>');
    expect(clear.toString()).toContain('<User_ID_1_ ua="na">ada</User_ID_1_>');
    const opened = await shown('open', out, '--key', key);
    expect(opened).toEqual({ code: 0, stdout: clear.toString('latin1'), stderr: '' });
    expect((await json('diff', out, out, '--key', key)).code).toBe(0);
  });

  it('opens what gzip and openssl made', async () => {
    const text = file('o.xml', '<flat-profile><GPP_A>7</GPP_A></flat-profile>');
    execFileSync('gzip', ['-k', text]);
    chmodSync(`${text}.gz`, 0o644);
    expect((await shown('open', `${text}.gz`, '-o', `${text}.gz`)).code).toBe(0);
    expect(readFileSync(`${text}.gz`, 'utf8')).toBe(readFileSync(text, 'utf8'));
    expect(statSync(`${text}.gz`).mode & 0o77).toBe(0);
    execFileSync('gzip', ['-kf', text]);
    const sealed = join(dir, 'o.enc');
    const args = ['enc', '-e', '-aes-256-cbc', '-md', 'md5', '-salt', '-k', key];
    execFileSync('openssl', [...args, '-in', `${text}.gz`, '-out', sealed], { stdio: 'ignore' });
    expect((await shown('open', sealed, '--key', key)).stdout).toContain('<GPP_A>7</GPP_A>');
  });

  it('refuses a wrong key, a missing one, a field without a value', async () => {
    const source = file('k.txt', 'GPP_A "1" ;\n');
    const out = join(dir, 'k.cfg');
    await json('build', source, '--mac', '000e08aabbcc', '--key', key, '-o', out);
    for (const args of [['--key', 'wrong'], []]) {
      const { code, lines, stderr } = await json('open', out, ...args);
      expect({ code, problem: lines[0]?.code }).toEqual({ code: 1, problem: 'NOT_OPENED' });
      expect(stderr).not.toContain(key);
    }
    const open = file('f.txt', 'GPP_A "{{account.password}}" ;\n');
    const { code, lines } = await json(
      'build',
      open,
      '--mac',
      '000e08aabbcc',
      '-o',
      join(dir, 'f.cfg'),
    );
    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { code: 'NOT_BUILT', message: expect.stringContaining('--field') },
    ]);
    expect((await json('build', source, '-o', out)).code).toBe(2);
    expect((await json('build', source, '--mac', '000e08aabbcc')).code).toBe(2);
  });
});

describe('profile decode-tone and order', () => {
  it('says a tone in words and writes its sound', async () => {
    const wav = join(dir, 'tone.wav');
    const { code, stdout } = await shown(
      'decode-tone',
      '350@-19,440@-19;10(*/0/1+2)',
      '--wav',
      wav,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('350 Hz');
    expect(readFileSync(wav).toString('latin1', 0, 4)).toBe('RIFF');
    expect((await json('decode-tone', '350@-19,440;10(*/0/')).code).toBe(1);
  });

  it('writes the order form', async () => {
    const { code, stdout } = await shown(
      'order',
      '--rule',
      'tftp://prov.example.net/$PSN.cfg',
      '--domain',
      'example.net',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('tftp://prov.example.net/$PSN.cfg');
    expect((await json('order')).code).toBe(2);
  });
});

it('an unknown verb is wrong use and names those there are', async () => {
  const { code, lines } = await json('frobnicate');
  expect(code).toBe(2);
  expect(lines[0]?.message).toContain('lint, expand, explain');
});

describe('vectors', () => {
  const vectors = (...args: string[]) => runVerb(dir, 'vectors', ...args);
  const suite = (name: string, content: unknown) =>
    file(join('suites', name), JSON.stringify(content));

  it('passes every suite of this program, none skipped', async () => {
    const { code, lines, stderr } = await vectors('test/vectors');
    expect(stderr).toBe('');
    expect(lines).toEqual([{ passed: 478, failed: 0, skipped: 0 }]);
    expect(code).toBe(0);
  });

  it('prints a mismatch, skips what it does not know and says so, counts a broken file', async () => {
    mkdirSync(join(dir, 'suites'));
    const versions = JSON.parse(readFileSync('test/vectors/versions.json', 'utf8'));
    const [known] = versions.cases;
    const wrong = { ...known, id: 'wrong', expected: { valid: false } };
    suite('a.json', { ...versions, cases: [known, wrong] });
    const { operation: _, ...plain } = known;
    suite('b.json', { ...versions, operation: 'divine', cases: [plain] });
    file('suites/c.json', '{"cases": [');
    suite('d.json', { ...versions, cases: [{ no: 'id' }] });
    suite('e.json', { schema: 'something/else' });
    const { code, lines, stderr } = await vectors(join(dir, 'suites'));
    expect(code).toBe(1);
    expect(lines).toEqual([
      { file: 'a.json', id: 'wrong', expected: { valid: false }, got: { valid: true } },
      { file: 'c.json', problem: expect.any(String) },
      { file: 'd.json', problem: expect.stringContaining('cases.0.id') },
      { passed: 1, failed: 3, skipped: 1 },
    ]);
    expect(stderr).toContain('divine');
    expect(stderr).toContain('e.json');
  });

  it('calls a folder without suites wrong use', async () => {
    expect((await vectors(join(dir, 'none'))).code).toBe(2);
    expect((await vectors()).code).toBe(2);
  });
});
