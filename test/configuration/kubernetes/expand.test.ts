/** Tests `$(NAME)` in values, as the kubelet replaces it. */
import { describe, expect, it } from 'vitest';
import { expand } from '../../../src/configuration/kubernetes/expand.ts';

const variables: Record<string, string> = { A: '1', B: '$(A)', EMPTY: '', 'A.B-C': 'dots' };

describe('expand', () => {
  it.each([
    ['no dollar', 'no dollar'],
    ['$(A)', '1'],
    ['-$(A)-$(A)-', '-1-1-'],
    ['$(EMPTY)', ''],
    ['$(A.B-C)', 'dots'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$1'],
    ['$$$$(A)', '$$(A)'],
    ['$(B)', '$(A)'],
    ['$', '$'],
    ['$$', '$'],
    ['$A', '$A'],
    ['${A}', '${A}'],
    ['$(A', '$(A'],
    ['$(A $(A)', '$(A $(A)'],
    ['$()', '$()'],
    ['$(UNKNOWN)', '$(UNKNOWN)'],
    ['a$(UNKNOWN)b$(A)', 'a$(UNKNOWN)b1'],
    ['p$word', 'p$word'],
  ])('%s → %s', (text, expected) => {
    expect(expand(text, (name) => variables[name]).text).toBe(expected);
  });

  it('says which names it has used, and which stand for nothing', () => {
    expect(expand('$(A)$(X)$(B)$(X)$$(A)', (name) => variables[name])).toEqual({
      text: '1$(X)$(A)$(X)$(A)',
      used: ['A', 'B'],
      unknown: ['X', 'X'],
    });
  });

  it('reads a million brackets that do not end', () => {
    const text = '$('.repeat(500_000);
    expect(expand(text, () => 'x').text).toBe(text);
  });
});
