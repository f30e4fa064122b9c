/** Tests which finding, risk and root cause a judged case gets, under the page's names and under the release's. */
import { describe, expect, it, test } from 'vitest';
import { findingOf, riskOf, rootCauseOf } from '../../src/judge/findings.ts';
import { judge, type Verdict } from '../../src/judge/judge.ts';
import type { ReleaseNames } from '../../suites/naming.ts';
import type { Case } from '../../suites/vocabulary.ts';
import {
  down,
  fact,
  noNames,
  observation,
  oneCase,
  service,
  up,
  observedFrom,
  type TinyFacts,
} from './tiny.ts';

const id = 'a.rule/users/condition';
const controlId = 'a.rule/users/control';
const shows = (at: string) => ({ case: at, shows: fact('effect') });
const settings = { 'users.db.mode': 'required' };

/** The case, its control, and the twins of both where the release spells things otherwise. */
const finding = (given: {
  /** Effects as seen: of the control, and of the control's twin. */
  effect: boolean | undefined;
  twin?: boolean | undefined;
  facts: TinyFacts;
  naming?: Case['naming'];
  names?: ReleaseNames;
  ownTwin?: boolean;
  /** Facts of the case's own twin. */
  twinFacts?: TinyFacts;
  noEffectNotion?: true;
  settings?: Record<string, string>;
}): string | undefined => {
  const start = { services: ['users'] as const, settings: given.settings ?? settings, probes: [] };
  const suffix = given.naming === 'release' ? '@release' : '';
  const own = oneCase(id + suffix, {
    start,
    must: [fact('good')],
    should: [fact('neat')],
    ...(!given.noEffectNotion && { control: shows(controlId + suffix) }),
  });
  const twins = given.twin === undefined ? [] : [oneCase(`${controlId}@release`, { start })];
  if (given.ownTwin) {
    const control = shows(`${controlId}@release`);
    twins.push(oneCase(`${id}@release`, { start, control, must: [fact('good')] }));
  }
  const cases = [own, oneCase(controlId, { start }), ...twins];
  const seen = (effect: boolean | undefined) => observation(effect === undefined ? {} : { effect });
  const observed = observedFrom({
    [own.id]: observation({ neat: true, ...given.facts }),
    [controlId]: seen(given.effect),
    ...(given.twinFacts && { [`${id}@release`]: observation(given.twinFacts) }),
    ...(given.twin !== undefined && { [`${controlId}@release`]: seen(given.twin) }),
    ...(given.naming === 'release' && { [`${controlId}@release`]: seen(given.effect) }),
  });
  return findingOf(own, judge(own, observed), {
    observed,
    cases: new Map(cases.map((one) => [one.id, one])),
    names: given.names ?? noNames,
  });
};

const kept = { good: true };
const red = { good: false };
const otherName: ReleaseNames = { ...noNames, settings: { 'users.db.mode': 'SMQ_USERS_SSL' } };
const otherPrefix: ReleaseNames = { ...noNames, settings: { 'users.db.mode': 'MG_USERS_DB_SSL_MODE' } };
const otherValue: ReleaseNames = { ...noNames, values: { 'users.db.mode': { required: 'require' } } };
const prefixAndValue: ReleaseNames = { ...otherPrefix, ...{ values: otherValue.values } };

/** The same under either names. */
const whereItIsRead = [
  ['kept', { effect: true, facts: kept }, 'conforms'],
  ['kept, not strictly', { effect: true, facts: { ...kept, neat: false } }, 'deviates'],
  ['broken, the setting has an effect', { effect: true, facts: red }, 'deviates'],
] as const;

describe("findingOf under the page's names", () => {
  it.each([
    ...whereItIsRead,
    [
      'broken, without any effect to speak of',
      { effect: false, facts: red, noEffectNotion: true },
      'deviates',
    ],
    ['no effect, and no other names', { effect: false, facts: red }, 'ignored'],
    ['moot, and no other names', { effect: false, facts: kept }, 'ignored'],
    ['no effect under either', { effect: false, twin: false, facts: red, names: otherName }, 'ignored'],
    ['other names have it', { effect: false, twin: true, facts: red, names: otherName }, 'renamed'],
    ['moot, other names have it', { effect: false, twin: true, facts: kept, names: otherName }, 'renamed'],
    [
      'its own twin has it',
      { effect: false, twin: true, ownTwin: true, facts: red, names: otherName },
      'renamed',
    ],
    [
      'another prefix has it',
      { effect: false, twin: true, facts: red, names: otherPrefix },
      'renamed prefix',
    ],
    ['another value has it', { effect: false, twin: true, facts: red, names: otherValue }, 'renamed value'],
    ['another prefix and value', { effect: false, twin: true, facts: red, names: prefixAndValue }, 'renamed'],
    ['an effect that was not observed is no missing one', { effect: undefined, facts: red }, 'deviates'],
    [
      'another value is read, and the other word for this one is understood',
      { effect: true, twin: true, ownTwin: true, twinFacts: kept, facts: red, names: otherValue },
      'renamed value',
    ],
    [
      'the other word is not kept to either',
      { effect: true, twin: true, ownTwin: true, twinFacts: red, facts: red, names: otherValue },
      'deviates',
    ],
    [
      'other names are no excuse where these have an effect',
      { effect: true, twin: true, ownTwin: true, twinFacts: kept, facts: red, names: otherName },
      'deviates',
    ],
    ['what is untestable has no finding', { effect: true, facts: {} }, undefined],
  ] as const)('%s', (_, given, expected) => {
    expect(finding(given)).toBe(expected);
  });
});

