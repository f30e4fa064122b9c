/** Lines of journals about two cases, of which one rests on the other, for tests of what counts. */
import type { JournalObservation } from '../../../src/model/journal.ts';
import type { Observation } from '../../../src/model/observation.ts';
import type { Case, Check } from '../../../suites/vocabulary.ts';
import { observation, tinyFact } from '../../judge/tiny.ts';

const kept: Check = {
  fact: 'kept',
  says: 'it holds',
  holds: (o) => tinyFact(o, 'holds') as boolean | undefined,
  found: () => 'seen',
};
export const caseOf = (id: string): Case => ({
  ...{
    id,
    rule: 'a.rule',
    scope: 'page',
    section: 'server',
    level: 'must',
    basis: 'explicit',
    subject: 'users',
  },
  ...{ condition: id, naming: 'documented', start: { services: ['users'], settings: {}, probes: [] } },
  ...{ expects: 'ready', plain: 'plain', never: [], must: [kept], should: [], risk: 'weaker' },
});
export const cases = new Map(['plain', 'one'].map((id) => [id, caseOf(id)]));

export const seen = (holds: boolean | undefined, rest: Partial<Observation> = {}): Observation =>
  observation(holds === undefined ? {} : { holds }, rest);
export const line = (id: string, observed: Observation, reading?: 'calm'): JournalObservation => ({
  type: 'observation',
  ...(reading && { reading }),
  ...{
    start: id,
    cases: [id],
    observation: observed,
    attempts: [],
    timings: { start: 0, probe: 0, settle: 0, stop: 0 },
  },
});

export const broken = seen(undefined, { infrastructure: { code: 'X', message: 'y' } });
export const busy = seen(undefined, { busy: 'very' });
