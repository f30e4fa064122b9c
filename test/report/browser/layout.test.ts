/** Tests that no page is ever wider than its window or its paper, and that wide tables scroll by keyboard. */
import { expect, test } from 'vitest';
import { pages } from '../pages.ts';
import { inBrowser, layOutAll, widths } from './browser.ts';

inBrowser('the layout', (open) => {
  test.each(Object.entries(pages))('%s is as wide as the window, folded and unfolded', async (_, render) => {
    const page = await open(render());
    await layOutAll(page);
    const tooWide = (): Promise<number> =>
      page.evaluate(
        'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
      );
    for (const open of [false, true]) {
      await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = ${open}`);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        expect(await tooWide(), `${width}, ${open ? 'unfolded' : 'folded'}`).toBe(0);
      }
    }
    await page.close();
  });

  test('a table that is wider than its box scrolls in it, by keyboard too', async () => {
    const page = await open(pages['report.html of v0.20.0']!(), { viewport: { width: 390, height: 900 } });
    const boxes = await page.locator('#matrix .scroll').all();
    expect(boxes.length).toBeGreaterThan(3);
    let scrolled = 0;
    for (const [at, box] of boxes.entries()) {
      const of = (what: string): Promise<number> =>
        page.evaluate(`document.querySelectorAll('#matrix .scroll')[${at}].${what}`);
      if ((await of('scrollWidth')) === (await of('clientWidth'))) continue;
      await box.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => of('scrollLeft')).toBeGreaterThan(0);
      scrolled += 1;
    }
    expect(scrolled).toBeGreaterThan(0);
    await page.close();
  });

  test('on paper nothing is cut off, what is red and not on file is unfolded, and nothing sticks', async () => {
    const page = await open(pages['report.html of v0.20.0']!(), {
      // The inside of A4, and a reader who prefers dark.
      viewport: { width: 703, height: 1000 },
      colorScheme: 'dark',
    });
    await page.emulateMedia({ media: 'print' });
    const found = await page.evaluate(`({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      cut: [...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth).length,
      sticky: [...document.querySelectorAll(':not(.case *)')]
        .filter((one) => ['sticky', 'fixed'].includes(getComputedStyle(one).position)).length,
      folded: [...document.querySelectorAll('.case:not(.pass, .moot, .known) > details > dl')]
        .filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length,
      red: document.querySelectorAll('.case:not(.pass, .moot, .known)').length > 0,
      unfolded: [...document.querySelectorAll('.case:is(.pass, .moot, .known) > details > dl')]
        .filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length,
      search: document.querySelector('search').checkVisibility(),
      ground: getComputedStyle(document.body).backgroundColor,
    })`);
    expect(found).toEqual({
      ...{ wide: 0, cut: 0, sticky: 0, folded: 0, red: true, unfolded: 0, search: false },
      ground: 'rgb(255, 255, 255)',
    });
    await page.close();
  });
});
