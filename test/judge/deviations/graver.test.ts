/** Tests which entry excuses a case that deviates more or less gravely than the entry says. */
import { describe, expect, it } from 'vitest';
import { disposed, type JudgedCase } from '../../../src/judge/deviations/deviations.ts';
import type { Deviation } from '../../../src/judge/deviations/file.ts';
import { entry, judged, named } from './entries.ts';

const today = '2026-06-15';
const a = 'server.a/users.http/one';
const b = 'server.b/users.http/one';
const c = 'server.c/users.http/one';
const catalogue = [a, b, c, `${a}@release`, `${b}@release`].map(named);

const became = (cases: JudgedCase[], entries: Partial<Deviation>[]) => {
  const result = disposed(cases, entries.map(entry), catalogue, today);
  return {
    entries: result.entries.map((one) => one.disposition),
    cases: Object.fromEntries([...result.cases].map(([id, one]) => [id, one.disposition])),
    stale: result.entries.flatMap((one) => one.stale),
    graver: result.entries.flatMap((one) => one.graver),
    hint: result.cases.get(cases[0]!.id)?.hint,
  };
};

const forbidden = { code: 'FORBIDDEN_SEEN', facts: ['plaintext-answered'], risk: 'weaker' } as const;
const nonStrict = { outcome: 'non-strict', code: 'NOT_STRICT', facts: ['ends-non-zero'] } as const;
const both = { ...nonStrict, facts: ['ends-non-zero', 'error-names-file'] };

describe('what is graver than its entry is unexpected, and does not make it stale', () => {
  it.each<[string, Partial<JudgedCase>, Partial<Deviation>]>([
    ['a required fact absent, where a pass only fell short', {}, nonStrict],
    ['the forbidden seen, where a pass only fell short', forbidden, nonStrict],
    ['the forbidden seen, where a required fact was absent', forbidden, {}],
    ['another required fact absent', { facts: ['speaks-tls'] }, {}],
    ['one more required fact absent', { facts: ['ready', 'speaks-tls'] }, {}],
    ['one more forbidden fact seen', { ...forbidden, facts: ['plaintext-answered', 'x'] }, forbidden],
    ['falls short of one more', { ...both }, nonStrict],
    ['less protected, where only the service was missing', { risk: 'weaker' }, {}],
    ['missing, where it was safer', {}, { risk: 'safer' }],
    ['another finding', { finding: 'ignored' }, {}],
    ['milder by its code, and less protected', { risk: 'weaker' }, { ...forbidden, risk: 'availability' }],
    ['one fact less, and another one instead', { facts: ['speaks-tls'] }, { facts: ['ready', 'opens'] }],
  ])('%s', (_, seen, on) => {
    const result = became([judged(a, seen.outcome ?? 'fail', seen)], [{ ...on, case: a }]);
    expect(result).toEqual({
      entries: ['exceeded'],
      cases: { [a]: 'unexpected' },
      stale: [],
      graver: [a],
      hint: { kind: 'graver', entry: 0 },
    });
  });

  it('the other cases of the entry stay excused', () => {
    const result = became([judged(a, 'fail', forbidden), judged(b, 'fail')], [{ case: '**' }]);
    expect(result).toMatchObject({
      entries: ['known'],
      cases: { [a]: 'unexpected', [b]: 'known' },
      stale: [],
    });
  });
});

describe('what is milder than its entry makes it stale, and is not unexpected', () => {
  it.each<[string, Partial<JudgedCase>, Partial<Deviation>]>([
    ['a required fact absent, where the forbidden was seen', {}, forbidden],
    ['falls short, where a required fact was absent', nonStrict, {}],
    ['one required fact less', {}, { facts: ['ready', 'speaks-tls'] }],
    ['falls short of one less', nonStrict, both],
    ['only missing, where it was less protected', {}, { risk: 'weaker' }],
  ])('%s', (_, seen, on) => {
    const result = became([judged(a, seen.outcome ?? 'fail', seen)], [{ ...on, case: a }]);
    expect(result).toEqual({
      entries: ['stale'],
      cases: { [a]: 'stale' },
      stale: [a],
      graver: [],
      hint: { kind: 'milder', entry: 0 },
    });
  });

  it('so does what is kept', () => {
    expect(became([judged(a, 'pass')], [{ case: a }])).toMatchObject({ entries: ['stale'], cases: {} });
  });

  it('but not a case that was not observed', () => {
    const seen = judged(a, 'fail', { unobserved: ['speaks-tls'] });
    expect(became([seen], [{ case: a, facts: ['ready', 'speaks-tls'] }]).cases).toEqual({ [a]: 'known' });
    const milder = judged(a, 'fail', { unobserved: forbidden.facts, risk: 'weaker' });
    expect(became([milder], [{ case: a, ...forbidden }]).cases).toEqual({ [a]: 'known' });
  });
});

