import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { LogLine, Transfer } from '../../main/contract/model.ts';
import type { WebServer } from '../../main/serve/web-server.ts';
import { violations } from './axe.ts';
import { aUnit, BenchDouble } from './bench-double.ts';
import { launchBrowser, type WatchedPage, watchPage, whySkipped } from './page.ts';

/** A line as a busy bench writes it; the same number is always the same line. */
function lineOf(id: number, at: number, about: Partial<LogLine> = {}): LogLine {
  const sources = ['dhcp', 'tftp', 'http', 'syslog', 'station'] as const;
  return {
    id,
    at,
    source: sources[id % 5] ?? 'station',
    mac: id % 5 === 4 ? null : `000e08${String(id % 24).padStart(6, '0')}`,
    address: '192.168.76.20',
    facility: null,
    severity: id % 97 === 0 ? 3 : id % 31 === 0 ? 4 : 6,
    msg: `line ${id} of a bench: sent 2816 bytes in 6 blocks, 35 ms, 0 retries`,
    raw: null,
    ...about,
  };
}

describe.skipIf(whySkipped !== null)(
  `the log screen${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let browser: Browser;
    let bench: BenchDouble;
    let served: WebServer;
    let watched: WatchedPage;
    let stored: LogLine[];

    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser?.close();
    });
    afterEach(async () => {
      await watched.page.context().close();
      await served.close();
    });

    /** Opens the log of a station that has `count` lines, the newest written just now. */
    async function open(
      count: number,
      options: Parameters<typeof watchPage>[2] = {},
      about: (id: number) => Partial<LogLine> = () => ({}),
    ): Promise<Page> {
      const now = Date.now();
      stored = Array.from({ length: count }, (_, at) =>
        lineOf(at + 1, now - (count - at) * 100, about(at + 1)),
      );
      bench = new BenchDouble();
      bench.facade.log.list = async ({ last, afterId, beforeId }) => {
        if (afterId !== undefined) return stored.filter(({ id }) => id > afterId).slice(0, last);
        const older = beforeId === undefined ? stored : stored.slice(0, beforeId - 1);
        return older.slice(-last);
      };
      bench.facade.log.find = async ({ text, last, beforeId = stored.length + 1, look }) => {
        const fits = ({ msg }: LogLine) => msg.includes(text);
        const end = Math.max(0, beforeId - 1 - (look ?? stored.length));
        const lines = stored.slice(end, beforeId - 1).filter(fits);
        const next = lines.length > last ? (lines.at(-last)?.id ?? 1) : end + 1;
        const [looked, left] = [beforeId - next, next - 1];
        return { lines: lines.slice(-last), nextBeforeId: left > 0 ? next : null, looked, left };
      };
      served = await bench.serve(inject('pageDir'));
      watched = await watchPage(browser, served.origin, options);
      const { page } = watched;
      await page.goto(served.url);
      await page.getByText('Running').first().waitFor();
      await page.keyboard.press('F7');
      await page.getByRole('heading', { level: 1, name: 'Log' }).waitFor();
      if (count > 0) await page.locator(`[data-line="${count}"]`).waitFor();
      return page;
    }

    /** The station writes more lines. */
    function write(count: number, about: Partial<LogLine> = {}): void {
      for (let n = 0; n < count; n += 1) {
        const line = lineOf(stored.length + 1, Date.now(), about);
        stored.push(line);
        bench.write(line);
      }
    }

    const list = (page: Page) => page.getByRole('grid', { name: 'Log lines' });
    const state = (page: Page) => page.getByTestId('follow');

    /** Number of the first line in sight, and how far it stands from the list's top. */
    const firstInSight = (page: Page) =>
      list(page).evaluate((grid) => {
        const head = grid.querySelector('.log-head')?.getBoundingClientRect().bottom ?? 0;
        const rows = [...grid.querySelectorAll<HTMLElement>('[data-line]')];
        const first = rows.find((row) => row.getBoundingClientRect().bottom > head + 1);
        return [Number(first?.dataset.line), first?.getBoundingClientRect().top];
      });
    const lastInSight = (page: Page) =>
      list(page).evaluate((grid) => {
        const { bottom } = grid.getBoundingClientRect();
        const rows = [...grid.querySelectorAll<HTMLElement>('[data-line]')];
        return Number(
          rows.findLast((row) => row.getBoundingClientRect().bottom <= bottom + 2)?.dataset.line,
        );
      });

    test('follows the newest line; UX-17: scrolled up, 5,000 lines arrive and nothing moves; End resumes', async () => {
      const page = await open(2000);
      expect(await state(page).textContent()).toContain('Live');
      write(40);
      await expect.poll(() => lastInSight(page)).toBe(2040);

      await list(page).hover();
      await page.mouse.wheel(0, -3000);
      await expect.poll(() => state(page).textContent()).toMatch(/Paused 0:0\d/);
      await expect.poll(async () => (await firstInSight(page))[0]).toBeLessThan(1990);
      const before = await firstInSight(page);
      const moved = await watchPlace(page);
      write(5000);
      await page.getByRole('button', { name: /5.000 new lines/ }).waitFor();
      expect(await firstInSight(page)).toEqual(before);
      expect(await moved()).toEqual([before[0]]);

      await page.keyboard.press('End');
      await expect.poll(() => lastInSight(page)).toBe(7040);
      expect(await state(page).textContent()).toContain('Live');
      expect(watched.faults).toEqual([]);
    });

    /** Looks at the first line in sight in every frame. @returns a function that tells which there were */
    async function watchPlace(page: Page): Promise<() => Promise<unknown>> {
      await list(page).evaluate((grid) => {
        const seen = new Set<number>();
        Object.assign(window, { seen });
        const look = (): void => {
          const head = grid.querySelector('.log-head')?.getBoundingClientRect().bottom ?? 0;
          const rows = [...grid.querySelectorAll<HTMLElement>('[data-line]')];
          const first = rows.find((row) => row.getBoundingClientRect().bottom > head + 1);
          seen.add(Number(first?.dataset.line));
          requestAnimationFrame(look);
        };
        look();
      });
      return () => page.evaluate(() => [...Reflect.get(window, 'seen')]);
    }

    test.each([
      ['PageUp', (page: Page) => page.keyboard.press('PageUp')],
      ['Home', (page: Page) => page.keyboard.press('Home')],
      ['a line opened', (page: Page) => page.locator('[data-line="1995"]').click()],
      [
        'text selected',
        (page: Page) =>
          page.locator('[data-line="1995"] .log-msg').evaluate((cell) => {
            document.getSelection()?.selectAllChildren(cell);
          }),
      ],
      ['the button', (page: Page) => page.getByRole('button', { name: 'Pause' }).click()],
    ])('%s pauses, and lines that come do not move what is read', async (_how, act) => {
      const page = await open(2000);
      await act(page);
      await expect.poll(() => state(page).textContent()).toContain('Paused');
      const before = await firstInSight(page);
      write(300);
      await page.getByRole('button', { name: '300 new lines' }).waitFor();
      expect(await firstInSight(page)).toEqual(before);
      await page.getByRole('button', { name: '300 new lines' }).click();
      await expect.poll(() => lastInSight(page)).toBe(2300);
      expect(await state(page).textContent()).toContain('Live');
    });

    test('filters and wrapping never change whether it follows', async () => {
      const page = await open(3000);
      await page.getByRole('button', { name: 'TFTP', exact: true }).click();
      await page.locator('[data-line="2996"]').waitFor();
      expect(await state(page).textContent()).toContain('Live');
      await page.getByRole('button', { name: 'Wrap long messages' }).click();
      expect(await state(page).textContent()).toContain('Live');

      await page.keyboard.press('PageUp');
      await expect.poll(() => state(page).textContent()).toContain('Paused');
      await page.getByRole('button', { name: 'Station', exact: true }).click();
      await page.getByRole('textbox', { name: 'Text or /pattern/' }).fill('line 1999 ');
      await page.getByText('1 found').waitFor();
      expect(await state(page).textContent()).toContain('Paused');
      await page.getByRole('button', { name: 'Clear the search' }).click();
      await page.getByRole('button', { name: 'Wrap long messages' }).click();
      await page.getByRole('button', { name: 'All', exact: true }).click();
      expect(await state(page).textContent()).toContain('Paused');
      expect(watched.faults).toEqual([]);
    });

    test('filters combine, count their hits and mark them', async () => {
      const page = await open(2000, {}, (id) => ({
        ...(id % 100 === 0 && { source: 'syslog', msg: `SPA-962 -- Requesting resync ${id}` }),
      }));
      const search = page.getByRole('textbox', { name: 'Text or /pattern/' });
      await page.keyboard.press('Control+f');
      await page.keyboard.type('RESYNC', { delay: 60 });
      await page.getByText('20 found').waitFor();
      expect(await page.locator('mark').first().textContent()).toBe('resync');
      await search.fill('/resync (\\d)00$/');
      await page.getByText('9 found').waitFor();
      expect(await page.locator('[data-line="900"] mark').textContent()).toBe('resync 900');
      write(1, { msg: 'Requesting resync 700' });
      await page.getByText('10 found').waitFor();
      await search.fill('/resync (/');
      await page.getByText('No pattern yet').waitFor();
      await search.fill('');
      await page.locator('[data-line="2000"] .log-unit').click();
      await expect.poll(() => page.locator('[data-line]').allTextContents()).not.toHaveLength(0);
      const units = await page.locator('[data-line] .log-unit').allTextContents();
      expect(new Set(units)).toEqual(new Set(['00:00:08']));
      await page.getByRole('combobox', { name: 'Severity' }).click();
      await page.getByRole('option', { name: 'Errors only' }).click();
      await expect
        .poll(() =>
          page
            .locator('[data-line]')
            .evaluateAll((rows) => rows.every((row) => row.matches('.fail'))),
        )
        .toBe(true);
      expect(watched.faults).toEqual([]);
    });

    test('a pattern without end takes neither the page nor the lines away', async () => {
      const page = await open(500, {}, () => ({ msg: `${'a'.repeat(60)}!` }));
      await page.getByRole('textbox', { name: 'Text or /pattern/' }).fill('/^(a+)+$/');
      await page.getByText('This pattern takes too long').waitFor();
      await page.locator('[data-line="500"]').waitFor();
      await page.getByRole('textbox', { name: 'Text or /pattern/' }).fill('/a!$/');
      await page.getByText('500 found').waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('a line opens with all of it, control characters in sight, and Esc gives the focus back', async () => {
      const raw = '<134>SPA-962 00:0e:08:00:00:08 -- Resync failed\\x0d\\x0a';
      const page = await open(200, {}, (id) => (id === 199 ? { raw, msg: 'Resync failed' } : {}));
      await list(page).focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.getByText(raw).waitFor();
      await page
        .getByText(/UTC[+-]\d\d:\d\d/)
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await page.getByText(raw).waitFor({ state: 'detached' });
      expect(await list(page).evaluate((grid) => grid === document.activeElement)).toBe(true);
    });

    test('a time is chosen by dragging over the histogram, and by keys', async () => {
      const page = await open(5000);
      const bars = page.getByRole('slider', { name: /Time of the lines/ });
      const box = await bars.boundingBox();
      if (box === null) throw new Error('no histogram');
      await page.mouse.move(box.x + box.width * 0.5, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + 10, { steps: 4 });
      await page.mouse.up();
      const only = page.getByRole('button', { name: /^Only \d\d:\d\d:\d\d–/ });
      await only.waitFor();
      const ids = () =>
        page
          .locator('[data-line]')
          .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.line)));
      await expect.poll(async () => Math.max(...(await ids()))).toBeLessThan(3000);
      expect(await state(page).textContent()).toContain('Live');
      await only.click();
      await expect.poll(async () => Math.max(...(await ids()))).toBe(5000);
      await bars.focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Shift+ArrowLeft');
      await expect.poll(() => bars.getAttribute('aria-valuetext')).toMatch(/^\d\d:\d\d:\d\d–/);
      await page.keyboard.press('Escape');
      await expect.poll(() => bars.getAttribute('aria-valuetext')).toBe('All times');
    });

    test.each([
      [
        'Text',
        'txt',
        /^\d{4}-\d\d-\d\dT.*Z {2}Error {2}\w+ {2}00:0E:08:\d\d:\d\d:\d\d {2}192\.168\.76\.20 {2}line 97 /,
      ],
      ['CSV', 'csv', /^time,severity,source,unit,address,message\r\n\d{4}-/],
      ['JSON lines', 'jsonl', /^\{"time":"\d{4}-.*"severity":3,/],
    ])('hits are saved as %s', async (word, extension, begins) => {
      const page = await open(300);
      await page.getByRole('textbox', { name: 'Text or /pattern/' }).fill('/line (97|194) of/');
      await page.getByText('2 found').waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: `All 2 lines that fit: ${word}` }).click();
      const file = await saved;
      expect(file.suggestedFilename()).toMatch(new RegExp(`^log-\\d{8}-\\d{6}\\.${extension}$`));
      expect(readFileSync(await file.path(), 'utf8')).toMatch(begins);
      expect(watched.faults).toEqual([]);
    });

    test('100,000 lines cost as many elements as are in sight; older ones come when asked for', async () => {
      const page = await open(100_000);
      await page.getByText(/20.000 lines since/).waitFor();
      expect(await page.locator('[data-line]').count()).toBeLessThan(60);
      const before = await lastInSight(page);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Load older lines' }).click();
      await page.getByText(/25.000 lines since/).waitFor();
      expect(await lastInSight(page)).toBe(before);
      await page.keyboard.press('Home');
      await page.getByText(/30.000 lines since/).waitFor();
      expect((await firstInSight(page))[0]).toBe(75_001);
      expect(await list(page).getAttribute('aria-rowcount')).toBe('30001');
      expect(watched.faults).toEqual([]);
    });

    test('a text is searched in all lines kept: how far, by page, anew while somebody types', async () => {
      const rare = (id: number) => id < 100 && id % 9 === 0;
      const page = await open(150_000, {}, (id) => (rare(id) ? { msg: `needle ${id}` } : {}));
      await page.getByText(/20.000 lines since/).waitFor();
      const search = page.getByRole('textbox', { name: 'Text or /pattern/' });
      let goOn: () => void = () => undefined;
      const { find } = bench.facade.log;
      bench.facade.log.find = async (asked) => {
        const isSecond = asked.beforeId !== 130_001;
        if (isSecond) await new Promise<void>((resolve) => (goOn = resolve));
        return find(asked);
      };
      await search.fill('needle');
      await page.getByText(/^None of 120.000 lines fits so far$/).waitFor();
      await page.getByText(/^Searched 120.000 of 150.000 lines…$/).waitFor();
      bench.facade.log.find = find;
      goOn();
      await page.getByText('11 found').waitFor();
      await page.getByText(/^Searched all 150.000 lines$/).waitFor();
      await page.locator('[data-line="9"] mark').waitFor();
      await search.fill('31 of');
      await page.getByText('500+ found').waitFor();
      await page.getByRole('button', { name: 'Older results' }).click();
      await page.getByText(/^1.000\+ found$/).waitFor();
      expect(await state(page).textContent()).toContain('Live');
      await page.getByRole('button', { name: 'Export' }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: 'All lines that fit: Text' }).click();
      const text = readFileSync(await (await saved).path(), 'utf8');
      expect(text.split('\n').filter((line) => line.includes('31 of'))).toHaveLength(1500);
      await search.fill('no such thing');
      await page.getByText(/^None of 150.000 lines fits$/).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Show all lines' }).click();
      await page.getByText(/20.000 lines since/).waitFor();
      expect(watched.faults).toEqual([]);
    });

    test('shows files on their way with their part, and when they arrived', async () => {
      const page = await open(10);
      const transfer: Transfer = {
        ...{ id: 1, mac: '000e086f6e45', address: '192.168.76.44', protocol: 'tftp' },
        ...{ file: '/p/000e086f6e45.cfg', sentBytes: 6200, totalBytes: 10_000, resends: 3 },
        ...{ startedAt: Date.now() - 1000, at: Date.now(), state: 'running' },
        ...{ blocks: 13, options: ['blksize 500'], reason: null },
      };
      let shown = transfer;
      const { snapshot } = bench.facade.station;
      bench.facade.station.snapshot = async (asked) => ({
        ...(await snapshot(asked)),
        transfers: [shown],
      });
      await page.reload();
      await page.getByText('62 %').waitFor();
      await page
        .getByText(/TFTP · 6.200 B of 10\.0 kB · 6.200 B\/s · 3 blocks sent again/)
        .waitFor();
      shown = { ...transfer, state: 'complete', sentBytes: 10_000 };
      await page.reload();
      await page.getByText('100 %').waitFor();
    });

    test('says what to do while nothing is there, and when nothing fits', async () => {
      const page = await open(0);
      await page.getByText('Nothing has happened yet').waitFor();
      write(3);
      await page.locator('[data-line="3"]').waitFor();
      await page.getByRole('textbox', { name: 'Text or /pattern/' }).fill('nothing of the kind');
      await page.getByText('None of 3 lines fits').waitFor();
      await page.getByRole('button', { name: 'Show all lines' }).click();
      await page.locator('[data-line="3"]').waitFor();
    });

    test('fits 1180 × 720 without scrolling sideways; the side panel is a drawer there', async () => {
      const page = await open(100, { viewport: { width: 1180, height: 720 } });
      const size = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth, scrollHeight];
      });
      expect(size).toEqual([1180, 720]);
      expect(await page.locator('.log-side').isVisible()).toBe(false);
      expect(await list(page).evaluate((grid) => grid.clientHeight)).toBeGreaterThan(300);
      await page.getByRole('button', { name: 'Transfers' }).click();
      await page.getByRole('dialog').getByText('Last 10 minutes').waitFor();
    });

    test.each(['light', 'dark'] as const)(
      'has no axe-core violation in %s',
      async (colorScheme) => {
        const page = await open(400, { colorScheme, bypassCSP: true });
        bench.put(aUnit('000003'));
        await page.getByRole('textbox', { name: 'Text or /pattern/' }).fill('sent');
        await page.getByText('400 found').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.locator('[data-line="395"]').click();
        await page.getByRole('button', { name: 'Close the line' }).waitFor();
        write(5);
        await page.getByText('5 new lines').waitFor();
        expect(await violations(page)).toEqual([]);
        expect(watched.faults).toEqual([]);
      },
    );
  },
);
