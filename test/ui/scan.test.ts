import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ScanOutcome, Seat } from '../../main/contract/model.ts';
import { aUnit, type BenchDouble, runningStatus } from './bench-double.ts';
import { launchBrowser, whySkipped } from './page.ts';
import { eventually, ScanPage } from './scan-kit.ts';

const UNIT = '000e084f1a92';
const OTHER = '000e086a300d';
type Answer = Partial<ScanOutcome> & { seat?: Partial<Seat> };

const held: Answer = {
  verdict: 'held',
  unit: UNIT,
  reason: 'Now scan the account.',
  seat: { heldUnit: UNIT, heldAccount: null, heldAt: 1 },
};
const heldAccount: Answer = {
  verdict: 'held',
  class: 'account',
  account: '10-448213',
  seat: { heldUnit: null, heldAccount: '10-448213', heldAt: 1 },
};
const bound: Answer = {
  verdict: 'bound',
  class: 'account',
  unit: UNIT,
  account: '10-448213',
  seat: { heldUnit: null, heldAccount: null },
};
const refused: Answer = {
  verdict: 'not-bound',
  unit: OTHER,
  account: '10-448214',
  reason: 'Bound to account 10-447980 since 09:14.',
  seat: { heldUnit: null, heldAccount: '10-448214' },
};
const withAccount = { heldUnit: null, heldAccount: '10-448213', heldAt: 1 };
const withUnit = { heldUnit: UNIT, heldAccount: null, heldAt: 1 };

