/** Holds published words against a snapshot: each word stays for ever, and a new one is added on purpose. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';

/** Holds the words against a snapshot, one a line; `UPDATE_SNAPSHOT=1` writes it anew. `what` names them. */
export const expectPermanent = (snapshot: URL, words: Iterable<string>, what: string): void => {
  const now = [...new Set(words)].sort();
  const text = `${now.join('\n')}\n`;
  if (process.env.UPDATE_SNAPSHOT === '1') writeFileSync(snapshot, text);
  const published = readFileSync(snapshot, 'utf8');
  expect(
    published.split('\n').filter((word) => word && !now.includes(word)),
    `${what} that disappeared`,
  ).toEqual([]);
  expect(text, `new ${what}: run once with UPDATE_SNAPSHOT=1`).toBe(published);
};
