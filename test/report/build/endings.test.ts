/** Tests how a run with reruns has ended. */
import { expect, test } from 'vitest';
import type { JournalFooter, JournalLine, Lost } from '../../../src/model/journal.ts';
import { endOfAll, notRunBecause } from '../../../src/report/build/endings.ts';

const footer = (rest: Partial<JournalFooter> = {}): JournalFooter => ({
  ...{
    type: 'footer',
    finished: '2026-01-01T00:00:00.000Z',
    ms: 5,
    complete: true,
    interrupted: null,
    lost: [],
  },
  ...rest,
});
const ended = footer();
const interrupted = footer({ complete: false, interrupted: 'SIGINT' });
const lost = (...all: Lost[]): JournalFooter => footer({ complete: false, lost: all });
/** The footer of each; none where it was killed. */
const endOf = (missing: string[], ...footers: (JournalFooter | undefined)[]) => {
  const [run = [], ...reruns] = footers.map((one): JournalLine[] => (one ? [one] : []));
  return endOfAll(
    run,
    reruns.map((lines, at) => ({ name: `rerun-${at + 1}.ndjson`, lines })),
    missing,
  );
};

test('the last one decides how it ended', () => {
  expect(endOf([], ended)).toMatchObject({ complete: true, interrupted: null, ms: 5 });
  expect(endOf([], ended, interrupted)).toMatchObject({ complete: false, interrupted: 'SIGINT' });
  expect(endOf([], ended, undefined)).toMatchObject({ complete: false, interrupted: null, ms: null });
  expect(endOf([], ended, undefined, ended)).toMatchObject({ complete: true });
  expect(endOf([], ended, ended)).toMatchObject({ complete: true, ms: 10 });
});

test('a run that was ended early is whole when reruns have observed the rest', () => {
  for (const first of [interrupted, undefined]) {
    expect(endOf([], first, ended)).toMatchObject({ complete: true, interrupted: null });
    expect(endOf(['one'], first, ended)).toMatchObject({ complete: false, interrupted: null });
  }
});

test('cases that were lost are lost no more when a rerun has observed them', () => {
  const worker = { code: 'WORKER', message: 'ended', cases: ['one', 'two'] };
  expect(endOf(['one', 'two'], lost(worker)).lost).toEqual([worker]);
  expect(endOf(['two'], lost(worker), ended).lost).toEqual([{ ...worker, cases: ['two'] }]);
  expect(endOf([], lost(worker), ended)).toMatchObject({ lost: [], complete: true });
  // What was lost in the last one counts whole.
  expect(endOf([], ended, lost(worker)).lost).toEqual([worker]);
});

test('an error of the suite that took no case with it cannot be observed again', () => {
  const error = { code: 'UNCAUGHT', message: 'x', cases: [] };
  expect(endOf([], lost(error), ended).lost).toEqual([error]);
});

test('cases that were never executed keep the reason of the journal that ended early', () => {
  expect(notRunBecause(['one'], [[interrupted], [ended]])).toMatchObject([
    { code: 'INTERRUPTED', cases: ['one'] },
  ]);
  expect(notRunBecause(['one'], [[], [ended]])).toMatchObject([{ code: 'NO_END', cases: ['one'] }]);
  expect(notRunBecause(['one'], [[ended]])).toMatchObject([{ code: 'NO_LINE', cases: ['one'] }]);
});
