/** Tests that `seen-as.txt` is written in a fixed order and read back as it was written. */
import { expect, test } from 'vitest';
import { parseSeenAs, seenAsText } from '../../src/selftest/seen-as.ts';
import type { Deviating } from '../../src/selftest/kill.ts';

const caseIds = ['a/x/1', 'a/x/2', 'a/y/1', 'b/x/1'];
const absent = {
  code: 'REQUIRED_ABSENT',
  facts: ['ready', 'speaks-tls of users.http'],
  risk: 'weaker',
} as const;
const nonStrict = { code: 'NOT_STRICT', facts: ['ends-non-zero'], risk: 'availability' } as const;
const mutants: { name: string; deviating: Deviating[] }[] = [
  {
    name: 'two',
    deviating: [
      { id: 'b/x/1', ...nonStrict },
      { id: 'a/y/1', ...absent },
      { id: 'a/x/1', ...absent },
    ],
  },
  { name: 'one', deviating: [] },
];

test('what deviates alike stands together, in an order that does not depend on the run', () => {
  expect(seenAsText({ mutants, caseIds }).replaceAll(/^#.*\n/gm, '')).toBe(
    [
      'one',
      'two',
      '  NOT_STRICT availability ends-non-zero',
      '    b/x/1',
      '  REQUIRED_ABSENT weaker ready, speaks-tls of users.http',
      '    a/*/1',
      '',
    ].join('\n'),
  );
});

test('what was written is read again', () => {
  const read = parseSeenAs(seenAsText({ mutants, caseIds }), caseIds);
  expect(read.get('one')).toEqual([]);
  expect(read.get('two')).toEqual([
    { id: 'b/x/1', ...nonStrict },
    { id: 'a/x/1', ...absent },
    { id: 'a/y/1', ...absent },
  ]);
});

test.each(['    a/x/1\n', 'one\n    a/x/1\n'])('a text of another form is refused', (text) => {
  expect(() => parseSeenAs(text, caseIds)).toThrow('a/x/1');
});
