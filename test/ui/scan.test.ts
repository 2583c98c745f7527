import { describe, expect, test } from 'vitest';
import { aUnit } from './bench-double.ts';
import { whySkipped } from './page.ts';
import { bound, held, OTHER, refused, UNIT, withUnit } from './scan-answers.ts';
import { eventually, type ScanPage, useScanPages } from './scan-kit.ts';

describe.skipIf(whySkipped !== null)(`scan & bind${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  let at: ScanPage;
  const openPage = useScanPages();

  async function open(...about: Parameters<typeof openPage>): Promise<ScanPage> {
    at = await openPage(...about);
    return at;
  }

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
    await at.enterByHand();
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
});
