/** Tests every format of a comparison: the same content, and no text of a report becomes markup. */
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareReports } from '../../../src/compare/compare.ts';
import { endingOf } from '../../../src/compare/gate.ts';
import { comparisonJsonSchema } from '../../../src/compare/schema.ts';
import { renderComparisonHtml } from '../../../src/report/render/comparison/html.ts';
import { renderComparisonMarkdown } from '../../../src/report/render/comparison/markdown.ts';
import { renderComparisonText } from '../../../src/report/render/comparison/text.ts';
import { expectGolden, updating } from '../golden.ts';
import { olderThan } from '../small-comparison.ts';
import { smallReport } from '../small-report.ts';

const after = smallReport();
const hostile = '<script>alert(1)</script> \u001b[2J ](http://x) | @all';
const before = olderThan(after, hostile);
const comparison = compareReports(before, after);
const ending = endingOf(comparison, 'new');
const formats = {
  'compare.txt': renderComparisonText(comparison, ending),
  'compare.md': renderComparisonMarkdown(comparison, ending),
  'compare.html': renderComparisonHtml(comparison, ending),
};

it('the comparison has something of everything', () => {
  for (const part of ['new', 'resolved', 'changed', 'unchanged', 'incomparable'] as const) {
    expect(comparison[part], part).not.toEqual([]);
  }
});

describe.each(Object.entries(formats))('%s', (name, text) => {
  it('is as on file', () => {
    expectGolden(name, text);
  });

  it('names every case of every part, or says how many more there are', () => {
    for (const { id } of [...comparison.new, ...comparison.resolved, ...comparison.changed]) {
      expect(text.includes(id) || /…and \d+ more/.test(text), id).toBe(true);
    }
  });

  it('shows what a service printed as text', () => {
    expect(text).not.toContain('\u001b');
    if (name !== 'compare.txt') expect(text).not.toContain('<script>');
    if (name === 'compare.md') expect(text).not.toMatch(/[^\\]\]\(http|@all/);
  });
});

it.each([
  [compareReports(after, after), 'pass'],
  [compareReports(before, after), 'fail'],
  [compareReports(before, { ...after, page: { ...after.page, digest: '0' } }), 'untestable'],
])('the page is green only where nothing is worse, without a gate as well (%#)', (found, tone) => {
  const html = renderComparisonHtml(found, endingOf(found, 'never'));
  expect(html).toContain(`<div class="gate ${tone}">`);
});

it('the page loads nothing and runs nothing', () => {
  expect(formats['compare.html']).not.toMatch(/<(script|link|img|iframe|object|source|base)\b/);
  expect(formats['compare.html']).toContain('script-src &#39;none&#39;');
});

it('has its JSON Schema published beside the zod schema', () => {
  const path = join(import.meta.dirname, '../../../src/compare/comparison.schema.json');
  if (updating) writeFileSync(path, comparisonJsonSchema());
  expect(readFileSync(path, 'utf8')).toBe(comparisonJsonSchema());
});
