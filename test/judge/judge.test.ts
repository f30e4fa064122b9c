/** Tests which outcome, code and cause the judge gives a case by its checks, its control and its plain start. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Case } from '../../suites/vocabulary.ts';
import {
  down,
  fact,
  observation,
  oneCase,
  service,
  up,
  whole,
  observedFrom,
  type TinyFacts,
} from './tiny.ts';

const { id, control, premise, given: full, kept, fine } = whole;

interface Row {
  name: string;
  facts: TinyFacts;
  /** In place of `fine`. */
  around?: Record<string, Observation>;
  given?: Partial<Case>;
  own?: Partial<Observation>;
  without?: 'control';
  outcome: string;
  code: string;
  cause?: string;
}

const broken = { infrastructure: { code: 'DISK', message: 'full' } };
const dead = observation({}, { services: { users: down } });

const rows: Row[] = [
  { name: 'everything as promised', facts: kept, outcome: 'pass', code: 'KEPT' },
  { name: 'not neat', facts: { ...kept, neat: false }, outcome: 'non-strict', code: 'NOT_STRICT' },
  // Step 1: the infrastructure or the plain start is broken, whatever else was seen.
  {
    name: 'could not be arranged, though the forbidden was seen',
    facts: { ...kept, bad: true },
    own: broken,
    outcome: 'error',
    code: 'INFRASTRUCTURE',
  },
  {
    name: 'plain start failed, though the forbidden was seen',
    facts: { ...kept, bad: true },
    around: { 'plain/users/start': dead },
    outcome: 'error',
    code: 'PLAIN_START_FAILED',
  },
  {
    name: 'plain start became ready and ended later',
    facts: kept,
    around: {
      'plain/users/start': observation(
        {},
        {
          services: {
            users: service({ outcome: 'ready', ms: 1 }, { endedLater: { code: 0, signal: null, ms: 9 } }),
          },
        },
      ),
    },
    outcome: 'error',
    code: 'PLAIN_START_FAILED',
  },
  {
    name: 'plain start does not carry its message',
    facts: kept,
    around: {
      'plain/users/start': observation(
        {},
        {
          services: { users: up },
          messages: [
            {
              ...{ adapter: 'http-adapter', attempt: 'right-secret', phase: 'as-started' },
              ...{ outcome: 'refused', detail: 'HTTP 401', ms: 3 },
            },
          ],
        },
      ),
    },
    outcome: 'error',
    code: 'PLAIN_START_FAILED',
  },
  {
    name: 'plain start held once, but not when it was made again',
    facts: { ...kept, good: false },
    own: { premise: { holds: false, detail: 'the broker is gone' } },
    outcome: 'error',
    code: 'PLAIN_START_FAILED',
  },
  // Step 3 before step 2: what was seen was seen, though another fact was not observed.
  {
    name: 'forbidden seen, required not observed',
    facts: { bad: true },
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
  },
  // Step 2
  {
    name: 'forbidden not observed',
    facts: { good: true, neat: true },
    outcome: 'untestable',
    code: 'NOT_OBSERVED',
  },
  {
    name: 'required not observed',
    facts: { bad: false, neat: true },
    outcome: 'untestable',
    code: 'NOT_OBSERVED',
  },
  {
    name: 'strict not observed',
    facts: { bad: false, good: true },
    outcome: 'untestable',
    code: 'NOT_OBSERVED',
  },
  // A fact that was seen decides before one that was not.
  {
    name: 'required absent, forbidden not observed',
    facts: { good: false, neat: true },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
  },
  {
    name: 'required absent, another required one not observed',
    facts: { bad: false, good: false, neat: true },
    given: { must: [fact('unseen'), fact('good')] },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
  },
  {
    name: 'strict fallen short of, required not observed',
    facts: { bad: false, neat: false },
    outcome: 'untestable',
    code: 'NOT_OBSERVED',
  },
  {
    name: 'required not observed under a red premise',
    facts: { bad: false, neat: true },
    around: { ...fine, [premise.case]: observation({ holds: false }) },
    outcome: 'moot',
    code: 'PREMISE_RED',
    cause: premise.case,
  },
  {
    name: 'required absent, premise not observed',
    facts: { ...kept, good: false },
    around: { [control.case]: observation({ effect: true }) },
    outcome: 'untestable',
    code: 'CONTROL_NOT_OBSERVED',
  },
  // Step 3 before step 4
  {
    name: 'forbidden seen under a red premise',
    facts: { ...kept, bad: true },
    around: { ...fine, [premise.case]: observation({ holds: false }) },
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
  },
  // Step 4 before step 5
  {
    name: 'required absent under a red premise',
    facts: { ...kept, good: false },
    around: { ...fine, [premise.case]: observation({ holds: false }) },
    outcome: 'moot',
    code: 'PREMISE_RED',
    cause: premise.case,
  },
  {
    name: 'premise not observed',
    facts: kept,
    around: { [control.case]: observation({ effect: true }) },
    outcome: 'untestable',
    code: 'CONTROL_NOT_OBSERVED',
  },
  // Step 5 before step 6
  {
    name: 'required absent, control not observed',
    facts: { ...kept, good: false },
    around: { [premise.case]: observation({ holds: true }) },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
  },
  {
    name: 'required absent, and the setting has no effect',
    facts: { ...kept, good: false },
    around: { ...fine, [control.case]: observation({ effect: false }) },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
    cause: control.case,
  },
  {
    name: 'required absent, and the setting has an effect',
    facts: { ...kept, good: false },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
  },
  {
    name: 'forbidden seen, and the setting has no effect',
    facts: { ...kept, bad: true },
    around: { ...fine, [control.case]: observation({ effect: false }) },
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
    cause: control.case,
  },
  // Step 6
  {
    name: 'control not observed',
    facts: kept,
    around: { [premise.case]: observation({ holds: true }) },
    outcome: 'untestable',
    code: 'CONTROL_NOT_OBSERVED',
  },
  {
    name: 'control could not be arranged',
    facts: kept,
    around: { ...fine, [control.case]: observation({ effect: true }, broken) },
    outcome: 'untestable',
    code: 'CONTROL_NOT_OBSERVED',
  },
  {
    name: 'the setting has no effect',
    facts: kept,
    around: { ...fine, [control.case]: observation({ effect: false }) },
    outcome: 'moot',
    code: 'NO_EFFECT',
    cause: control.case,
  },
  {
    name: 'not neat, and the setting has no effect',
    facts: { ...kept, neat: false },
    around: { ...fine, [control.case]: observation({ effect: false }) },
    outcome: 'moot',
    code: 'NO_EFFECT',
    cause: control.case,
  },
  // Step 7, without a control
  { name: 'no control is needed', facts: kept, without: 'control', outcome: 'pass', code: 'KEPT' },
  // The case itself shows the missing effect: a case is never its own cause.
  {
    name: 'the case itself shows the missing effect',
    facts: { ...kept, good: false, effect: false },
    given: { effect: { case: id, shows: fact('effect') } },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
  },
  // An assertion over other cases
  {
    name: 'forbidden seen in another case',
    facts: kept,
    given: { over: ['b', 'c'] },
    around: { ...fine, b: observation(kept), c: observation({ ...kept, bad: true }) },
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
  },
  {
    name: 'another case could not be arranged, or was not executed',
    facts: kept,
    given: { over: ['b', 'missing'] },
    around: { ...fine, b: observation({}, broken) },
    outcome: 'pass',
    code: 'KEPT',
  },
];

describe('judge', () => {
  it.each(rows)('$name: $outcome', ({ facts, around, given, own, without, outcome, code, cause }) => {
    const one = oneCase(id, { ...full, ...given });
    if (without) delete one[without];
    const verdict = judge(one, observedFrom({ ...(around ?? fine), [id]: observation(facts, own) }));
    expect(verdict).toMatchObject({ outcome, code });
    expect(verdict.cause).toBe(cause);
  });

  it('says what was expected and what was found', () => {
    const verdict = judge(
      oneCase(id, full),
      observedFrom({ ...fine, [id]: observation({ ...kept, good: false }) }),
    );
    expect(verdict.expected).toBe('good; neat; never: bad');
    expect(verdict.observed).toBe('not so: good: good is false');
  });
});
