/** Tests how the benchmark reads stages, cases and processes of starts from a journal. */
import { expect, test } from 'vitest';
import type { JournalObservation } from '../../../src/model/journal.ts';
import type { Observation, ServiceObservation } from '../../../src/model/observation.ts';
import { countCases, journalFigures } from '../../../tools/bench/from-journal.ts';
import { observation } from '../../judge/tiny.ts';

const service = (boot: ServiceObservation['boot']): ServiceObservation => ({
  boot,
  output: { bytes: 0, tail: [], errors: [], errorsName: [], secrets: [] },
  listeners: {},
  environment: {},
});

const line = (
  services: Record<string, ServiceObservation>,
  more: Partial<JournalObservation> = {},
  seen: Partial<Observation> = {},
): JournalObservation => ({
  type: 'observation',
  start: 'key',
  cases: ['a/b/c'],
  attempts: [],
  timings: { start: 500, probe: 300, settle: 120, stop: 40 },
  ...more,
  observation: observation({}, { services, ...seen }),
});

const stagesOf = (lines: JournalObservation[]) => journalFigures(lines).starts.map(({ stages }) => stages);

test('the stages of a start add up to the whole of it', () => {
  const services = { a: service({ outcome: 'ready', ms: 100 }), b: service({ outcome: 'ready', ms: 250 }) };
  expect(stagesOf([line(services)])).toEqual([
    { arrange: 150, start: 350, look: 180, settle: 120, stop: 40 },
  ]);
});

test('the stages of a start that took no time to arrange begin with it', () => {
  const timings = { start: 500, probe: 300, settle: 0, stop: 40 };
  expect(stagesOf([line({ a: service({ outcome: 'ready', ms: 600 }) }, { timings })])).toEqual([
    { arrange: 0, start: 500, look: 300, settle: 0, stop: 40 },
  ]);
});

test('processes are counted with those of a restart, and repeated starts are counted', () => {
  const { counts } = journalFigures([
    line({
      a: service({ outcome: 'ready', ms: 1 }),
      b: service({ outcome: 'exited', ms: 1, code: 1, signal: null }),
    }),
    line(
      { a: service({ outcome: 'hung', ms: 1 }) },
      { start: 'other', cases: ['d/e/f', 'd/e/g'], attempts: [{ code: 'WATCH_GAP', message: '' }] },
    ),
    line(
      { a: service({ outcome: 'ready', ms: 1 }) },
      { start: 'third', cases: ['h/i/j'] },
      { restart: { ready: true, newCertificate: true } },
    ),
  ]);
  expect(counts).toEqual({
    ...{ cases: 4, starts: 3, repeated: 1, processes: 5 },
    outcomes: { ready: 3, exited: 1, hung: 1 },
  });
});

test('a second reading belongs to its start: the time of both, the cases once', () => {
  const services = { a: service({ outcome: 'ready', ms: 100 }) };
  const { counts, starts } = journalFigures([line(services), line(services, { reading: 'calm' })]);
  expect(counts).toMatchObject({ cases: 1, starts: 2, repeated: 1 });
  expect(starts).toEqual([
    {
      ...{ key: 'key', cases: ['a/b/c'], services: ['a'] },
      stages: { arrange: 800, start: 200, look: 360, settle: 240, stop: 80 },
    },
  ]);
});

test('cases are counted in a journal of another version', () => {
  const lines = [
    { type: 'header', schemaVersion: 99 },
    { type: 'observation', cases: ['a', 'b'] },
    { type: 'observation', cases: ['b', 'c'] },
  ];
  expect(countCases(lines.map((one) => `${JSON.stringify(one)}\n`).join(''))).toBe(3);
});
