/** Tests the entries that `deviations suggest` writes, and the globs that match exactly the given cases. */
import { describe, expect, it } from 'vitest';
import { disposed } from '../../../src/judge/deviations/deviations.ts';
import { parseDeviations } from '../../../src/judge/deviations/file.ts';
import { globsFor } from '../../../src/judge/deviations/globs.ts';
import { suggestDeviations, type Unexcused } from '../../../src/judge/deviations/suggest.ts';
import { globMatcher } from '../../../src/judge/glob.ts';
import { entry, judged, named } from './entries.ts';

const today = '2026-06-15';
const filled = (text: string): string =>
  text
    .replaceAll("reason: ''", 'reason: known upstream')
    .replaceAll("link: ''", 'link: https://example.org/1');

const one = (id: string, given: Partial<Unexcused> = {}): Unexcused => ({
  id,
  rule: id.split('/')[0] ?? '',
  cause: null,
  outcome: 'fail',
  code: 'REQUIRED_ABSENT',
  facts: ['ready'],
  risk: 'availability',
  finding: 'deviates',
  observed: `what was seen of ${id}`,
  ...given,
});

describe('suggestDeviations', () => {
  const root = 'server.a/users.http/one';
  const seen = {
    code: 'FORBIDDEN_SEEN',
    facts: ['plaintext-answered'],
    risk: 'weaker',
    finding: 'renamed',
  } as const;
  const cases = [
    one(root, seen),
    one('server.c/users.http/x', { ...seen, cause: root }),
    one('server.c/users.http/y', { ...seen, cause: root, risk: 'availability' }),
    one('server.a/clients.http/one', seen),
    one('server.b/users.http/one@release', { facts: ['ready', 'speaks-tls'] }),
    one('server.b/users.grpc/one@release', { facts: ['ready', 'speaks-tls'] }),
    one('server.d/users.http/one'),
  ];
  const all = [...cases.map(({ id }) => id), 'server.a/users.grpc/one', 'server.d/users.http/two'];
  const text = suggestDeviations('v0.19.1', cases, { all, today });

  it('writes one entry for what deviates exactly alike and goes back to the same rule', () => {
    const parsed = parseDeviations(filled(text));
    expect(
      parsed.ok &&
        parsed.file.entries.map(({ case: globs, code, facts, risk }) => [globs, code, facts, risk]),
    ).toEqual([
      [['server.a/*.http/one', 'server.c/users.http/x'], 'FORBIDDEN_SEEN', ['plaintext-answered'], 'weaker'],
      ['server.c/users.http/y', 'FORBIDDEN_SEEN', ['plaintext-answered'], 'availability'],
      ['server.b/*/one@release', 'REQUIRED_ABSENT', ['ready', 'speaks-tls'], 'availability'],
      ['server.d/users.http/one', 'REQUIRED_ABSENT', ['ready'], 'availability'],
    ]);
    expect(text).toContain(`# what was seen of ${root} (3 cases)`);
    expect(text).toContain('expires: 2026-12-14');
  });

  it('does not pass as it stands, and passes once a person has filled it in', () => {
    const parsed = parseDeviations(text);
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(new Set(problems.map((problem) => problem.expected.split(':')[0]))).toEqual(
      new Set(['reason', 'link']),
    );
    expect(parseDeviations(filled(text))).toMatchObject({ ok: true, file: { release: 'v0.19.1' } });
  });

  it('then excuses all of it', () => {
    const parsed = parseDeviations(filled(text));
    const entries = parsed.ok ? parsed.file.entries : [];
    const seenAgain = cases.map(({ id, code, facts, risk, finding, cause }) =>
      judged(id, 'fail', { code, facts, risk, finding, cause } as never),
    );
    const result = disposed(seenAgain, entries, all.map(named), today);
    expect(new Set([...result.cases.values()].map(({ disposition }) => disposition))).toEqual(
      new Set(['known']),
    );
    expect(result.entries.map(({ disposition }) => disposition)).toEqual(entries.map(() => 'known'));
  });

  it('offers one entry for both names of a case', () => {
    const known = entry({ case: 'server.d/*/one@release', owner: 'docs', reason: "it's so" });
    const twin = one('server.d/users.http/one', { hint: { kind: 'other name', entry: known } });
    const offered = suggestDeviations('v1', [twin], { all, today });
    expect(offered).toContain(
      '# in place of the entry case: server.d/*/one@release: known under its other name',
    );
    expect(parseDeviations(offered)).toEqual({
      ok: true,
      file: {
        release: 'v1',
        entries: [{ ...known, case: ['server.d/*/one@release', 'server.d/users.http/one'] }],
        lines: [4],
      },
    });
  });

  it.each(['graver', 'milder'] as const)('says which entry on file says something %s', (kind) => {
    const other = one('server.d/users.http/one', { hint: { kind, entry: entry({ case: 'server.d/**' }) } });
    expect(suggestDeviations('v1', [other], { all, today })).toContain(
      '# in place of what the entry case: server.d/** says of it',
    );
  });

  it('names the entries that say exactly the same of other cases', () => {
    const onFile = [entry({ case: 'server.x/**' }), entry({ case: 'server.y/**', risk: 'weaker' })];
    const offered = suggestDeviations('v1', [one('server.d/users.http/one')], { all, today, onFile });
    expect(offered.match(/# where it is so .*/g)).toEqual([
      '# where it is so for the reason of the entry case: server.x/**: add it there',
    ]);
  });

  it('writes many facts one below another', () => {
    const facts = Array.from({ length: 9 }, (_, n) => `a-fact-with-a-long-name-${n}`);
    const long = suggestDeviations('v1', [one('server.d/users.http/one', { facts })], { all, today });
    expect(Math.max(...long.split('\n').map((line) => line.length))).toBeLessThan(120);
    expect(parseDeviations(filled(long))).toMatchObject({ ok: true, file: { entries: [{ facts }] } });
  });

  it('says nothing of what does not deviate', () => {
    expect(suggestDeviations('v1', [], { all, today })).toBe("release: 'v1'\ndeviations: []\n");
  });
});

