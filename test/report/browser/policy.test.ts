/** Tests that a browser runs and loads nothing of what a report shows, even where the escaping had failed. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkedSchema } from '../../../src/advise/checked/checked.ts';
import { compareReports } from '../../../src/compare/compare.ts';
import { endingOf } from '../../../src/compare/gate.ts';
import { renderAdviceHtml } from '../../../src/report/render/advice/html.ts';
import { renderComparisonHtml } from '../../../src/report/render/comparison/html.ts';
import { renderAll } from '../../../src/report/render/write.ts';
import { baseline, checkedOf, smallAdvice } from '../../advise/small-advice.ts';
import { harmless, payloads, withPayload, withPayloadIn } from '../hostile.ts';
import { olderThan } from '../small-comparison.ts';
import { smallReport } from '../small-report.ts';
import { inBrowser } from './browser.ts';

const small = smallReport();
const checked = checkedOf(smallAdvice, { accepted: baseline });
const pagesOf = (payload: string): Record<string, string> => {
  const report = withPayload(small, payload);
  const comparison = compareReports(withPayload(olderThan(small, 'x'), payload), report);
  return {
    ...renderAll(report),
    'compare.html': renderComparisonHtml(comparison, endingOf(comparison, 'new')),
    'check-env.html': renderAdviceHtml(withPayloadIn(checkedSchema, checked, payload)),
  };
};

/** Set by every payload that runs. */
const hit = (page: Page): Promise<unknown> => page.evaluate('globalThis.hit');
/** As the browser has parsed the page, after its script. */
const skeleton = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('*')].map((one) => [one.localName, one.className, ...one.getAttributeNames().toSorted()].join(' '))`,
  );

inBrowser('the policy', (open) => {
  test.each(Object.entries(payloads))(
    '%s: the browser sees no element of it, and runs nothing',
    async (_, payload) => {
      const [hostile, control] = [pagesOf(payload), pagesOf(harmless(payload))];
      let page: Page | undefined;
      for (const name of ['report.html', 'compare.html', 'check-env.html']) {
        page = await open(control[name]!, { into: page });
        const plain = await skeleton(page);
        page = await open(hostile[name]!, { into: page });
        expect(await skeleton(page), name).toEqual(plain);
        expect(await hit(page)).toBeUndefined();
      }
      const xml = JSON.stringify(hostile['junit.xml']);
      const parsed = `new DOMParser().parseFromString(${xml}, 'application/xml').querySelectorAll('parsererror').length`;
      expect(await page!.evaluate(parsed)).toBe(0);
      await page!.close();
    },
  );

  test.each(['report.html', 'compare.html', 'check-env.html'])(
    '%s: markup that slipped through runs, styles and loads nothing',
    async (name) => {
      const html = pagesOf('')[name]!;
      // The last one takes the rest of the page for its content.
      const slipped = `${payloads['a script']}
      <style>h1 { color: rgb(1, 2, 3) }</style><p style="position: fixed" id="slipped-style">x</p>
      <a id="slipped-link" href="javascript:globalThis.hit=1">x</a><base href="https://x.example/">
      <form id="slipped-form" action="https://x.example/"><button>x</button></form>
      ${payloads['an element with a handler']}`;
      const asked = new Set<string>();
      const page = await open(
        html.replace('<main>', () => `<main>${slipped}`),
        { asked },
      );
      await page.evaluate(`document.getElementById('slipped-link').click()`);
      await page.evaluate(`document.querySelector('#slipped-form button').click()`);
      expect(await hit(page)).toBeUndefined();
      await expect.poll(() => [...asked]).toEqual([page.url()]);
      const looks = await page.evaluate(
        `[getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.getElementById('slipped-style')).position]`,
      );
      expect(looks).toEqual([expect.not.stringContaining('rgb(1, 2, 3)'), 'static']);
      await page.close();
    },
  );

  test('without the policy the same markup does run and load: the test would see it', async () => {
    const html = pagesOf('')['report.html']!.replace(/<meta http-equiv[^>]*>/, '');
    const asked = new Set<string>();
    const slipped = `${payloads['a script']}${payloads['an element with a handler']}`;
    const page = await open(
      html.replace('<main>', () => `<main>${slipped}`),
      { asked },
    );
    expect(await hit(page)).toBe(1);
    expect([...asked]).toEqual(expect.arrayContaining([expect.stringMatching(/\/\/x\.example\/x$/)]));
    expect(asked.size).toBe(3);
    await page.close();
  });
});
