/** Tests how other cases decide a verdict: the plain start, its repeat, and the case that shows the effect. */
import { describe, expect, it } from 'vitest';
import { effectOf, judge } from '../../src/judge/judge.ts';
import type { Observation } from '../../src/model/observation.ts';
import { down, fact, observation, oneCase, plain, observedFrom } from './tiny.ts';

const id = 'a.rule/users/condition';
const control = { case: 'a.rule/users/control', shows: fact('effect') };
const full = { must: [fact('good')], control };
const kept = { good: true };
const fine: Record<string, Observation> = { [control.case]: observation({ effect: true }) };
const dead = observation({}, { services: { users: down } });

describe('what a case is held against', () => {
  it('calls a case untestable that was not executed', () => {
    expect(judge(oneCase(id, full), observedFrom(fine))).toMatchObject({
      outcome: 'untestable',
      code: 'NOT_OBSERVED',
    });
  });

  it('does not pass a case whose plain start was not executed', () => {
    const only = (other: string): Observation | undefined => (other === id ? observation(kept) : undefined);
    const one = oneCase(id, { must: [fact('good')] });
    expect(judge(one, only)).toMatchObject({ outcome: 'untestable', code: 'PLAIN_START_NOT_OBSERVED' });
  });

  it.each([
    ['keeps', { good: true }],
    ['breaks', {}],
  ] as const)('says nothing about a case that %s its rule in another release', (_, facts) => {
    const one = oneCase(id, { must: [fact('good')] });
    const other = observation({}, { infrastructure: { code: 'OTHER_RELEASE', message: 'it is v1' } });
    const verdict = judge(one, observedFrom({ [id]: observation(facts), 'plain/users/start': other }));
    expect(verdict).toMatchObject({ outcome: 'error', code: 'INFRASTRUCTURE' });
    expect(verdict.observed).toContain('it is v1');
  });

  it('takes a repeated plain start over the one that was made first', () => {
    const one = oneCase(id, { must: [fact('good')] });
    const again = observation({ good: true }, { premise: { holds: true, detail: 'ready after 90 ms' } });
    expect(judge(one, observedFrom({ [id]: again, 'plain/users/start': dead })).outcome).toBe('pass');
  });
});

describe('effectOf', () => {
  it.each([
    ['a case without a setting that could have one', {}, undefined],
    ['the control shows it', { control }, true],
    [
      'the effect that a case names goes before its control',
      { control, effect: { case: 'x', shows: fact('effect') } },
      false,
    ],
    ['the control was not executed', { control: { case: 'gone', shows: fact('effect') } }, undefined],
  ])('%s', (_, given, seen) => {
    const around = { ...fine, x: observation({ effect: false }), 'plain/users/start': plain };
    expect(effectOf(oneCase(id, given), observedFrom(around))).toBe(seen);
  });
});
