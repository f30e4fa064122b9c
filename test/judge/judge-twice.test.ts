/** Tests the outcome of a case that was observed twice or on a machine that was too busy. */
import { expect, it } from 'vitest';
import { judge } from '../../src/judge/judge.ts';
import type { Observation } from '../../src/model/observation.ts';
import { down, observation, oneCase, whole, observedFrom, type TinyFacts } from './tiny.ts';

const { id, control, premise, kept, fine } = whole;
const one = oneCase(id, whole.given);
const dead = observation({}, { services: { users: down } });

interface Row {
  name: string;
  facts: TinyFacts;
  around?: Record<string, Observation>;
  own?: Partial<Observation>;
  outcome: string;
  code: string;
}

const rows: Row[] = [
  // Two readings that differ count as no reading.
  {
    name: 'read twice with different results, once absent',
    facts: { ...kept, good: false },
    own: { unstable: [id] },
    outcome: 'untestable',
    code: 'UNSTABLE',
  },
  {
    name: 'read twice with different results, and once the forbidden was seen',
    facts: { ...kept, bad: true },
    own: { unstable: [id] },
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
  },
  {
    name: 'another case of the start was read twice with different results',
    facts: kept,
    own: { unstable: ['a.rule/users/another'] },
    outcome: 'pass',
    code: 'KEPT',
  },
  // A machine that is too busy excuses nothing that was seen, and shows nothing that was not.
  {
    name: 'required absent on a busy machine',
    facts: { ...kept, good: false },
    own: { busy: 'waited 9 s for a CPU' },
    outcome: 'untestable',
    code: 'BUSY',
  },
  {
    name: 'everything as promised on a busy machine',
    facts: kept,
    own: { busy: 'waited 9 s for a CPU' },
    outcome: 'untestable',
    code: 'BUSY',
  },
  {
    name: 'forbidden seen on a busy machine',
    facts: { ...kept, bad: true },
    own: { busy: 'waited 9 s for a CPU' },
    outcome: 'fail',
    code: 'FORBIDDEN_SEEN',
  },
  {
    name: 'busy, and the plain start that was made again failed for it',
    facts: { ...kept, good: false },
    own: { busy: 'waited 9 s for a CPU', premise: { holds: false, detail: 'hung' } },
    outcome: 'untestable',
    code: 'BUSY',
  },
  {
    name: 'the plain start failed on a busy machine',
    facts: kept,
    around: { ...fine, 'plain/users/start': { ...dead, busy: 'waited 9 s for a CPU' } },
    outcome: 'untestable',
    code: 'BUSY',
  },
  {
    name: 'the plain start failed on a busy machine, and held when it was made again',
    facts: kept,
    around: { ...fine, 'plain/users/start': { ...dead, busy: 'waited 9 s for a CPU' } },
    own: { premise: { holds: true, detail: 'ready after 90 ms' } },
    outcome: 'pass',
    code: 'KEPT',
  },
  {
    name: 'the control was observed on a busy machine',
    facts: kept,
    around: { ...fine, [control.case]: observation({ effect: false }, { busy: 'waited 9 s for a CPU' }) },
    outcome: 'untestable',
    code: 'BUSY',
  },
  {
    name: 'the premise was observed on a busy machine',
    facts: kept,
    around: { ...fine, [premise.case]: observation({ holds: false }, { busy: 'waited 9 s for a CPU' }) },
    outcome: 'untestable',
    code: 'BUSY',
  },
  {
    name: 'required absent, and a busy machine left open whether the setting has an effect',
    facts: { ...kept, good: false },
    around: { ...fine, [control.case]: observation({ effect: false }, { busy: 'waited 9 s for a CPU' }) },
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
  },
];

it.each(rows)('$name: $outcome', ({ facts, around, own, outcome, code }) => {
  const verdict = judge(one, observedFrom({ ...(around ?? fine), [id]: observation(facts, own) }));
  expect(verdict).toMatchObject({ outcome, code });
  if (code === 'BUSY') expect(verdict.observed).toContain('waited 9 s for a CPU');
});
