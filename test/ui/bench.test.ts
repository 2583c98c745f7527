import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { status as stoppedStatus } from '../contract/double.ts';
import { aUnit, type BenchDouble, runningStatus } from './bench-double.ts';
import { benchPages, counter, seen, soon, tailOf, tile, tiles } from './bench-kit.ts';
import { whySkipped } from './page.ts';

describe.skipIf(whySkipped !== null)(`the board${whySkipped ? ` (${whySkipped})` : ''}`, () => {
  const open = benchPages();
  const fleet = (count: number) =>
    Array.from({ length: count }, (_, n) => aUnit(tailOf(n), { firstSeenAt: 1000 + n }));

  test('takes the token out of the address and still works after a reload', async () => {
    const { page, served, faults } = await open();
    expect(page.url()).toContain(`${served.origin}/`);
    expect(page.url()).not.toContain(served.token);
    await page.reload();
    await seen(page, 'Running');
    expect(await page.content()).not.toContain(served.token);
    expect(faults).toEqual([]);
  });

  test('runs no script but its own and fetches nothing from elsewhere, whatever stood on it', async () => {
    const { page, faults } = await open();
    const ran = await page.evaluate(async () => {
      const done: string[] = [];
      Object.assign(window, { did: (what: string) => done.push(what) });
      const script = document.createElement('script');
      script.textContent = "did('inline script')";
      document.body.append(script);
      const box = document.createElement('div');
      box.innerHTML = `<b onclick="did('handler')">x</b><a href="javascript:did('link')">x</a>`;
      document.body.append(box);
      for (const each of box.children) (each as HTMLElement).click();
      const image = new Image();
      const loaded = new Promise((end) => {
        image.onload = () => end(done.push('image'));
        image.onerror = end;
      });
      image.src = 'http://192.0.2.1/x.png';
      await loaded;
      await fetch('http://192.0.2.1/x').then(
        () => done.push('fetch'),
        () => undefined,
      );
      // From a timer: what a debugger evaluates itself may do more.
      await new Promise<void>((end) => {
        setTimeout(() => {
          try {
            new Function("did('eval')")();
          } catch {
            // refused, as it should be
          }
          end();
        });
      });
      return done;
    });
    expect(ran).toEqual([]);
    const said = faults.join(' ');
    for (const directive of ['script-src', 'img-src', 'connect-src']) {
      expect(said).toContain(directive);
    }
  });

  test('shows units as the station announces them, in their place', async () => {
    const { bench, page, faults } = await open();
    await seen(page, 'Plug a phone into the bench switch.');
    bench.put(aUnit('4f1a92', { stage: 'SP-CUST' }), aUnit('60e561', { stage: 'MFG-RESET' }));
    await tile(page, '4f1a92').waitFor();
    bench.put(aUnit('4f1a92', { stage: 'VERIFIED', model: 'SPA942' }));
    await page.locator('[data-mac="000e084f1a92"][data-state="verified"]').waitFor();
    await tile(page, '60e561').waitFor();
    expect(await page.locator('.tile').allTextContents()).toEqual([
      expect.stringMatching(/^Verified.*4F:1A:92.*SPA942.*192\.168\.76\.20/),
      expect.stringMatching(/^Seen.*60:E5:61/),
    ]);
    const name = '00:0E:08:4F:1A:92, SPA942, Verified for less than a minute';
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1);
    expect(await page.getByTestId('count-ready').textContent()).toBe('1');
    expect(faults).toEqual([]);
  });

  test('draws only the tile whose unit changed', async () => {
    const { bench, page } = await open();
    bench.put(...['000001', '000002', '000003'].map((tail) => aUnit(tail)));
    await tile(page, '000003').waitFor();
    await page.evaluate(() => {
      const touched: string[] = [];
      Object.assign(window, { touched });
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const owner = element?.closest('.tile');
          if (owner && !element?.closest('.time')) {
            touched.push(owner.getAttribute('data-mac') ?? '');
          }
        }
      }).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
    bench.put(aUnit('000002', { stage: 'SEC-PRV-1' }));
    await page.locator('[data-mac="000e08000002"][data-state="sec-prv-1"]').waitFor();
    const touched = await page.evaluate(() => Reflect.get(window, 'touched'));
    expect([...new Set(touched)]).toEqual(['000e08000002']);
  });

  test('a state that lasts less than a quarter of a second is not painted', async () => {
    const { bench, page } = await open();
    bench.put(aUnit('4f1a92', { stage: 'MFG-RESET' }));
    await tile(page, '4f1a92').waitFor();
    await page.evaluate(() => {
      const painted: (string | null)[] = [];
      Object.assign(window, { painted });
      const [shown] = document.getElementsByClassName('tile');
      if (shown === undefined) return;
      new MutationObserver(() => painted.push(shown.getAttribute('data-state'))).observe(shown, {
        attributeFilter: ['data-state'],
      });
    });
    bench.put(aUnit('4f1a92', { stage: 'SP-CUST' }));
    bench.put(aUnit('4f1a92', { stage: 'SEC-PRV-1' }));
    await page.locator('[data-mac="000e084f1a92"][data-state="sec-prv-1"]').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'painted'))).toEqual(['sec-prv-1']);
  });

  test('250 units at 20 changes a second keep their places, without scrolling', async () => {
    const units = fleet(250);
    const { bench, page, faults } = await open({ prepare: (double) => double.put(...units) });
    await tiles(page, 250);
    const placesOf = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.tile')].map((each) => {
          const { x, y, width, height } = each.getBoundingClientRect();
          return [each.getAttribute('data-mac'), x, y, width, height].join(' ');
        }),
      );
    const before = await placesOf();
    expect(before).toHaveLength(250);
    const stages = ['SP-CUST', 'SEC-PRV-1', 'SEC-PRV-2', 'VERIFIED'] as const;
    const last = 59;
    for (let turn = 0; turn <= last; turn += 1) {
      const changed = units[(turn * 37) % units.length] ?? aUnit('ffffff');
      const stage = stages[turn % stages.length] ?? 'SP-CUST';
      bench.put({ ...changed, stage, since: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const lastMac = units[(last * 37) % units.length]?.mac;
    await page.locator(`[data-mac="${lastMac}"][data-state="verified"]`).waitFor();
    expect(await placesOf()).toEqual(before);
    const box = await page
      .locator('.tiles')
      .evaluate((grid) => [
        grid.scrollHeight - grid.clientHeight,
        grid.scrollWidth - grid.clientWidth,
      ]);
    expect(box).toEqual([0, 0]);
    expect(faults).toEqual([]);
  });

  test.each([
    [24, 'large', 181, 104],
    [48, 'medium', 160, 66],
    [250, 'small', 79, 37],
  ])('%i units are %s tiles of %i × %i', async (count, density, width, height) => {
    const { page } = await open({ prepare: (double) => double.put(...fleet(count)) });
    await page.locator(`.tiles.${density}`).waitFor();
    const box = await tile(page, tailOf(0)).boundingBox();
    expect(Math.round(box?.width ?? 0)).toBe(width);
    expect(box?.height).toBe(height);
  });

  test('a place that was freed is taken by the next new unit, nobody else moves', async () => {
    const { bench, page } = await open();
    bench.put(...fleet(4));
    await tile(page, tailOf(3)).waitFor();
    const before = await tile(page, tailOf(1)).boundingBox();
    const behind = await tile(page, tailOf(2)).boundingBox();
    bench.take(`000e08${tailOf(1)}`);
    await tile(page, tailOf(1)).waitFor({ state: 'detached' });
    expect(await tile(page, tailOf(2)).boundingBox()).toEqual(behind);
    bench.put(aUnit('abcdef'));
    await tile(page, 'abcdef').waitFor();
    expect(await tile(page, 'abcdef').boundingBox()).toEqual(before);
  });

  test('counters, chips and the search dim what does not fit and keep the places', async () => {
    const { bench, page } = await open();
    bench.put(
      aUnit('000001', { stage: 'VERIFIED', serial: '88012BA04417' }),
      aUnit('000002', { stage: 'SP-CUST' }),
      aUnit('000003', { stage: 'VERIFIED', binding: 'bound', account: '10-448213' }),
    );
    await tile(page, '000003').waitFor();
    const before = await tile(page, '000003').boundingBox();
    const clear = () =>
      page
        .locator('.tile:not(.dimmed)')
        .evaluateAll((all) => all.map((each) => each.getAttribute('data-mac')?.slice(6)));
    await counter(page, /Ready to bind/).click();
    expect(await clear()).toEqual(['000001']);
    expect(await counter(page, /Ready to bind/).getAttribute('aria-pressed')).toBe('true');
    expect(await tile(page, '000003').boundingBox()).toEqual(before);
    await counter(page, /Ready to bind/).click();
    await page.getByRole('button', { name: 'SP-CUST 1' }).click();
    expect(await clear()).toEqual(['000002']);
    await page.getByRole('button', { name: 'All 3' }).click();
    await page.getByRole('textbox', { name: 'Find a unit' }).fill('10-4482');
    expect(await clear()).toEqual(['000003']);
    await page.getByRole('textbox', { name: 'Find a unit' }).fill('00-0e-08-00-00-01');
    expect(await clear()).toEqual(['000001']);
  });

  test('with “keep places” off the filter hides instead', async () => {
    const { bench, page } = await open({ screen: { keepPlaces: false } });
    bench.put(aUnit('000001', { stage: 'VERIFIED' }), aUnit('000002'));
    await tile(page, '000002').waitFor();
    await counter(page, /Working/).click();
    await tile(page, '000001').waitFor({ state: 'detached' });
    expect(await page.locator('.tile').count()).toBe(1);
  });

  test('shows what units and strangers say as text', async () => {
    const { bench, page, faults } = await open();
    const hostile = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
    bench.foreign(hostile, hostile);
    bench.put(
      aUnit('4f1a92', {
        model: hostile,
        condition: 'failed',
        reason: { code: null, text: hostile },
        attention: hostile,
      }),
    );
    bench.write({ mac: '000e084f1a92', msg: hostile });
    await page.getByText('Not ours here').click();
    await page.locator('.foreign').getByRole('button', { name: 'Why?' }).click();
    await page.locator('.foreign .why-not').getByText('Nothing stopped it so far.').waitFor();
    await tile(page, '4f1a92').click();
    await page.getByRole('tab', { name: /Log lines/ }).click();
    expect(await page.locator('.unit-log li').textContent()).toContain(hostile);
    expect(await page.locator('.foreign li').textContent()).toContain(hostile);
    expect(await page.locator('.attention .sentence').textContent()).toContain(hostile);
    await page.keyboard.press('Control+g');
    await page.locator('.table-row').first().waitFor();
    expect(await page.locator('#page img, #page script').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('says that the cable is out, keeps every tile, and lets no time go on', async () => {
    const { bench, page } = await open();
    bench.put(aUnit('000001', { stage: 'VERIFIED', since: Date.now() - 60_000 }));
    await tile(page, '000001').waitFor();
    const warning = 'Nothing has come in on bench0 for a minute.';
    bench.setStatus({ ...runningStatus, warnings: [warning] });
    await page.getByText(warning).waitFor();
    const failed = 'TFTP does not answer on port 69 of eth1.';
    const tftp = { ...runningStatus.ports.tftp, problem: failed };
    const ports = { ...runningStatus.ports, tftp };
    bench.setStatus({ ...runningStatus, ports });
    await page.getByText(`One service fails. ${failed}`).waitFor();
    await page.getByText('Running, 1 problem').waitFor();
    await stopAndStart(page, bench);
    bench.setStatus({ ...runningStatus, state: 'no-link' });
    await seen(page, 'It starts again by itself when the link is back for 3 s.');
    const time = () => tile(page, '000001').locator('.time').textContent();
    const stopped = await time();
    await page.waitForFunction((since) => Date.now() - since > 1500, Date.now());
    expect(await time()).toBe(stopped);
    expect(await page.locator('.tiles.offline .tile').count()).toBe(2);
    bench.setStatus(runningStatus);
    await expect.poll(time, soon).not.toBe(stopped);
  });

  test('a pool that is nearly full, and addresses set aside, say so', async () => {
    const { bench, page } = await open();
    bench.setStatus({
      ...runningStatus,
      pool: { first: '192.168.76.20', last: '192.168.77.254', size: 489, used: 392, setAside: [] },
    });
    await seen(page, 'Pool 80 % used.');
    const other = { mac: '020000000009', why: 'in-use' as const, until: 1 };
    bench.setStatus({
      ...runningStatus,
      pool: {
        ...{ first: '192.168.76.20', last: '192.168.77.254', size: 489, used: 2 },
        setAside: [
          { ...other, address: '192.168.76.30' },
          { ...other, address: '192.168.76.31', mac: '000e08000001', why: 'declined' },
        ],
      },
    });
    await seen(page, '192.168.76.30 (used by 02:00:00:00:00:09)');
    await seen(page, '192.168.76.31 (00:0E:08:00:00:01 found it in use)');
  });

  test('a stopped station leaves the board readable', async () => {
    const { bench, page, faults } = await open();
    bench.put(aUnit('000001', { stage: 'VERIFIED' }));
    await tile(page, '000001').waitFor();
    bench.setStatus(stoppedStatus);
    await page.getByRole('heading', { level: 1, name: 'Prepare the station' }).waitFor();
    await page.keyboard.press('F2');
    await tile(page, '000001').waitFor();
    expect(faults).toEqual([]);
  });
});

/** A service that units need is stopped alone, which is asked first, and started again from its notice. */
async function stopAndStart(page: Page, bench: BenchDouble): Promise<void> {
  bench.setStatus(runningStatus);
  const asked: string[] = [];
  bench.facade.station.stopService = async ({ service }) => {
    asked.push(`stop ${service}`);
    const problem = 'TFTP was stopped by hand. Until it runs, no unit gets a file.';
    const tftp = { port: null, state: 'stopped' as const, isNeeded: true, problem };
    return bench.setStatus({ ...runningStatus, ports: { ...runningStatus.ports, tftp } });
  };
  bench.facade.station.startService = async ({ service }) => {
    asked.push(`start ${service}`);
    return bench.setStatus(runningStatus);
  };
  bench.put(aUnit('000002', { stage: 'SP-CUST' }));
  await tile(page, '000002').waitFor();
  await page.getByRole('button', { name: /^TFTP/ }).click();
  await page.getByRole('menuitem', { name: 'Stop TFTP alone' }).click();
  await page.getByRole('button', { name: 'Stop TFTP', exact: true }).click();
  await page.getByText('Running without TFTP').waitFor();
  await page.getByText('One service is stopped.').waitFor();
  await page.getByRole('button', { name: 'Start TFTP' }).click();
  await page.getByTestId('station').getByText('Running', { exact: true }).waitFor();
  expect(asked).toEqual(['stop tftp', 'start tftp']);
}
