/** Tests the grammar of globs, and that no pattern takes long: a pull request may bring any. */
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../src/judge/glob.ts';

/** What the grammar means, written down as a regular expression; slow for many stars. */
const meant = (pattern: string): RegExp => {
  const source = pattern
    .split(/(\*\*?)/)
    .map(
      (part) =>
        ({ '**': '.*', '*': '[^/]*' })[part] ?? part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${source}$`, 's');
};

/** All words of these letters up to a length. */
const words = (letters: readonly string[], length: number): string[] =>
  length === 0
    ? ['']
    : ['', ...words(letters, length - 1).flatMap((word) => letters.map((one) => one + word))];

describe('globMatcher', () => {
  it.each([
    ['a.b/c.d/e', 'a.b/c.d/e', true],
    ['a.b/*/e', 'a.b/c.d/e', true],
    ['a.b/*', 'a.b/c.d/e', false],
    ['a.b/**', 'a.b/c.d/e', true],
    ['**', '', true],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a.b/*', 'axb/c', false],
    ['**/key-*@release', 'server.x/users.http/key-missing@release', true],
    ['**/key-*', 'server.x/users.http/key-missing/more', false],
    ['a[b]+(c)', 'a[b]+(c)', true],
  ])('%s on %s: %s', (pattern, id, expected) => {
    expect(globMatcher(pattern)(id)).toBe(expected);
  });

  it('means what the grammar says, for all short patterns and ids', () => {
    const ids = [...new Set(words(['a', 'b', '/'], 5))];
    const patterns = [...new Set(words(['a', '*', '/'], 6))];
    expect(patterns.length * ids.length).toBeGreaterThan(300_000);
    const different = patterns.flatMap((pattern) => {
      const [matches, expression] = [globMatcher(pattern), meant(pattern)];
      return ids.filter((id) => matches(id) !== expression.test(id)).map((id) => `${pattern} on ${id}`);
    });
    expect(different).toEqual([]);
  });

  it('takes no longer for a pattern of many stars', () => {
    const started = performance.now();
    for (const star of ['*', '**']) {
      expect(globMatcher(`${`${star}a`.repeat(40)}!`)(`${'a'.repeat(100)}/${'a'.repeat(100)}`)).toBe(false);
      expect(globMatcher(`${star}a`.repeat(40))('a'.repeat(200))).toBe(true);
    }
    // The regular expression would not end within the age of the universe.
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
