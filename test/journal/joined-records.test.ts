/** Tests how the records of a run of the page and of one of the rest of the platform become one. */
import { expect, test } from 'vitest';
import { joinedRecords } from '../../src/journal/joined-records.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { JournalLine } from '../../src/model/journal.ts';

interface Run {
  release?: string;
  scopes?: string[];
  selected: string[];
  controlOnly?: string[];
  lines: Record<string, string[]>;
  complete?: boolean;
}

const run = ({ release = 'v1', scopes, selected, controlOnly = [], lines, complete = true }: Run) =>
  [
    {
      type: 'header',
      target: { kind: 'binaries', release, runtime: 'processes' },
      run: { id: selected[0], filters: { sections: [], ...(scopes && { scopes }) } },
      selection: { catalogue: selected.length, selected, controlOnly },
    },
    ...Object.entries(lines).map(([start, cases]) => ({ type: 'observation', start, cases })),
    { type: 'footer', ms: 10, complete, lost: [] },
  ] as unknown as JournalLine[];

const page = run({ selected: ['page/a', 'page/b'], lines: { s1: ['page/a'], s2: ['page/b'] } });
const platform = run({
  scopes: ['platform'],
  selected: ['platform/a', 'platform/b'],
  controlOnly: ['page/b', 'page/c'],
  lines: { s2: ['page/b', 'platform/a'], s3: ['platform/b'], s4: ['page/b'], s5: ['page/c'] },
});
const ids = new Set(['page/a', 'page/b', 'page/c']);

const startsOf = (lines: readonly JournalLine[]): [string, string[]][] =>
  lines.flatMap((line) => (line.type === 'observation' ? [[line.start, line.cases]] : []));

test('a case of the page keeps its observation, and what is new is added', () => {
  expect(startsOf(joinedRecords(page, platform, ids))).toEqual([
    ['s1', ['page/a']],
    ['s2', ['page/b']],
    ['s2', ['platform/a']],
    ['s3', ['platform/b']],
    ['s5', ['page/c']],
  ]);
});

test('the header says both scopes, and the footer is of both runs', () => {
  const joined = joinedRecords(page, platform, ids);
  expect(joined[0]).toMatchObject({
    run: { filters: { sections: [], scopes: ['page', 'platform'] } },
    selection: {
      catalogue: 4,
      selected: ['page/a', 'page/b', 'platform/a', 'platform/b'],
      controlOnly: ['page/c'],
    },
  });
  expect(joined.at(-1)).toMatchObject({ ms: 20, complete: true });
  const cutOff = run({ selected: [], lines: {}, complete: false });
  expect(joinedRecords(cutOff, platform, ids).at(-1)).toMatchObject({ complete: false });
});

test('a record of both scopes is joined anew: what it held of the platform goes', () => {
  const joined = joinedRecords(page, platform, ids);
  const newer = run({ scopes: ['platform'], selected: ['platform/z'], lines: { s9: ['platform/z'] } });
  const again = joinedRecords(joined, newer, ids);
  expect(startsOf(again).flatMap(([, cases]) => cases)).toEqual(['page/a', 'page/b', 'page/c', 'platform/z']);
  expect(again[0]).toMatchObject({ selection: { selected: ['page/a', 'page/b', 'platform/z'] } });
});

test('runs of two releases are no record', () => {
  const other = run({ release: 'v2', selected: [], lines: {} });
  expect(() => joinedRecords(page, other, ids)).toThrow(UsageError);
});
