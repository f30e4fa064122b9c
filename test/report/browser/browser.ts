/** Opens pages in a real Chromium. Without one the tests are skipped, and say so; where one is named, it must be there. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';

const named = process.env['MAGISTRALA_CONFORMANCE_CHROMIUM'];
const executablePath = named ?? '/usr/bin/chromium';

const missing =
  named === undefined && !existsSync(executablePath)
    ? `skipped, there is no Chromium at ${executablePath}: install Debian's package chromium, ` +
      'or name another one with MAGISTRALA_CONFORMANCE_CHROMIUM'
    : undefined;
if (missing !== undefined) console.warn(`test/report/browser: ${missing}`);

/** Windows at which every page is looked at: of a desk, of a tablet, of a telephone. */
export const widths = [1400, 800, 390] as const;

export interface Opening extends BrowserContextOptions {
  hash?: string;
  /** Shows it in this page, in place of what it shows: much faster than a further one. */
  into?: Page | undefined;
  /** Gets the address of everything that the page asks for, and that its policy does not stop. */
  asked?: Set<string>;
}

export type Open = (html: string, options?: Opening) => Promise<Page>;

/** Tests that share one browser; every page is closed when they have ended. */
export const inBrowser = (title: string, tests: (open: Open) => void): void => {
  if (missing !== undefined) {
    // Without a browser nothing can be said: the reason stands in the title, and above on stderr.
    describe.skip(`${title} (${missing})`, () => tests(() => Promise.reject(new Error(missing))));
    return;
  }
  describe(title, () => {
    let browser: Browser | undefined;
    const folder = mkdtempSync(join(tmpdir(), 'pages-'));
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath,
        args: [
          '--no-sandbox',
          '--disable-background-networking',
          '--disable-component-update',
          '--no-first-run',
        ],
      });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });
    let count = 0;
    tests(async (html, { hash = '', into, asked = new Set(), ...options } = {}) => {
      const file = join(folder, `${(count += 1)}.html`);
      writeFileSync(file, html);
      const address = `${pathToFileURL(file).href}${hash}`;
      if (into) {
        await into.goto(address);
        return into;
      }
      const page = await browser!.newPage({ viewport: { width: widths[0], height: 900 }, ...options });
      page.on('request', (request) => asked.add(request.url()));
      page.on('requestfailed', (request) => {
        if (request.failure()?.errorText === 'csp') asked.delete(request.url());
      });
      await page.goto(address);
      return page;
    });
  });
};

/** Lays out what is out of sight as well, which a browser leaves for later: only then can it be judged. */
export const layOutAll = (page: Page): Promise<void> =>
  page.evaluate(`document.styleSheets[0].insertRule('* { content-visibility: visible !important }')`);
