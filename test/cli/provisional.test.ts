/** Tests how progress shows a case before the run ends: known, red, or neither, by the deviations on file. */
import { expect, test } from 'vitest';
import { provisionally } from '../../src/cli/provisional.ts';
import type { Verdict } from '../../src/judge/judge.ts';
import { entry } from '../judge/deviations/entries.ts';
import { oneCase } from '../judge/tiny.ts';

const id = 'server.a/users.http/one';
const caused = 'server.b/users.http/one';
const reported = 'server.c/users.http/one';
const seen = (given: Partial<Verdict> = {}): Verdict => ({
  outcome: 'fail',
  code: 'REQUIRED_ABSENT',
  facts: ['ready'],
  unobserved: [],
  expected: '',
  observed: '',
  ...given,
});
const selected = [oneCase(id), oneCase(caused), oneCase(reported, { level: 'info' })];
const shown = provisionally(selected, [entry({ case: id }), entry({ cause: id })], '2026-06-15');

test.each([
  ['what an entry excuses is known', id, seen(), 'known'],
  ['what is graver is red', id, seen({ code: 'FORBIDDEN_SEEN' }), 'red'],
  ['another fact is red', id, seen({ facts: ['ready', 'speaks-tls'] }), 'red'],
  ['what is milder is red as well: its entry is stale', id, seen({ facts: [] }), 'red'],
  ['what goes back to a cause on file is known', caused, seen({ cause: id }), 'known'],
  ['what is on file nowhere is red', caused, seen(), 'red'],
  ['what only informs is not red', reported, seen(), undefined],
  ['unless the forbidden was seen', reported, seen({ code: 'FORBIDDEN_SEEN' }), 'red'],
  ['what could not be arranged is red', id, seen({ outcome: 'error', code: 'INFRASTRUCTURE' }), 'red'],
  ['what passes is neither', id, seen({ outcome: 'pass', code: 'KEPT', facts: [] }), undefined],
  ['what was not observed is neither', id, seen({ outcome: 'untestable', code: 'BUSY' }), undefined],
])('%s', (_, one, verdict, expected) => expect(shown(one, verdict)).toBe(expected));

test('an entry that has expired excuses nothing', () => {
  expect(provisionally(selected, [entry({ case: id })], '2027-06-15')(id, seen())).toBe('red');
});
