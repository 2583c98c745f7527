/** What axe-core says about a page, the same way for every screen. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/**
 * What axe-core finds wrong, to WCAG 2.2 AA and its own best practice. With a dialog open only to the
 * former: landmarks behind it are counted although nobody can reach them. The page must have been
 * opened with `bypassCSP`.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe') as typeof import('axe-core');
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    if (document.querySelector('[aria-modal="true"]') === null) tags.push('best-practice');
    const { violations } = await axe.run({
      runOnly: { type: 'tag', values: tags },
      // Nobody reads what passed.
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
  });
}