describe('two entries about one case', () => {
  const entries = [{ case: a }, { case: a, ...forbidden }];

  it.each([
    ['the graver of them', judged(a, 'fail', forbidden)],
    ['neither', judged(a, 'fail', { ...forbidden, facts: ['secret-in-output'] })],
  ])('excuse nothing beyond the milder one: %s', (_, seen) => {
    expect(became([seen], entries)).toMatchObject({ cases: { [a]: 'unexpected' }, stale: [] });
  });

  it('excuse the milder one, and the graver entry is stale', () => {
    expect(became([judged(a, 'fail')], entries)).toMatchObject({
      entries: ['known', 'stale'],
      cases: { [a]: 'known' },
    });
  });

  it('that are equal excuse it', () => {
    expect(became([judged(a, 'fail')], [{ case: a }, { case: a }]).entries).toEqual(['known', 'known']);
  });

  it('of which one has expired: the other one decides', () => {
    const expired = { expires: '2026-01-01' };
    const [milder, graver] = entries as [Partial<Deviation>, Partial<Deviation>];
    const seen = judged(a, 'fail', forbidden);
    expect(became([seen], [milder, { ...graver, ...expired }]).cases).toEqual({ [a]: 'unexpected' });
    expect(became([seen], [{ ...milder, ...expired }, graver]).cases).toEqual({ [a]: 'known' });
  });
});

describe('an entry for a cause', () => {
  const root = judged(a, 'fail', { finding: 'renamed' });
  const caused = (given: Partial<JudgedCase>) =>
    judged(b, 'fail', { finding: 'renamed', cause: a, ...given });
  const entries: Partial<Deviation>[] = [{ cause: a, finding: 'renamed' }];

  it('excuses what it caused and deviates exactly so', () => {
    expect(became([root, caused({})], entries)).toMatchObject({
      entries: ['known'],
      cases: { [a]: 'known', [b]: 'known' },
    });
  });

  it.each([
    ['more gravely', forbidden],
    ['by another fact', { facts: ['speaks-tls'] }],
    ['in another way', { finding: 'ignored' } as const],
    ['less', nonStrict],
  ])('what it caused and deviates %s is unexpected only', (_, given) => {
    const result = became([root, caused(given)], entries);
    expect(result).toMatchObject({
      entries: ['known'],
      cases: { [a]: 'known', [b]: 'unexpected' },
      stale: [],
    });
  });

  it('is stale where the case at the root is kept', () => {
    expect(became([judged(a, 'pass')], entries).entries).toEqual(['stale']);
  });

  it('gives way to an entry that names the case', () => {
    const both = [...entries, { case: b, finding: 'renamed' as const, ...forbidden }];
    expect(became([root, caused(forbidden)], both)).toMatchObject({
      entries: ['known', 'known'],
      cases: { [b]: 'known' },
    });
    expect(became([root, caused({ risk: 'weaker' })], both)).toMatchObject({ entries: ['known', 'stale'] });
  });

  it('two of them excuse no more than the milder one', () => {
    const both = [...entries, { cause: a, finding: 'renamed' as const, ...forbidden }];
    expect(became([caused(forbidden)], both).cases).toEqual({ [b]: 'unexpected' });
  });
});

describe('an entry that names cases and their cause', () => {
  const entries: Partial<Deviation>[] = [{ case: b, cause: a, finding: 'renamed' }];
  it.each([
    ['goes back to it', { cause: a }, 'known'],
    ['goes back to something else', { cause: c }, 'unexpected'],
    ['goes back to nothing', {}, 'unexpected'],
  ])('a case that %s is %s', (_, given, expected) => {
    expect(became([judged(b, 'fail', { finding: 'renamed', ...given })], entries).cases).toEqual({
      [b]: expected,
    });
  });
  it('is stale where they are kept', () => {
    expect(became([judged(b, 'pass')], entries).entries).toEqual(['stale']);
  });
  it('is about no other case of that cause', () => {
    expect(became([judged(c, 'fail', { finding: 'renamed', cause: a })], entries).entries).toEqual([
      'unexercised',
    ]);
  });
});

describe('a case that is on file under its other name', () => {
  it.each([
    [a, `${a}@release`],
    [`${a}@release`, a],
  ])('%s stays unexpected, with a hint to the other name', (id, other) => {
    expect(became([judged(id, 'fail')], [{ case: other }])).toEqual({
      entries: ['unexercised'],
      cases: { [id]: 'unexpected' },
      stale: [],
      graver: [],
      hint: { kind: 'other name', entry: 0 },
    });
  });

  it.each([
    ['deviates otherwise there', { facts: ['speaks-tls'] }, {}],
    ['is on file in another way', {}, { finding: 'ignored' as const }],
    ['is on file in an entry that has expired', {}, { expires: '2026-01-01' }],
  ])('gets no such hint where it %s', (_, seen, on) => {
    const result = became([judged(`${a}@release`, 'fail', seen)], [{ case: a, ...on }]);
    expect(result.cases).toEqual({ [`${a}@release`]: 'unexpected' });
    expect(result.hint).toBeUndefined();
  });
});
