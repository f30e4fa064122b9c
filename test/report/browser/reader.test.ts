/** Tests what a reader does with report.html: follow a link, search, filter; with a script and without one. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../src/report/render/html/html.ts';
import { smallReport } from '../small-report.ts';
import { inBrowser } from './browser.ts';

const report = smallReport();
const html = renderHtml(report);
const [passed, failed] = ['pass', 'fail'].map((outcome) =>
  report.cases.find((one) => one.outcome === outcome && !one.controlOnly)!,
) as [(typeof report.cases)[number], (typeof report.cases)[number]];
/** Rests on what was seen for another case. */
const resting = 'server.modern-tls/users.http/tls-1.3@release';

/** Whether the reader sees the element, inside the window. */
const inSight = (page: Page, id: string): Promise<boolean> =>
  page.evaluate(`(() => {
    const one = document.getElementById(${JSON.stringify(id)});
    const { top, height } = one.getBoundingClientRect();
    return one.checkVisibility({ contentVisibilityAuto: true }) && height > 0 && top >= 0 && top < innerHeight;
  })()`);
const casesInSight = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('.case')].filter((one) => one.checkVisibility()).map((one) => one.querySelector('dl').id)`,
  );

inBrowser('report.html', (open) => {
  describe.each([true, false])('with scripts: %s', (javaScriptEnabled) => {
    test('an address with a case unfolds it', async () => {
      const page = await open(html, { javaScriptEnabled, hash: `#${passed.id}` });
      await expect.poll(() => inSight(page, passed.id)).toBe(true);
      await page.close();
    });

    test('a search of the browser finds what is folded, and unfolds it', async () => {
      // A link to a text looks for it as Ctrl-F does.
      const page = await open(html, { javaScriptEnabled, hash: '#:~:text=adding%20object%20definition' });
      const unfolded = page.locator('.case > details[open] details[open]');
      await expect.poll(() => unfolded.count()).toBe(1);
      expect(await unfolded.textContent()).toContain('adding object definition');
      await page.close();
    });

    test('a link to what was seen unfolds it and the case around it', async () => {
      const page = await open(html, { javaScriptEnabled, hash: `#${resting}` });
      const link = page.locator(`dl[id="${resting}"] a[href^="#seen-"]`).first();
      const id = (await link.getAttribute('href'))!.slice(1);
      expect(await inSight(page, id)).toBe(false);
      await link.click();
      await expect.poll(() => inSight(page, id)).toBe(true);
      await page.close();
    });

    test('a case and a rule have a permanent link, with a name', async () => {
      const page = await open(html, { javaScriptEnabled });
      const { rule, id } = failed;
      await page.getByRole('link', { name: `Link to rule ${rule}`, exact: true }).click();
      expect(decodeURIComponent(new URL(page.url()).hash)).toBe(`#${rule}`);
      await page.getByRole('link', { name: `Link to ${id.slice(rule.length + 1)}`, exact: true }).click();
      expect(decodeURIComponent(new URL(page.url()).hash)).toBe(`#${id}`);
      await expect.poll(() => inSight(page, id)).toBe(true);
      await page.close();
    });
  });

  test('without a script every case is there, and no control that does nothing', async () => {
    const page = await open(html, { javaScriptEnabled: false });
    expect(await casesInSight(page)).toEqual(report.cases.map((one) => one.id));
    expect(await page.locator(':is(button, input, select):visible').count()).toBe(0);
    await page.close();
  });

  test('filters show the cases that fit, and links lead to the others all the same', async () => {
    const page = await open(html);
    const fitting = (fits: (one: (typeof report.cases)[number]) => boolean): string[] =>
      report.cases.filter(fits).map((one) => one.id);
    await page.getByLabel('Outcome').selectOption('fail');
    expect(await casesInSight(page)).toEqual(fitting((one) => one.outcome === 'fail'));
    await page.getByLabel('Disposition').selectOption('known');
    expect(await casesInSight(page)).toEqual(
      fitting((one) => one.outcome === 'fail' && one.disposition === 'known'),
    );
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await casesInSight(page)).toHaveLength(report.cases.length);
    await page.getByLabel('Subject').selectOption('http-adapter');
    expect(await casesInSight(page)).toEqual(fitting((one) => one.subject === 'http-adapter'));
    expect(await page.locator('output').textContent()).toBe(`1 of ${report.cases.length} cases`);
    expect(await page.locator('h4:visible').count()).toBe(1);
    await page.evaluate(`location.hash = ${JSON.stringify(passed.id)}`);
    await expect.poll(() => inSight(page, passed.id)).toBe(true);
    await page.close();
  });

  test('the search finds ids, names of variables and what services printed, each word', async () => {
    const page = await open(html);
    const search = page.getByRole('searchbox');
    for (const [text, found] of [
      [failed.id, [failed.id]],
      ['tls-1.1 @release', ['server.modern-tls/users.http/tls-1.1@release']],
      ['nothing that was seen', []],
    ] as const) {
      await search.fill(text);
      expect(await casesInSight(page)).toEqual(expect.arrayContaining([...found]));
      if (found.length === 0) expect(await casesInSight(page)).toEqual([]);
    }
    await search.fill('adding object definition');
    expect((await casesInSight(page)).length).toBeGreaterThan(0);
    await search.press('Enter');
    expect(await page.locator('output').textContent()).toMatch(/^[1-9]\d* of /);
    await page.close();
  });

  test('a count at the top shows its cases', async () => {
    const page = await open(html);
    await page.locator('.counts .fail a').click();
    expect(await casesInSight(page)).toEqual(
      report.cases.filter((one) => one.outcome === 'fail').map((one) => one.id),
    );
    await page.close();
  });
});
