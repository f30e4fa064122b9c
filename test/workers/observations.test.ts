/** Tests how cases that no worker could observe are reported. */
import { expect, it } from 'vitest';
import type { TestCase } from 'vitest/node';
import type { JournalObservation, Lost } from '../../src/model/journal.ts';
import type { PlannedStart } from '../../src/plan/plan.ts';
import { Observations } from '../../src/workers/observations.ts';

const plans = [
  { key: 'one', cases: ['a', 'b'] },
  { key: 'two', cases: ['c'] },
  { key: 'three', cases: ['d'] },
] as unknown as readonly PlannedStart[];

const silent = { begin() {}, caseObserved() {}, startObserved() {}, note() {} };

const newObservations = (): Observations => {
  const observations = new Observations(silent, plans, () => {});
  observations.writeTo({ path: '', observation() {}, end() {} });
  return observations;
};

const result = (name: string, meta: { observed?: JournalObservation; lost?: Lost; seen?: true }): TestCase =>
  ({ name, meta: () => meta }) as unknown as TestCase;
const line = (start: string): { observed: JournalObservation } => ({
  observed: { start } as JournalObservation,
});
const failedProof: Lost = { code: 'TAP_DISHONEST', message: 'a tap lied', cases: [] };
const noModules: never[] = [];
const workerError = (message: string): Error =>
  new Error('[vitest-pool]: Worker threads emitted error.', { cause: new Error(message) });

it('loses nothing where every start has its line', () => {
  const observations = newObservations();
  for (const { key, cases } of plans) observations.onTestCaseResult(result(cases[0]!, line(key)));
  observations.onTestRunEnd(noModules, []);
  expect(observations.lost()).toEqual([]);
});

it('counts a case as observed when its start was', () => {
  const counted: string[] = [];
  const progress = { ...silent, caseObserved: (id: string) => void counted.push(id) };
  const observations = new Observations(progress, plans, () => {});
  observations.onTestCaseResult(result('a', { ...line('one'), seen: true }));
  // Ended by an interruption: it has neither an observation nor a reason.
  observations.onTestCaseResult(result('c', {}));
  expect(counted).toEqual(['a']);
});

it('keeps what is observed before there is a journal, and writes it first', () => {
  const observations = new Observations(silent, plans, () => {});
  const written: string[] = [];
  observations.onTestCaseResult(result('a', line('one')));
  observations.onTestCaseResult(result('c', line('two')));
  expect(written).toEqual([]);
  observations.writeTo({ path: '', observation: ({ start }) => void written.push(start), end() {} });
  observations.onTestCaseResult(result('d', line('three')));
  expect(written).toEqual(['one', 'two', 'three']);
  observations.onTestRunEnd(noModules, []);
  expect(observations.lost()).toEqual([]);
});

it('gives each reason once, with all cases lost by it', () => {
  const observations = newObservations();
  observations.onTestCaseResult(result('a', { lost: { ...failedProof, cases: ['a', 'b'] } }));
  observations.onTestCaseResult(result('b', { lost: { ...failedProof, cases: ['a', 'b'] } }));
  observations.onTestCaseResult(result('c', { lost: { ...failedProof, cases: ['c'] } }));
  observations.onTestCaseResult(result('d', line('three')));
  observations.onTestRunEnd(noModules, []);
  expect(observations.lost()).toEqual([{ ...failedProof, cases: ['a', 'b', 'c'] }]);
});

it('takes back what was written when the instruments are found dishonest after it', () => {
  const observations = newObservations();
  for (const { key, cases } of plans.slice(0, 2)) {
    observations.onTestCaseResult(result(cases[0]!, line(key)));
  }
  observations.onTestCaseResult(result('d', { lost: { ...failedProof, cases: ['a', 'b', 'c', 'd'] } }));
  expect(observations.lost()).toEqual([{ ...failedProof, cases: ['a', 'b', 'c', 'd'] }]);
});

it.each([
  ['Worker terminated due to reaching memory limit: JS heap out of memory', 'WORKER_MEMORY'],
  ['Worker exited unexpectedly with exit code 7 during started state while running x.ts', 'WORKER_LOST'],
])('a worker that has gone: %s', (message, code) => {
  const observations = newObservations();
  observations.onTestCaseResult(result('a', line('one')));
  observations.onTestRunEnd(noModules, [workerError(message)]);
  const [lost, ...others] = observations.lost();
  expect(lost).toMatchObject({ code, cases: ['c', 'd'] });
  expect(lost?.message).toContain(message.split(' during')[0]);
  expect(lost?.message).not.toMatch(/vitest|x\.ts/);
  expect(others).toEqual([]);
});

it('a file of the suite that does not load', () => {
  const observations = newObservations();
  observations.onTestRunEnd([{ errors: () => [new Error('no catalogue')] }], []);
  expect(observations.lost()).toEqual([
    {
      code: 'SUITE_ERROR',
      message: 'the suite itself failed in a worker: no catalogue',
      cases: ['a', 'b', 'c', 'd'],
    },
  ]);
});

it('an error in a worker that goes on is reported, and loses no case', () => {
  const observations = newObservations();
  for (const { key, cases } of plans) observations.onTestCaseResult(result(cases[0]!, line(key)));
  observations.onTestRunEnd(noModules, [new Error('oops')]);
  expect(observations.lost()).toMatchObject([{ code: 'SUITE_ERROR', cases: [] }]);
});

it('the end of the run is the reason for every lost case without another reason', () => {
  const observations = newObservations();
  observations.onTestCaseResult(result('a', { lost: { ...failedProof, cases: ['a', 'b'] } }));
  observations.onTestRunEnd(noModules, []);
  const ended: Lost = { code: 'SUITE_ERROR', message: 'boom', cases: [] };
  expect(observations.lost(ended)).toEqual([
    { ...failedProof, cases: ['a', 'b'] },
    { ...ended, cases: ['c', 'd'] },
  ]);
});

it('says so where nothing says why', () => {
  const observations = newObservations();
  observations.onTestRunEnd(noModules, []);
  expect(observations.lost()).toMatchObject([{ code: 'WORKER_LOST', cases: ['a', 'b', 'c', 'd'] }]);
});
