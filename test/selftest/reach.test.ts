/** Tests which cases judge a mutant, which further cases those need, and which starts are made with the mutant. */
import { expect, test } from 'vitest';
import { planStarts } from '../../src/plan/plan.ts';
import { loadRelease } from '../../src/release/load.ts';
import { judgedCases, reachedBy } from '../../src/selftest/reach.ts';
import { neededCases } from '../../src/plan/needed-cases.ts';
import { catalogueFor } from '../../suites/catalogue.ts';

const release = loadRelease('reference');
const { cases } = catalogueFor(release);
const byId = new Map(cases.map((one) => [one.id, one]));
const plans = planStarts(cases, release);

test('without a scope, or when all is asked for, every case judges', () => {
  expect(judgedCases({}, cases, false)).toHaveLength(cases.length);
  expect(judgedCases({ scope: ['ca.*/clients/*'] }, cases, true)).toHaveLength(cases.length);
});

test('a scope is a list of globs over whole ids', () => {
  const judged = judgedCases({ scope: ['ca.*/clients/*', 'grpc.rotation/*/*'] }, cases, false);
  expect(new Set(judged.map(({ rule }) => rule))).toContain('grpc.rotation');
  expect(judged.every(({ id }) => /^(ca\.[a-z-]+\/clients\/|grpc\.rotation\/)/.test(id))).toBe(true);
});

test('what a case is judged against is needed with it', () => {
  const red = byId.get('ca.trusts-only-those/http-adapter/expired')!;
  const needed = neededCases([red], byId);
  expect(needed).toContain(red.control!.case);
  expect(needed).toContain(red.plain);
  expect(needed).not.toContain('ca.trusts-only-those/http-adapter/wrong-name');
});

test('an assertion over other cases needs them all', () => {
  const over = byId.get('server.secret-stays-secret/users.http/all-rows-above')!;
  expect(over.over!.every((id) => neededCases([over], byId).has(id))).toBe(true);
});

test('only starts that passed the fault point are made of a mutant', () => {
  const [first, second] = plans;
  const passed = new Map([
    [first!.key, new Set(['one-fault', 'another'])],
    [second!.key, new Set(['another'])],
  ]);
  expect(reachedBy({ name: 'one-fault' }, plans, (key) => passed.get(key))).toEqual([first]);
});
