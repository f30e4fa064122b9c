/** Tests that `seen-by.txt` is written in a fixed order and read back as it was written. */
import { expect, test } from 'vitest';
import { parseSeenBy, seenByText } from '../../src/selftest/seen-by.ts';

const seenBy = { 'b/x/1': ['two', 'one'], 'a/x/1': ['one', 'two'], 'a/x/2': ['one'], 'c/x/1': [] };

test('cases that are red for the same mutants stand together, in an order that does not depend on the run', () => {
  expect(seenByText({ seenBy }).replaceAll(/^#.*\n/gm, '')).toBe(
    'one two\n  a/x/1\n  b/x/1\none\n  a/x/2\nnone\n  c/x/1\n',
  );
});

test('what was written is read again', () => {
  expect(parseSeenBy(seenByText({ seenBy }))).toEqual({ ...seenBy, 'b/x/1': ['one', 'two'] });
});

test('a text of another form is refused', () => {
  expect(() => parseSeenBy('  a/x/1\n')).toThrow('a/x/1');
});
