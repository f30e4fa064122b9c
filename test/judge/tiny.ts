/** Makes small cases and observations for tests of the pure rooms. */
import type { Observed } from '../../src/judge/judge.ts';
import { nothingSeen, type Observation } from '../../src/model/observation.ts';
import type { ReleaseNames } from '../../suites/naming.ts';
import type { Case, Check } from '../../suites/vocabulary.ts';

/** The facts of small checks, by name. */
export type TinyFacts = Readonly<Record<string, boolean | string>>;

/** A field of the observation that nothing but a check reads holds the facts, each as JSON. */
export const tinyFact = ({ configured }: Observation, name: string): boolean | string | undefined => {
  const kept = configured.unused[name];
  return kept === undefined ? undefined : (JSON.parse(kept) as boolean | string);
};

/** Shown when the fact is true, not when it is false, unobserved when it is missing. */
export const fact = (name: string): Check => ({
  fact: name.replaceAll(' ', '-'),
  says: name,
  holds: (o) => {
    const seen = tinyFact(o, name);
    return typeof seen === 'boolean' ? seen : undefined;
  },
  found: (o) => `${name} is ${String(tinyFact(o, name))}`,
});

export const oneCase = (id: string, given: Partial<Case> = {}): Case => {
  const [rule = '', subject = '', condition = ''] = id.replace('@release', '').split('/');
  return {
    id,
    rule,
    scope: 'page',
    subject,
    condition,
    section: 'server',
    level: 'must',
    basis: 'explicit',
    naming: id.endsWith('@release') ? 'release' : 'documented',
    start: { services: ['users'], settings: {}, probes: [] },
    expects: 'ready',
    plain: 'plain/users/start',
    never: [],
    must: [],
    should: [],
    risk: 'weaker',
    ...given,
  };
};

export const observation = (facts: TinyFacts = {}, given: Partial<Observation> = {}): Observation => {
  const kept = Object.entries(facts).map(([name, seen]) => [name, JSON.stringify(seen)]);
  return {
    ...nothingSeen({
      certificates: {},
      hops: {},
      unused: Object.fromEntries(kept) as Record<string, string>,
    }),
    ...given,
  };
};

type Service = Observation['services'][string];

export const service = (boot: Service['boot'], given: Partial<Service> = {}): Service => ({
  boot,
  output: { bytes: 0, tail: [], errors: [], errorsName: [], secrets: [] },
  listeners: {},
  environment: {},
  ...given,
});

export const up = service({ outcome: 'ready', ms: 100 });
export const down = service({ outcome: 'exited', ms: 50, code: 1, signal: null });

/** The plain start of every small case, ready. */
export const plain = observation({}, { services: { users: up } });

export const observedFrom = (observations: Record<string, Observation>): Observed => {
  const all: Record<string, Observation> = { 'plain/users/start': plain, ...observations };
  return (id) => all[id];
};

export const noNames: ReleaseNames = { settings: {}, values: {}, absent: {} };

/** A case with a check of each kind, and what it is held against. */
export const whole = (() => {
  const control = { case: 'a.rule/users/control', shows: fact('effect') };
  const premise = { case: 'a.rule/users/premise', shows: fact('holds') };
  const given: Partial<Case> = {
    never: [fact('bad')],
    must: [fact('good')],
    should: [fact('neat')],
    control,
    premise,
  };
  return {
    id: 'a.rule/users/condition',
    control,
    premise,
    given,
    /** Facts with which it passes, and the observations around it. */
    kept: { bad: false, good: true, neat: true },
    fine: {
      [control.case]: observation({ effect: true }),
      [premise.case]: observation({ holds: true }),
    } as Record<string, Observation>,
  };
})();