/** Each row of the scan rules: what is held, what the station answers, and what a person gets. */
const rules: [
  string,
  Partial<Seat>,
  Answer,
  { word: string; sound: string | null; row: string },
][] = [
  [
    'a device, nothing held',
    {},
    held,
    { word: 'Now scan the account', sound: 'half', row: 'Held' },
  ],
  [
    'an account, nothing held',
    {},
    heldAccount,
    { word: 'Now scan the device', sound: 'half', row: 'Held' },
  ],
  ['a device with an account', withAccount, bound, { word: 'BOUND', sound: 'bound', row: 'Bound' }],
  ['an account with a device', withUnit, bound, { word: 'BOUND', sound: 'bound', row: 'Bound' }],
  [
    'another device',
    withUnit,
    {
      ...held,
      verdict: 'replaced',
      unit: OTHER,
      reason: '4F:1A:92 back to Ready.',
      seat: { heldUnit: OTHER },
    },
    { word: 'Now scan the account', sound: 'dropped', row: 'Replaced' },
  ],
  [
    'another account',
    withAccount,
    {
      ...heldAccount,
      verdict: 'replaced',
      account: '10-2',
      reason: '10-448213 back to Ready.',
      seat: { heldAccount: '10-2' },
    },
    { word: 'Now scan the device', sound: 'dropped', row: 'Replaced' },
  ],
  [
    'the same value within two seconds',
    withUnit,
    { verdict: 'ignored', unit: UNIT, seat: withUnit },
    { word: 'Now scan the account', sound: null, row: 'Scanned twice' },
  ],
  [
    'the pair that is bound already',
    withUnit,
    { ...bound, verdict: 'already', reason: 'Already done at 13:31.' },
    { word: 'Already done', sound: 'half', row: 'Already done' },
  ],
  [
    'a device bound elsewhere',
    withAccount,
    refused,
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a device that is not verified',
    withAccount,
    { ...refused, reason: 'Not ready: SEC-PRV-1 since 0:24' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a device never seen',
    withAccount,
    { ...refused, unit: null, reason: 'This station has never seen it.' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a full account',
    withUnit,
    { ...refused, unit: UNIT, reason: '2 of 2 devices: 00:0E:08:00:00:01', seat: withUnit },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'an unknown account',
    {},
    { ...refused, class: 'unknown', unit: null, account: null, reason: 'Not in the account list.' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'the wrong model',
    withAccount,
    { ...refused, reason: 'Order asks for SPA962, this is SPA942.' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a product code',
    withUnit,
    {
      verdict: 'not-readable',
      class: 'product-code',
      reason: 'That is the product code. Scan MAC or S/N.',
      seat: withUnit,
    },
    { word: 'Scan again', sound: 'refused', row: 'Not read' },
  ],
  [
    'a MAC not read completely',
    {},
    { verdict: 'not-readable', class: 'unreadable', reason: 'Not read completely. Scan again.' },
    { word: 'Scan again', sound: 'refused', row: 'Not read' },
  ],
  [
    'a command barcode',
    {},
    { verdict: 'command', class: 'command', text: '*PPS-OK*' },
    { word: 'Ready', sound: 'half', row: 'Command OK' },
  ],
];

describe.skipIf(whySkipped !== null)(`scan & bind${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let browser: Browser;
  let at: ScanPage;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    expect(at.faults).toEqual([]);
    await at.close();
  });

  async function open(about: Parameters<typeof ScanPage.open>[2] = {}): Promise<ScanPage> {
    at = await ScanPage.open(browser, inject('pageDir'), {
      ...about,
      prepare: (bench) => {
        putUnits(bench);
        about.prepare?.(bench);
      },
    });
    if (about.path === undefined) await at.verdict.waitFor();
    return at;
  }

  function putUnits(bench: BenchDouble): void {
    bench.put(
      aUnit('6a300d', { stage: 'VERIFIED', binding: 'bound', account: '10-447980' }),
      aUnit('4f1a92', { stage: 'VERIFIED', serial: '88012BA01234' }),
    );
  }

  test.each(rules)('%s: verdict, sound and row', async (_, seat, answer, expected) => {
    const { bench } = await open({ seat });
    bench.answerScan = () => answer;
    await at.scan('000E084F1A92');
    await eventually(() => at.rows()).toEqual([expected.row]);
    await at.says(expected.word);
    expect(await at.sounds()).toEqual(expected.sound === null ? [] : [expected.sound]);
    if (answer.reason && expected.word !== 'Now scan the account') {
      await at.verdict.getByText(answer.reason).first().waitFor();
    }
  });

  test('the verdict is read aloud, MAC in pairs', async () => {
    const { bench, page } = await open();
    bench.answerScan = () => bound;
    await at.scan('10-448213');
    await at.says('BOUND');
    expect(await page.getByTestId('spoken').textContent()).toMatch(
      /^Bound\. 4F 1A 92 to account 10-448213/,
    );
    expect(await page.getByTestId('bound-today').textContent()).toBe('1');
  });

  test('after a refusal ten more scans change nothing and are all listed', async () => {
    const { bench, page } = await open();
    bench.answerScan = () => refused;
    await at.scan('000E086A300D');
    await at.says('NOT BOUND');
    bench.answerScan = () => ({ verdict: 'locked', reason: 'Not used.', class: 'mac' });
    const later = Array.from({ length: 10 }, (_, n) => `000E0800001${n}`);
    for (const text of later) await at.scan(text);
    await eventually(() => bench.submitted).toEqual(['000E086A300D', ...later]);
    await eventually(() => at.rows()).toEqual([...later.map(() => 'Not used'), 'Refused']);
    await at.says('NOT BOUND');
    expect(await at.sounds()).toEqual(['refused', ...later.map(() => 'locked')]);
    expect(await page.getByTestId('not-used').textContent()).toContain('000E08000019');
    await page.keyboard.press('Enter');
    await at.says('Now scan the device');
  });

  test('the old verdict is gone at the first key of the next scan', async () => {
    const { bench, page } = await open();
    bench.answerScan = () => bound;
    await at.scan('10-448213');
    await at.says('BOUND');
    await page.keyboard.down('0');
    await at.says('Ready');
  });

  test('a scan that comes during a commit waits its turn', async () => {
    const { bench, page } = await open();
    bench.answerScan = () => held;
    const submit = bench.facade.scans.submit;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    bench.facade.scans.submit = async (asked) => {
      if (asked.text === '000E084F1A92') await gate;
      return submit(asked);
    };
    await at.scan('000E084F1A92');
    await at.scan('10-448213');
    await page.getByTestId('instruction').getByText('Working…').waitFor();
    expect(bench.submitted).toEqual([]);
    release();
    await eventually(() => bench.submitted).toEqual(['000E084F1A92', '10-448213']);
  });

  test('a half pair that runs out says so, with the dropped sound', async () => {
    const { bench } = await open();
    bench.answerScan = () => held;
    await at.scan('000E084F1A92');
    await at.says('Now scan the account');
    at.setSeat({});
    await at.verdict.getByText('Device 4F:1A:92 let go').waitFor();
    expect(await at.sounds()).toEqual(['half', 'dropped']);
  });

  test('Esc lets a held half go', async () => {
    const { bench, page } = await open({ seat: withUnit });
    bench.answerScan = () => ({
      verdict: 'command',
      class: 'command',
      seat: { heldUnit: null, heldAt: null },
    });
    await at.says('Now scan the account');
    await page.keyboard.press('Escape');
    await at.verdict.getByText('Device 4F:1A:92 let go. Nothing was bound.').waitFor();
    expect(bench.submitted).toEqual(['*PPS-CANCEL*']);
    expect(await at.sounds()).toEqual(['dropped']);
  });

  test('a bind is taken back with F8, from the panel, or from its row, until it is exported', async () => {
    const { bench, page } = await open();
    const asked: (string | undefined)[] = [];
    const undo = bench.facade.scans.undo;
    bench.facade.scans.undo = async (question) => {
      asked.push(question.mac);
      return undo(question);
    };
    bench.answerScan = () => bound;
    await at.scan('10-448213');
    await at.says('BOUND');
    await page.keyboard.press('F8');
    await eventually(() => at.rows()).toEqual(['Undone']);
    await at.says('Ready');

    await at.scan('10-448213');
    await page.getByRole('button', { name: 'Undo 4F:1A:92' }).click();
    await eventually(() => at.rows()).toEqual(['Undone', 'Undone']);
    expect(asked).toEqual([undefined, UNIT]);

    await at.scan('10-448213');
    await at.says('BOUND');
    bench.put(aUnit('4f1a92', { stage: 'VERIFIED', binding: 'exported', account: '10-448213' }));
    await eventually(() => at.rows()).toEqual(['Exported', 'Undone', 'Undone']);
    expect(await page.getByRole('button', { name: /^Undo/ }).count()).toBe(0);
    await page.keyboard.press('F8');
    expect(asked).toHaveLength(2);
  });

  test('a refused device: F9 shows the other binding, and it can be moved with a reason', async () => {
    const { bench, page } = await open();
    const row = {
      ...{ id: 7, mac: OTHER, account: '10-447980', name: 'Horák, Petr', workOrder: 'WO-1' },
      ...{ serial: null, model: 'SPA942', state: 'bound' as const, boundAt: 1, batch: null },
      ...{ devices: 1, allowed: 1, wasVoided: false },
    };
    bench.facade.bindings.ofUnit = async () => row;
    const moved: unknown[] = [];
    bench.facade.scans.moveHere = async (question) => {
      moved.push(question);
      at.setSeat({});
      const { mac: unit, account } = question;
      return { at: 9, text: 'move', class: 'mac', verdict: 'bound', unit, account, reason: null };
    };
    bench.answerScan = () => refused;
    await at.scan('000E086A300D');
    await at.says('NOT BOUND');
    const aside = page.getByRole('button', { name: 'Put this device aside' });
    await eventually(() => aside.evaluate((button) => button === document.activeElement)).toBe(
      true,
    );
    await page.keyboard.press('F9');
    await page.getByRole('dialog').getByText('Horák, Petr').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Move it here' }).click();
    await page.getByLabel('Reason').fill('Box was mixed up');
    await page.getByRole('dialog').getByRole('button', { name: 'Move it here' }).click();
    await at.says('BOUND');
    expect(moved).toEqual([
      { seat: 'screen', mac: OTHER, account: '10-448214', reason: 'Box was mixed up' },
    ]);
  });

  test('an unknown account offers the import', async () => {
    const { bench, page } = await open();
    bench.answerScan = () => ({
      verdict: 'not-bound',
      class: 'unknown',
      reason: 'Not in the account list.',
    });
    await at.scan('10-000000');
    await page.getByRole('link', { name: 'Import accounts' }).click();
    expect(new URL(page.url()).hash).toBe('#/accounts');
    await page.getByRole('button', { name: 'Put aside' }).click();
    await page.getByTestId('instruction').getByText('Ready').waitFor();
  });

  test('without the station nothing is scanned, and it says so', async () => {
    await open();
    let cut: () => Promise<void> = async () => undefined;
    let isDown = false;
    await at.page.routeWebSocket(/\/rpc$/, (route) => {
      if (isDown) return void route.close();
      const station = route.connectToServer();
      cut = async () => {
        isDown = true;
        await route.close();
        await station.close();
      };
    });
    await at.page.reload();
    await at.says('Ready');
    await cut();
    await at.says('Do not scan');
    await at.scan('000E084F1A92');
    await eventually(() => at.sounds()).toEqual(['refused']);
    expect(at.bench.submitted).toEqual([]);
    isDown = false;
    await at.says('Ready');
    expect(at.bench.submitted).toEqual([]);
  });

  test('the whole loop works with the keyboard alone', async () => {
    const { bench, page } = await open();
    const answers: Answer[] = [held, bound, refused];
    bench.answerScan = () => answers.shift() ?? held;
    await at.type([...'000e084f1a92'], 130);
    expect(await page.getByLabel('Type a MAC').inputValue()).toBe('000e084f1a92');
    await page.keyboard.press('Enter');
    await at.says('Now scan the account');
    await at.type([...'10-448213'], 130);
    await page.keyboard.press('Enter');
    await at.says('BOUND');
    await at.type([...'000e086a300d'], 130);
    await page.keyboard.press('Enter');
    await at.says('NOT BOUND');
    await page.keyboard.press('Enter');
    await at.says('Now scan the device');
    await page.keyboard.press('F8');
    await eventually(() => at.rows()).toEqual(['Refused', 'Undone', 'Held']);
    expect(bench.submitted).toEqual(['000e084f1a92', '10-448213', '000e086a300d']);
    await at.type([...'10'], 130);
    await page.keyboard.press('Escape');
    await page.getByLabel('Type a MAC').waitFor({ state: 'detached' });
  });

  test('the whole loop works with the scanner alone', async () => {
    const { bench } = await open();
    bench.answerScan = (text) => {
      if (text === '000E084F1A92') return held;
      if (text === '10-448213') return bound;
      if (text === '000E086A300D') return refused;
      const seat = text === '*PPS-OK*' ? { lockedBy: null } : { heldAccount: null, heldUnit: null };
      return { verdict: 'command', class: 'command', seat };
    };
    await at.scan('000E084F1A92');
    await at.scan('10-448213');
    await at.says('BOUND');
    await at.scan('000E086A300D');
    await at.says('NOT BOUND');
    await at.scan('*PPS-OK*');
    await at.says('Now scan the device');
    await at.scan('*PPS-CANCEL*');
    await at.says('Ready');
    await at.scan('*PPS-UNDO*');
    const expected = ['Command UNDO', 'Command CANCEL', 'Command OK', 'Refused', 'Bound', 'Held'];
    await eventually(() => at.rows()).toEqual(expected);
  });

  test('what barcodes say is shown as text', async () => {
    const { bench, page } = await open();
    const hostile = '<img src=x onerror="document.title=1">';
    bench.answerScan = (text) => ({ verdict: 'not-readable', class: 'unreadable', reason: text });
    await at.scan(hostile);
    await at.verdict.getByText(hostile).waitFor();
    expect(await page.locator('#page img').count()).toBe(0);
  });

  test('the goal and the units ready to bind stand beside the result', async () => {
    const { bench, page } = await open({
      prepare: (each) => {
        const goal = { workOrder: 'WO-20418', bound: 37, total: 50, secondsLeft: 540 };
        each.facade.scans.goal = async () => goal;
      },
    });
    await page.getByText('about 9 min left').waitFor();
    expect(await page.locator('.goal-number').textContent()).toBe('37of 50');
    bench.put(aUnit('ea8ed0', { stage: 'VERIFIED', since: Date.now() - 480_000 }));
    await eventually(() => page.locator('.ready-list li b').allTextContents()).toEqual([
      'EA:8E:D0',
      '4F:1A:92',
    ]);
  });

  test('on other screens the ribbon says the same, and goes on', async () => {
    const { bench, page } = await open({ path: '/accounts' });
    bench.answerScan = () => refused;
    await at.scan('000E086A300D');
    await page.getByText('Scanning is paused — press Enter or scan OK').waitFor();
    await page.getByTestId('spoken').getByText('Not bound.').waitFor();
    await page.locator('body').press('Enter');
    await page.getByTestId('instruction').getByText('Account 10-448214 held').waitFor();
  });

  test('the practice scanner leads through box, account, green', async () => {
    const { bench, page } = await open({
      prepare: (each) => {
        each.setStatus({ ...runningStatus, isPractice: true });
        each.facade.practice.shelf = async () => ({
          boxes: [{ mac: UNIT, model: 'SPA962', serial: null }],
          accounts: [{ account: '10-448213', name: 'Novák, Jana' }],
        });
      },
    });
    bench.answerScan = (text) => (text === '000E084F1A92' ? held : bound);
    await page.getByRole('button', { name: 'Scan next box' }).click();
    await at.says('Now scan the account');
    await page.getByRole('button', { name: 'Scan its account sheet' }).click();
    await at.says('BOUND');
    await page.getByText('Every box is bound.').waitFor();
    expect(bench.submitted).toEqual(['000E084F1A92', '10-448213']);
  });

  test.each(['light', 'dark'] as const)('no axe-core violation in %s', async (colorScheme) => {
    const { bench, page } = await open({ context: { colorScheme, bypassCSP: true } });
    expect(await at.violations()).toEqual([]);
    const states: [Answer, string][] = [
      [held, 'Now scan the account'],
      [bound, 'BOUND'],
      [{ verdict: 'ambiguous', reason: 'Scan the other barcode.' }, 'Which one?'],
      [refused, 'NOT BOUND'],
    ];
    for (const [answer, word] of states) {
      bench.answerScan = () => answer;
      await at.scan('000E084F1A92');
      await at.says(word);
      expect(await at.violations()).toEqual([]);
    }
    await page.keyboard.press('F9');
    await page.getByRole('dialog').getByText('Account').first().waitFor();
    expect(await at.violations()).toEqual([]);
  });

  test.each([
    [1180, 720],
    [720, 450],
  ])('at %i × %i nothing is cut off sideways', async (width, height) => {
    const { bench, page } = await open({ context: { viewport: { width, height } } });
    bench.answerScan = () => refused;
    await at.scan('000E086A300D');
    await at.says('NOT BOUND');
    const wide = await page.evaluate(() => {
      const { scrollWidth } = document.documentElement;
      const word = document.querySelector('.verdict .word');
      return [scrollWidth, (word?.scrollWidth ?? 0) - (word?.clientWidth ?? 0)];
    });
    expect(wide).toEqual([width, 0]);
  });
});
