/** Tests tables in Markdown: aligned columns, numbers at the right, missing cells. */
import { expect, test } from 'vitest';
import { markdownTable } from '../../../src/report/render/markdown-table.ts';

const head = ['a', 'longer'];
const rows = [['1', '2'], ['three']];

test('a table, with numbers at the right and a missing cell', () => {
  expect(markdownTable(head, rows, { right: [1] })).toEqual([
    '| a | longer |',
    '| --- | ---: |',
    '| 1 | 2 |',
    '| three |  |',
  ]);
});

test('columns stand under each other', () => {
  expect(markdownTable(head, rows, { padded: true })).toEqual([
    '| a     | longer |',
    '| ----- | ------ |',
    '| 1     | 2      |',
    '| three |        |',
  ]);
});
