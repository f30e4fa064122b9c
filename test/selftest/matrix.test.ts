/** Tests the matrix of cases and mutants: which mutants each case sees, and which are seen by one case alone. */
import { expect, test } from 'vitest';
import type { Autopsy } from '../../src/selftest/kill.ts';
import { matrixOf } from '../../src/selftest/matrix.ts';

const killed = (name: string, ...ids: string[]): Autopsy => ({
  name,
  fate: 'killed',
  red: ids.map((id) => ({ id, rule: id.split('/')[0]!, outcome: 'fail', observed: 'seen' })),
  deviating: [],
  missing: [],
  instead: [],
  surplus: [],
  starts: 1,
  ms: 1,
});

const matrix = matrixOf({
  caseIds: ['a/x/1', 'a/x/2', 'b/x/1', 'c/x/1'],
  mutants: [
    killed('one', 'a/x/1', 'a/x/2'),
    killed('two', 'a/x/1', 'a/x/2', 'b/x/1'),
    killed('three', 'b/x/1'),
  ],
});

test('each case knows the mutants that it sees', () => {
  expect(matrix.seenBy).toEqual({
    'a/x/1': ['one', 'two'],
    'a/x/2': ['one', 'two'],
    'b/x/1': ['two', 'three'],
    'c/x/1': [],
  });
});

test('a mutant that only one case sees is listed with that case', () => {
  expect(matrix.alone).toEqual([{ mutant: 'three', case: 'b/x/1' }]);
});

test('cases that see the same are one set', () => {
  expect(matrix.alike).toEqual([{ cases: ['a/x/1', 'a/x/2'], mutants: ['one', 'two'] }]);
});

test('a case that sees no mutant is listed, without a reason where none is on file', () => {
  expect(matrix.blind).toEqual(['c/x/1']);
});
