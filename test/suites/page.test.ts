/** Tests how the page is split into sentences, and which changes give a sentence another digest. */
import { expect, test } from 'vitest';
import { pageDigest, sentencesOf } from '../../suites/page.ts';

const text = `---
title: A page
---

## Heading

First sentence. \`NAME\` is the second.   It has
a line of its own.

### Below

First sentence.
`;

test('a page falls into sentences under headings', () => {
  expect(sentencesOf(text).map(({ heading, text }) => [heading, text])).toEqual([
    ['Heading', 'First sentence.'],
    ['Heading', '`NAME` is the second.'],
    ['Heading', 'It has'],
    ['Heading', 'a line of its own.'],
    ['Below', 'First sentence.'],
  ]);
});

test('the same sentence under two headings has two digests', () => {
  const found = sentencesOf(text).filter((s) => s.text === 'First sentence.');
  expect(new Set(found.map((s) => s.sha256)).size).toBe(2);
});

test('white space and front matter do not count, words do', () => {
  expect(pageDigest(text.replace('title: A page', 'title: Another'))).toBe(pageDigest(text));
  expect(pageDigest(text.replaceAll('\n', '\n\n'))).toBe(pageDigest(text));
  expect(pageDigest(text.replace('second', 'third'))).not.toBe(pageDigest(text));
});

test('line ends of Windows change no sentence', () => {
  const windows = text.replaceAll('\n', '\r\n');
  expect(sentencesOf(windows)).toEqual(sentencesOf(text));
  expect(pageDigest(windows)).toBe(pageDigest(text));
});
