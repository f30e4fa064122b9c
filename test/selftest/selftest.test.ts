/** Tests what the selftest reports when it ends, is interrupted, or fails. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { planStarts } from '../../src/plan/plan.ts';
import type { Autopsy } from '../../src/selftest/kill.ts';
import type { Laboratory, Seen } from '../../src/selftest/laboratory.ts';
import { selftest, type SelftestProgress } from '../../src/selftest/selftest.ts';
import { fact, noNames, observation, oneCase, up } from '../judge/tiny.ts';

const plain = oneCase('plain/users/start', { must: [fact('ready')] });
const cases = ['quick', 'slow'].map((name) =>
  oneCase(`rule.${name}/users/set`, {
    must: [fact(name)],
    start: { services: ['users'], settings: {}, environment: { NAME: name }, probes: [] },
  }),
);
const plans = planStarts([plain, ...cases], noNames);
const mutants: Mutant[] = ['quick', 'slow'].map((name) => ({ name, what: name, rules: [`rule.${name}`] }));

const seen = (mutant: string | null): Seen => ({
  observation: observation(
    { ready: true, quick: mutant !== 'quick', slow: mutant !== 'slow' },
    { services: { users: up } },
  ),
  passed: new Set(['quick', 'slow']),
  ms: 1,
});

/** A laboratory; `never`: its work on this mutant, or on the reference, ends only when the signal aborts it. */
const laboratory = (never: string | null | undefined): Laboratory => ({
  cases: [plain, ...cases],
  plans,
  proveAgain: async () => {},
  observe: async (plan, mutant, signal) => {
    if (mutant === never && plan.cases[0] !== plain.id) await sleep(60_000, undefined, { signal });
    return seen(mutant);
  },
  [Symbol.asyncDispose]: async () => {},
});

const progress = (reported: Partial<SelftestProgress>): SelftestProgress => ({
  honest: () => {},
  begin: () => {},
  start: () => {},
  mutant: () => {},
  ...reported,
});
const options = { mutants, all: true, jobs: 4 };

test('reports every mutant when nothing interrupts it', async () => {
  const result = await selftest(laboratory(undefined), options, progress({}), new AbortController().signal);
  expect(result).toMatchObject({ complete: true, honest: { cases: 3, notGreen: [] } });
  expect(result.mutants.map(({ name, fate }) => [name, fate])).toEqual([
    ['quick', 'killed'],
    ['slow', 'killed'],
  ]);
});

test('reports the decided mutants when it is interrupted among the mutants', async () => {
  const abort = new AbortController();
  const reported: Autopsy[] = [];
  const listening = progress({
    mutant: (autopsy) => {
      reported.push(autopsy);
      abort.abort();
    },
  });
  const result = await selftest(laboratory('slow'), options, listening, abort.signal);
  expect(reported.map(({ name }) => name)).toEqual(['quick']);
  expect(result.mutants).toEqual(reported);
  expect(result).toMatchObject({ complete: false, honest: { cases: 3, notGreen: [] } });
});

test('reports no case that was not observed when it is interrupted at the reference', async () => {
  const abort = new AbortController();
  const result = await selftest(
    laboratory(null),
    options,
    progress({ honest: () => abort.abort() }),
    abort.signal,
  );
  expect(result).toMatchObject({ complete: false, honest: { cases: 1, notGreen: [] }, mutants: [] });
});

test('what fails for another reason is no interruption', async () => {
  const broken = {
    ...laboratory(undefined),
    observe: async () => Promise.reject(new Error('the disk is full')),
  };
  await expect(selftest(broken, options, progress({}), new AbortController().signal)).rejects.toThrow(
    'the disk is full',
  );
});