describe("findingOf under the release's names", () => {
  it.each([
    ...whereItIsRead,
    ['broken, no effect', { effect: false, facts: red }, 'ignored'],
    ['moot', { effect: false, facts: kept }, 'ignored'],
    ['broken, effect not observed', { effect: undefined, facts: red }, 'deviates'],
    ['untestable', { effect: true, facts: {} }, undefined],
  ] as const)('%s', (_, given, expected) => {
    expect(finding({ ...given, naming: 'release', names: otherName })).toBe(expected);
  });
});

describe('riskOf', () => {
  const hung = service({ outcome: 'hung', ms: 9 });
  const later = service({ outcome: 'ready', ms: 1 }, { endedLater: { code: 1, signal: null, ms: 30 } });
  it.each([
    ['nothing is at risk where the rule is kept', 'conforms', { expects: 'ready', users: up }, undefined],
    ['nothing is said without a finding', undefined, { expects: 'ready', users: down }, undefined],
    ["the rule's own", 'deviates', { expects: 'ready', users: up }, 'weaker'],
    ['expected to run, and ended', 'deviates', { expects: 'ready', users: down }, 'availability'],
    [
      'expected to run, and ended after it was ready',
      'renamed value',
      { expects: 'ready', users: later },
      'availability',
    ],
    [
      'expected to carry a message, and hung',
      'ignored',
      { expects: 'accepted', users: hung },
      'availability',
    ],
    [
      'expected to end, and did, but not as it should',
      'deviates',
      { expects: 'stopped', users: down },
      'availability',
    ],
  ] as const)('%s', (_, finding, { expects, users }, risk) => {
    const one = oneCase(id, { expects });
    const observed = observedFrom({ [id]: observation({}, { services: { users } }) });
    expect(riskOf(one, finding, { code: 'REQUIRED_ABSENT', facts: ['ready'] }, observed)).toBe(risk);
  });
});

test('what must never be seen is no less a risk when the service ended', () => {
  const one = oneCase(id, { expects: 'ready' });
  const observed = observedFrom({ [id]: observation({}, { services: { users: down } }) });
  expect(riskOf(one, 'deviates', { code: 'FORBIDDEN_SEEN', facts: ['x'] }, observed)).toBe('weaker');
});

describe('a rule about availability, where something forbidden was seen', () => {
  const checks = [{ ...fact('plaintext'), exposes: true as const }, fact('calls-auth')];
  const one = oneCase(id, { risk: 'availability', never: checks });
  const risk = (facts: string[]) =>
    riskOf(one, 'deviates', { code: 'FORBIDDEN_SEEN', facts }, observedFrom({ [id]: observation({}) }));
  test('is about weaker protection as soon as data is in the open', () => {
    expect(risk(['plaintext'])).toBe('weaker');
    expect(risk(['calls-auth', 'plaintext'])).toBe('weaker');
  });
  test('and stays about availability else', () => expect(risk(['calls-auth'])).toBe('availability'));
});

describe('rootCauseOf', () => {
  const verdict = (cause?: string): Verdict => ({
    outcome: 'fail',
    code: 'REQUIRED_ABSENT',
    facts: [],
    unobserved: [],
    expected: '',
    observed: '',
    ...(cause !== undefined && { cause }),
  });
  const verdicts: Record<string, Verdict> = {
    leaf: verdict('middle'),
    middle: verdict('root'),
    root: verdict(),
    outside: verdict('unknown'),
    ring: verdict('gnir'),
    gnir: verdict('ring'),
  };
  it.each([
    ['leaf', 'root'],
    ['middle', 'root'],
    ['root', undefined],
    ['outside', 'unknown'],
    ['ring', 'gnir'],
  ])('%s goes back to %s', (from, to) => {
    expect(rootCauseOf(from, (other) => verdicts[other])).toBe(to);
  });
});
