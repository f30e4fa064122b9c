/** Tests which facts a verdict names as those that decided it, and in which cases they were seen. */
import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from '../../src/judge/judge.ts';
import type { Observation } from '../../src/model/observation.ts';
import type { Case, Check } from '../../suites/vocabulary.ts';
import { down, fact, observation, oneCase, up, observedFrom } from './tiny.ts';

const id = 'a.rule/users/condition';

describe('the facts that decided', () => {
  const about = (name: string, of?: string) => ({ ...fact(name), ...(of !== undefined && { of }) });
  const factsOf = (given: Partial<Case>, own: Observation): Pick<Verdict, 'facts' | 'unobserved'> => {
    const { facts, unobserved } = judge(oneCase(id, given), observedFrom({ [id]: own }));
    return { facts, unobserved };
  };
  const four: Partial<Case> = {
    never: [fact('bad'), about('worse', 'users.http')],
    must: [fact('good'), about('better', 'clients.http')],
    should: [fact('neat')],
  };
  const holding = { bad: false, worse: false, good: true, better: true, neat: true };

  it.each([
    ['none where all is as promised', {}, []],
    [
      'every forbidden one that was seen',
      { bad: true, worse: true, good: false },
      ['bad', 'worse of users.http'],
    ],
    ['every required one that is absent', { better: false, good: false }, ['good', 'better of clients.http']],
    ['what a pass falls short of', { neat: false }, ['neat']],
  ])('%s', (_, seen, facts) => {
    expect(factsOf(four, observation({ ...holding, ...seen })).facts).toEqual(facts);
  });

  it('distinguishes unobserved facts from facts that are as promised', () => {
    const { facts, unobserved } = factsOf(four, observation({ good: false, bad: false, neat: true }));
    expect(facts).toEqual(['good']);
    expect(unobserved).toEqual(['worse of users.http', 'better of clients.http']);
  });

  const ready: Check = {
    ...about('ready', 'users'),
    holds: (o) => o.services['users']?.boot.outcome === 'ready',
  };
  const required = [
    ready,
    about('speaks-tls', 'users.http'),
    about('opens', 'users→auth'),
    about('other', 'clients'),
  ];
  const absent = { 'speaks-tls': false, opens: false, other: false };

  it('leave out what follows from a service that never became ready', () => {
    const { facts } = factsOf(
      { must: required },
      observation(absent, { services: { users: down, clients: up } }),
    );
    expect(facts).toEqual(['ready', 'other of clients']);
  });

  it('list all facts of a service that became ready', () => {
    const { facts } = factsOf(
      { must: required },
      observation(absent, { services: { users: up, clients: up } }),
    );
    expect(facts).toEqual(['speaks-tls of users.http', 'opens of users→auth', 'other of clients']);
  });

  it('list all facts where no fact says that the service is not ready', () => {
    const { facts } = factsOf(
      { must: required.slice(1) },
      observation(absent, { services: { users: down } }),
    );
    expect(facts).toEqual(['speaks-tls of users.http', 'opens of users→auth', 'other of clients']);
  });
});

describe('an assertion over other cases', () => {
  const over = ['a', 'b', 'c', 'd', 'e'].map((name) => `a.rule/users/${name}`);
  const one = oneCase(id, { never: [fact('leaks')], over });
  const clean = observation({ leaks: false });
  const leak = observation({ leaks: true });
  const sentence = (observations: Record<string, Observation>): string =>
    judge(
      one,
      observedFrom({
        [id]: clean,
        ...Object.fromEntries(over.map((name) => [name, clean])),
        ...observations,
      }),
    ).observed;

  it('names the case in which it was seen', () => {
    expect(sentence({ 'a.rule/users/c': leak })).toBe('leaks: in a.rule/users/c: leaks is true');
  });

  it('names others as well, but not those that share a start', () => {
    const again = (): Observation => observation({ leaks: true });
    const [, b, c, d, e] = over as [string, string, string, string, string];
    expect(sentence({ [b]: leak, [c]: leak, [d]: again(), [e]: again() })).toBe(
      `leaks: in ${b} (also in ${d}, ${e}): leaks is true`,
    );
    expect(
      sentence({ [over[0]!]: again(), [b]: again(), [c]: again(), [d]: again(), [e]: again() }),
    ).toContain(`(also in ${b}, ${c} and 2 more)`);
  });

  it('names none where its own start shows it', () => {
    expect(sentence({ [id]: leak })).toBe('leaks: leaks is true');
  });
});
