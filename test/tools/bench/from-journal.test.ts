/** Tests how the benchmark reads stages and processes of a start from a journal. */
import { expect, test } from 'vitest';
import type { JournalObservation } from '../../../src/model/journal.ts';
import type { Observation, ServiceObservation } from '../../../src/model/observation.ts';
import { journalFigures } from '../../../tools/bench/from-journal.ts';
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

test('the stages of a start add up to the whole of it', () => {
  const { stages } = journalFigures([
    line({ a: service({ outcome: 'ready', ms: 100 }), b: service({ outcome: 'ready', ms: 250 }) }),
  ]);
  expect(stages).toEqual([{ arrange: 150, start: 350, look: 180, settle: 120, stop: 40 }]);
});

test('the stages of a start that took no time to arrange begin with it', () => {
  const { stages } = journalFigures([
    line(
      { a: service({ outcome: 'ready', ms: 600 }) },
      { timings: { start: 500, probe: 300, settle: 0, stop: 40 } },
    ),
  ]);
  expect(stages).toEqual([{ arrange: 0, start: 500, look: 300, settle: 0, stop: 40 }]);
});

test('processes are counted with those of a restart, and repeated starts are counted', () => {
  const { counts, repeated } = journalFigures([
    line({
      a: service({ outcome: 'ready', ms: 1 }),
      b: service({ outcome: 'exited', ms: 1, code: 1, signal: null }),
    }),
    line({ a: service({ outcome: 'hung', ms: 1 }) }, { attempts: [{ code: 'WATCH_GAP', message: '' }] }),
    line({ a: service({ outcome: 'ready', ms: 1 }) }, {}, { restart: { ready: true, newCertificate: true } }),
  ]);
  expect(counts).toEqual({ starts: 3, processes: 5, outcomes: { ready: 3, exited: 1, hung: 1 } });
  expect(repeated).toBe(1);
});