describe('globsFor', () => {
  const all = ['users.http', 'users.grpc', 'clients.http'].flatMap((subject) =>
    ['cert-missing', 'cert-empty', 'key-missing', 'mismatched'].flatMap((condition) =>
      ['', '@release'].map((suffix) => `rule/${subject}/${condition}${suffix}`),
    ),
  );
  it.each([
    ['one id', ['rule/users.http/mismatched'], ['rule/users.http/mismatched']],
    ['every subject', all.filter((id) => id.endsWith('/mismatched@release')), ['rule/*/mismatched@release']],
    ['every condition', all.filter((id) => id.includes('/users.grpc/')), ['rule/users.grpc/*']],
    ['all', all, ['rule/*/*']],
    ['both names of one', all.filter((id) => id.includes('mismatched')), ['rule/*/mismatched*']],
    ["only the release's names", all.filter((id) => id.endsWith('@release')), ['rule/*/*@release']],
    [
      'listeners of one name',
      all.filter((id) => id.includes('.http/') && id.endsWith('key-missing')),
      ['rule/*.http/key-missing'],
    ],
    [
      'conditions that begin alike',
      all.filter((id) => id.includes('/cert-') && id.endsWith('@release')),
      ['rule/*/cert-*@release'],
    ],
  ])('%s', (_, ids, globs) => expect(globsFor(ids, all)).toEqual(globs));

  it('names all of the ids and nothing else, whatever they are', () => {
    for (let mask = 1; mask < 400; mask += 7) {
      const ids = all.filter((_, at) => (mask * (at + 3)) % 11 < 5);
      const matchers = globsFor(ids, all).map(globMatcher);
      expect(all.filter((id) => matchers.some((matches) => matches(id)))).toEqual(ids);
    }
  });

  it('takes an id that the catalogue no longer has as it stands', () => {
    expect(globsFor(['rule/gone/x'], all)).toEqual(['rule/gone/x']);
  });
});
