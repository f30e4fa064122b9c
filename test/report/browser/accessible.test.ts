/** Holds every page against WCAG 2.1 AA with axe, at three widths, in light and dark colours, folded and unfolded. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pages } from '../pages.ts';
import { inBrowser, layOutAll, widths } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/** What breaks the standards. */
const look = async (page: Page, without: readonly string[] = []): Promise<string[]> => {
  await page.evaluate(axe);
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]));
  const options = { runOnly: { type: 'tag', values: standards }, rules, resultTypes: ['violations'] };
  const { violations, passes }: AxeResults = await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)})`,
  );
  expect(passes.length, 'rules that hold').toBeGreaterThan(0);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.length}, as ${nodes[0]?.html} (${nodes[0]?.failureSummary})`,
  );
};

/**
 * Leaves the first cases of each outcome: the contrast of a thousand equal ones takes minutes and says nothing more.
 * @returns how many are left
 */
const thin = (page: Page): Promise<number> =>
  page.evaluate(`{
    const seen = new Map();
    for (const one of document.querySelectorAll('.case')) {
      seen.set(one.className, (seen.get(one.className) ?? 0) + 1);
      if (seen.get(one.className) > 5) one.remove();
    }
    document.querySelectorAll('.case').length;
  }`);
const unfold = (page: Page): Promise<void> =>
  page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);

inBrowser('WCAG 2.1 AA', (open) => {
  test.each(Object.entries(pages))('%s', async (_, render) => {
    const html = render();
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(html, { colorScheme });
      await layOutAll(page);
      if (colorScheme === 'light') expect(await look(page, ['color-contrast'])).toEqual([]);
      await thin(page);
      // The width changes what stands where, and the scheme the colours alone.
      for (const width of colorScheme === 'light' ? widths : widths.slice(0, 1)) {
        await page.setViewportSize({ width, height: 900 });
        expect(await look(page), `${colorScheme}, ${width}`).toEqual([]);
      }
      await unfold(page);
      expect(await look(page), `${colorScheme}, unfolded`).toEqual([]);
      await page.close();
    }
  });

  test('what breaks them is seen', async () => {
    const page = await open('<!doctype html><p style="color: #aaa; background: #fff">faint</p><img src="x">');
    const violations = await look(page);
    expect(violations.map((text) => text.slice(0, text.indexOf(':')))).toEqual(
      expect.arrayContaining(['color-contrast', 'document-title', 'html-has-lang', 'image-alt']),
    );
  });
});
