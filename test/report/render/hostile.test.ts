/** Tests that no text from outside means anything in a report: it is shown, in every format and in every field. */
import { describe, expect, test } from 'vitest';
import { renderAll } from '../../../src/report/render/write.ts';
import type { Report } from '../../../src/report/schema.ts';
import { elementsOf, skeletonOf } from '../dom.ts';
import { formatsOfComparison, formatsOfReport } from '../every-format.ts';
import { harmless, payloads, withPayload } from '../hostile.ts';
import { olderThan } from '../small-comparison.ts';
import { smallReport } from '../small-report.ts';
import { skeletonOfMarkdown, skeletonOfXml } from '../text-skeletons.ts';

const small = smallReport();
const older = olderThan(small, 'was otherwise');

const formatsOf = (payload: string): Record<string, string> => {
  const report = withPayload(small, payload);
  return {
    ...formatsOfReport(report),
    ...formatsOfComparison(withPayload(older, payload), report, 'new').formats,
  };
};

/** The same value with each of its texts left empty. */
const withoutTexts = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, held: unknown) => (typeof held === 'string' ? '' : held)) as unknown;

/** What would move a cursor, colour a terminal, or turn the direction of a text. */
const controls =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

test('every text of the small report is replaced, unless the schema forbids it', () => {
  const texts = textsOf(withPayload(small, 'HOSTILE '));
  const kept = texts.filter((text) => !text.startsWith('HOSTILE '));
  expect(texts.length - kept.length).toBeGreaterThan(300);
  // Words of enumerations, days and addresses.
  const words = /^([a-z -]+|[A-Z_]+|\d{4}-\d\d-\d\d|https:\/\/example\.org\/\S+)$/;
  expect(kept.filter((text) => !words.test(text))).toEqual([]);
});

const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
};

describe.each(Object.entries(payloads))('%s', (name, payload) => {
  const hostile = formatsOf(payload);
  const control = formatsOf(harmless(payload));

  test.each(['report.html', 'compare.html'])('%s: no element and no attribute comes from it', (page) => {
    const html = hostile[page]!;
    expect(skeletonOf(html)).toEqual(skeletonOf(control[page]!));
    const targets = elementsOf(html).flatMap(({ attributes }) => attributes.get('href') ?? []);
    expect(targets.filter((target) => !/^(#|https:\/\/example\.org\/)/.test(target))).toEqual([]);
    expect(html).not.toMatch(controls);
  });

  test.each(['summary.md', 'compare.md'])('%s: it is no markup', (text) => {
    expect(skeletonOfMarkdown(hostile[text]!)).toEqual(skeletonOfMarkdown(control[text]!));
    expect(hostile[text]).not.toMatch(controls);
  });

  test('junit.xml: well-formed, and no element and no attribute comes from it', () => {
    expect(skeletonOfXml(hostile['junit.xml']!)).toEqual(skeletonOfXml(control['junit.xml']!));
    expect(hostile['junit.xml']).not.toMatch(controls);
  });

  test.each(['console', 'compare.txt', 'annotations'])(
    '%s: no line and no control character comes from it',
    (text) => {
      expect(hostile[text]).not.toMatch(controls);
      expect(hostile[text]!.split(/[\r\n]/)).toHaveLength(control[text]!.split('\n').length);
    },
  );

  test('report.json, report.sarif and badge.json: the same fields', () => {
    expect(withoutTexts(JSON.parse(hostile['report.sarif']!))).toEqual(
      withoutTexts(JSON.parse(control['report.sarif']!)),
    );
    expect(JSON.parse(hostile['report.json']!)).toEqual(withPayload(small, payload));
    expect(Object.keys(JSON.parse(hostile['badge.json']!) as object)).toEqual(
      Object.keys(JSON.parse(control['badge.json']!) as object),
    );
  });

  test('it is shown as the text that it is', () => {
    const letters = (text: string): string => text.replaceAll(/\W/g, '');
    expect(letters(hostile['console']!)).toContain(letters(payload).slice(0, 100));
    if (name === 'a script')
      expect(hostile['report.html']).toContain('&lt;script&gt;globalThis.hit=1&lt;/script&gt;');
  });
});

const policyOf = (html: string): string | undefined =>
  elementsOf(html)
    .find(({ attributes }) => attributes.get('http-equiv') === 'Content-Security-Policy')
    ?.attributes.get('content');

test.each(['report.html', 'compare.html'])('%s: the policy does not depend on what it shows', (page) => {
  const policies = Object.values(payloads).map((payload) => policyOf(formatsOf(payload)[page]!));
  expect(new Set(policies).size).toBe(1);
  expect(policies[0]).toMatch(
    /^default-src &#39;none&#39;; style-src &#39;sha256-\S+; script-src &#39;(none&#39;|sha256-\S+); base-uri &#39;none&#39;; form-action &#39;none&#39;$/,
  );
});

/** As of a run that was ended before its first start, of a broken Docker, or of a filter that hits nothing. */
test.each(['incomplete', 'broken', 'interrupted'] as const)(
  'a report of nothing is not green (%s)',
  (gate) => {
    const nothing: Report = {
      ...small,
      ...{ gate, exitCode: gate === 'incomplete' ? 3 : gate === 'broken' ? 4 : 130, complete: false },
      ...{ cases: [], starts: [], deviations: [], notApplicable: [] },
      summary: {
        ...small.summary,
        byCause: [],
        outcomes: Object.fromEntries(
          Object.keys(small.summary.outcomes).map((name) => [name, 0]),
        ) as Report['summary']['outcomes'],
      },
    };
    const page = renderAll(nothing)['report.html']!;
    expect(page).toContain('<p>No case was executed.</p>');
    expect(page).toMatch(/<div class="gate (untestable|error)">/);
  },
);
