/** Holds every page against the standard of HTML and the rules for accessible markup that need no browser. */
import { HtmlValidate, formatterFactory } from 'html-validate';
import { expect, test } from 'vitest';
import { pages } from '../pages.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Ids are those of the cases, so that links stay: they hold dots and slashes.
    'valid-id': ['error', { relaxed: true }],
  },
});

// Ids of a hostile report hold spaces, which no id of the catalogue has.
const ours = Object.entries(pages).filter(([name]) => !name.includes('hostile'));

test.each(ours)('%s', async (_, page) => {
  const report = await validator.validateString(page());
  expect(formatterFactory('text')(report.results)).toBe('');
});

test('what is wrong is seen', async () => {
  const { valid } = await validator.validateString('<p id="a" id="a"><div></p>');
  expect(valid).toBe(false);
});
