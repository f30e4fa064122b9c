/** Tests every format of a history: the same content, as on file, and no text of a report becomes markup. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyJsonSchema, historySchema, states } from '../../../src/history/schema.ts';
import { renderHistoryHtml } from '../../../src/report/render/history/html.ts';
import { renderHistoryMarkdown } from '../../../src/report/render/history/markdown.ts';
import { renderHistorySvg } from '../../../src/report/render/history/picture.ts';
import { renderHistoryText } from '../../../src/report/render/history/text.ts';
import {
  faultInWords,
  faultsOf,
  marks,
  meanings,
  rangeInWords,
} from '../../../src/report/render/history/view.ts';
import { smallHistory } from '../../history/small-history.ts';
import { expectGolden, updating } from '../golden.ts';
import { payloads, withPayloadIn } from '../hostile.ts';

const formats = {
  'history.txt': renderHistoryText,
  'history.md': renderHistoryMarkdown,
  'history.html': renderHistoryHtml,
  'history.svg': renderHistorySvg,
};
const history = smallHistory();

describe.each(Object.entries(formats))('%s', (name, render) => {
  it('is as on file', () => {
    expectGolden(name, render(history));
  });

  it('names every rule and every release', () => {
    const text = render(history);
    for (const { id } of history.rules) expect(text).toContain(id.slice(id.indexOf('.') + 1));
    for (const { release } of history.releases) expect(text).toContain(release);
  });

  it.each(Object.entries(payloads))('shows as text: %s', (_, payload) => {
    const whole = render(withPayloadIn(historySchema, smallHistory(), payload));
    // Between backticks nothing is markup.
    const text = name === 'history.md' ? whole.replaceAll(/(?<!\\)`[^`\n]*`/g, '') : whole;
    expect(text).not.toContain('\u001b');
    if (name !== 'history.txt') expect(text).not.toMatch(/<(script|img|iframe|link|base|b)\b/i);
    if (name === 'history.md') expect(text).not.toMatch(/@all|[^\\]\]\(javascript/);
  });
});

it('the page loads nothing and runs nothing, and so does the picture', () => {
  const page = renderHistoryHtml(history);
  expect(page).not.toMatch(/<(script|link|img|iframe|object|source|base)\b/);
  expect(page).toContain('script-src &#39;none&#39;');
  expect(renderHistorySvg(history)).not.toMatch(/<(script|image|use|foreignObject)\b|url\(|@import/);
});

it('each state has another mark and a meaning', () => {
  expect(new Set(states.map((state) => marks[state])).size).toBe(states.length);
  for (const state of states) expect(meanings[state]).not.toBe('');
});

it.each([
  ['v1', 'v3', 'in every release of this table'],
  ['v1', 'v1', 'until v1'],
  ['v1', 'v2', 'until v2'],
  ['v2', 'v2', 'in v2 alone'],
  ['v2', 'v3', 'since v2'],
  ['v3', 'v3', 'since v3'],
])('from %s to %s: %s', (first, last, words) => {
  expect(rangeInWords({ first, last }, ['v1', 'v2', 'v3'])).toBe(words);
});

it('of one release no beginning and no end is said', () => {
  expect(rangeInWords({ first: 'v1', last: 'v1' }, ['v1'])).toBe('in v1');
  expect(rangeInWords({ first: 'v2', last: 'v3' }, ['v1', 'v2', 'v3', 'v4'])).toBe('from v2 to v3');
});

it('a reason is as grave as the gravest of its cases', () => {
  const first = history.rules.find(({ rows }) =>
    rows.some(({ cells }) => cells.some(({ why }) => why.length > 0)),
  )!;
  const [why] = first.rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.why));
  const cell = first.rows.flatMap(({ cells }) => cells).find((each) => each.why.length > 0)!;
  const more = (risk: 'safer' | 'weaker', finding: 'renamed' | 'deviates') => ({
    ...why!,
    text: 'the same',
    risk,
    finding,
    cases: 1,
  });
  const cells = [{ ...cell, why: [more('safer', 'renamed'), more('weaker', 'deviates')] }];
  const rules = [{ ...first, rows: [{ ...first.rows[0]!, cells }] }];
  const [fault, ...others] = faultsOf({ ...history, rules });
  expect(others).toEqual([]);
  expect(faultInWords(fault!)).toBe('2 cases, renamed, deviates, risk: weaker');
});

it('has its JSON Schema published beside the zod schema', () => {
  const path = join(import.meta.dirname, '../../../src/history/history.schema.json');
  if (updating) writeFileSync(path, historyJsonSchema());
  expect(readFileSync(path, 'utf8')).toBe(historyJsonSchema());
});
