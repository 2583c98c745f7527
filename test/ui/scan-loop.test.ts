import { describe, expect, test } from 'vitest';
import { aUnit, runningStatus } from './bench-double.ts';
import { whySkipped } from './page.ts';
import { type Answer, bound, held, refused, UNIT } from './scan-answers.ts';
import { eventually, type ScanPage, useScanPages } from './scan-kit.ts';

describe.skipIf(whySkipped !== null)(`the bind loop${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let at: ScanPage;
  const openPage = useScanPages();

  async function open(...about: Parameters<typeof openPage>): Promise<ScanPage> {
    at = await openPage(...about);
    return at;
  }

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
    await at.enterByHand();
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
});
