/** Tests when a mutant counts as killed: by exactly the rules that it declares. */
import { expect, test } from 'vitest';
import { autopsyOf, type Exhibits } from '../../src/selftest/kill.ts';
import { exitCodeOf, inWords } from '../../src/selftest/result.ts';
import type { SelftestResult } from '../../src/selftest/selftest.ts';
import { fact, observation, oneCase, plain, up, observedFrom } from '../judge/tiny.ts';

const setting = oneCase('rule.effect/x/set', { must: [fact('effect')] });
const other = oneCase('rule.other/x/set', {
  must: [fact('kept')],
  control: { case: setting.id, shows: fact('effect') },
});
const nonStrict = oneCase('rule.loose/x/set', { should: [fact('strict')] });
const cases = [setting, other, nonStrict];

const seen = (facts: Record<string, boolean>) => observation(facts, { services: { users: up } });
const observed = (effect: boolean, kept: boolean, strict: boolean) =>
  observedFrom({
    [setting.id]: seen({ effect }),
    [other.id]: seen({ kept }),
    [nonStrict.id]: seen({ strict }),
  });

const exhibits = (given: Partial<Exhibits> = {}): Exhibits => ({
  judged: cases,
  observed: observed(true, true, true),
  active: true,
  starts: 3,
  ms: 10,
  ...given,
});
const redCases = (judged: Exhibits['judged'], of: Exhibits['observed']) =>
  autopsyOf(mutant(), exhibits({ judged, observed: of })).red;
const mutant = (...rules: string[]) => ({ name: 'a-mutant', rules });

test('fail and non-strict are red', () => {
  expect(redCases(cases, observed(true, false, false)).map(({ id, outcome }) => [id, outcome])).toEqual([
    [other.id, 'fail'],
    [nonStrict.id, 'non-strict'],
  ]);
});

test('what has another case as its cause is not red', () => {
  expect(redCases(cases, observed(false, false, true)).map(({ id }) => id)).toEqual([setting.id]);
});

test('what was not observed and what could not be arranged is not red', () => {
  const without = observedFrom({
    [setting.id]: seen({}),
    [other.id]: { ...plain, infrastructure: { code: 'BROKEN', message: 'disk full' } },
  });
  expect(redCases(cases, without)).toEqual([]);
});

test.each([
  ['killed', mutant('rule.other'), exhibits({ observed: observed(true, false, true) })],
  ['survived', mutant('rule.other'), exhibits()],
  ['wrongly killed', mutant('rule.other'), exhibits({ observed: observed(true, false, false) })],
  ['wrongly killed', mutant('rule.other', 'rule.loose'), exhibits({ observed: observed(true, false, true) })],
  ['inactive', mutant('rule.other'), exhibits({ active: false })],
  ['inactive', mutant('rule.other'), exhibits({ active: false, observed: observed(true, false, true) })],
  ['not observed', mutant('rule.other'), exhibits({ broken: 'BROKEN: disk full' })],
] as const)('%s', (fate, subject, given) => {
  expect(autopsyOf(subject, given).fate).toBe(fate);
});

test('a mutant that is killed as declared is killed although a start of it was broken', () => {
  const given = exhibits({ observed: observed(true, false, true), broken: 'WATCH_GAP: late' });
  expect(autopsyOf(mutant('rule.other'), given).fate).toBe('killed');
});

test('missing and surplus rules are reported', () => {
  const { missing, instead, surplus } = autopsyOf(
    mutant('rule.other'),
    exhibits({ observed: observed(true, true, false) }),
  );
  expect({ missing, surplus }).toEqual({ missing: ['rule.other'], surplus: ['rule.loose'] });
  // The outcome that stood in place of the red one is reported too.
  expect(instead).toMatchObject([{ id: other.id, outcome: 'pass' }]);
});

const result = (given: Partial<SelftestResult>): SelftestResult => ({
  honest: { cases: 3, starts: 3, ms: 10, notGreen: [] },
  mutants: [],
  all: false,
  caseIds: [],
  complete: true,
  ...given,
});
const killed = autopsyOf(mutant('rule.other'), exhibits({ observed: observed(true, false, true) }));
const survivor = autopsyOf(mutant('rule.other'), exhibits());
const unseen = autopsyOf(mutant('rule.other'), exhibits({ broken: 'BROKEN: disk full' }));
const notGreen = (outcome: string) => ({
  cases: 3,
  starts: 3,
  ms: 1,
  notGreen: [{ id: 'x', outcome, observed: '' }],
});

test.each([
  [0, result({ mutants: [killed] })],
  [1, result({ mutants: [killed, survivor] })],
  [4, result({ mutants: [killed, unseen] })],
  [1, result({ mutants: [unseen, survivor] })],
  [1, result({ honest: notGreen('fail') })],
  [4, result({ honest: notGreen('untestable') })],
  [4, result({ honest: notGreen('error') })],
] as const)('exit code %i', (code, given) => {
  expect(exitCodeOf(given)).toBe(code);
  expect(inWords(given)).toContain(`exit code ${code}`);
});
