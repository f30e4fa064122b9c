/** Tests the baseline of check-env: what an entry accepts, when it is out of date, and which entries are refused. */
import { describe, expect, it, test } from 'vitest';
import { accept } from '../../src/advise/checked/accept.ts';
import { parseBaseline, type Acceptance } from '../../src/advise/checked/baseline.ts';
import { writeBaseline } from '../../src/advise/checked/write-baseline.ts';
import { checkedOf, smallAdvice, statement } from './small-advice.ts';

const today = '2026-11-28';
const entry = (given: Partial<Acceptance>): Acceptance => ({
  reason: 'nginx ends TLS',
  expires: '2027-03-31',
  line: 2,
  ...given,
});
const statements = [
  statement({ kind: 'ignored', severity: 'weaker', container: 'supermq-http', variable: 'SMQ_A_CERT' }),
  statement({ kind: 'ignored', severity: 'weaker', container: 'supermq-mqtt', variable: 'SMQ_B_CERT' }),
  statement({ kind: 'never read', severity: 'note', variable: 'SMQ_A_CERT' }),
  statement({ kind: 'in effect', severity: 'good', container: 'supermq-http', variable: 'SMQ_A_CERT' }),
];
const acceptedBy = (given: Partial<Acceptance>): number[] =>
  accept(statements, [entry(given)], today).statements.flatMap(({ accepted }, at) => (accepted ? [at] : []));

describe('an entry accepts', () => {
  it.each<[string, Partial<Acceptance>, number[]]>([
    ['the statement of a fingerprint', { fingerprint: 'ignored-supermq-mqtt-SMQ_B_CERT' }, [1]],
    ['a kind', { kind: 'ignored' }, [0, 1]],
    ['kinds by a glob, and never what is in effect', { kind: 'i*' }, [0, 1]],
    ['a container by a glob', { container: 'supermq-h*' }, [0]],
    ['a variable wherever it is', { variable: 'SMQ_A_*' }, [0, 2]],
    ['what all of its fields name', { kind: 'ignored', variable: 'SMQ_A_*', container: '*' }, [0]],
    ['nothing that has no container, where it names one', { variable: 'SMQ_A_CERT', container: '*' }, [0]],
    ['nothing but the whole name without a glob', { container: 'supermq' }, []],
    ['on its last day', { kind: 'ignored', expires: today }, [0, 1]],
    ['nothing after it', { kind: 'ignored', expires: '2026-11-27' }, []],
  ])('%s', (_, given, accepted) => {
    expect(acceptedBy(given)).toEqual(accepted);
  });

  it.each<[string, Partial<Acceptance>, string, number]>([
    ['it is in use', { kind: 'ignored' }, 'accepted', 2],
    ['it is stale where nothing is as it says', { kind: 'expired' }, 'stale', 0],
    ['it is stale for what is in effect alone', { kind: 'in effect' }, 'stale', 0],
    ['it has expired, and says what counts again', { kind: 'ignored', expires: '2026-01-01' }, 'expired', 2],
  ])('or %s', (_, given, became, named) => {
    expect(accept(statements, [entry(given)], today).entries).toMatchObject([{ became, statements: named }]);
  });

  test('another one where one has expired', () => {
    const both = [entry({ kind: 'ignored', expires: '2026-01-01' }), entry({ kind: 'ignored', line: 9 })];
    const { statements: held } = accept(statements, both, today);
    expect(held.map(({ accepted }) => accepted?.line)).toEqual([9, 9, undefined, undefined]);
  });
});

describe('a baseline file', () => {
  const good = `accepted:
  - kind: published in plaintext
    container: 'supermq-*'
    reason: the firewall lets only our own network reach these ports
    expires: 2027-03-31
`;
  it('is read, with the line of each entry', () => {
    expect(parseBaseline(good)).toEqual({
      ok: true,
      entries: [
        {
          kind: 'published in plaintext',
          container: 'supermq-*',
          reason: 'the firewall lets only our own network reach these ports',
          expires: '2027-03-31',
          line: 2,
        },
      ],
    });
    expect(parseBaseline('accepted: []\n')).toEqual({ ok: true, entries: [] });
  });

  it.each<[string, string, number, { expected: RegExp; found: RegExp }]>([
    ['no reason', good.replace(/ {4}reason.*\n/, ''), 2, { expected: /^reason: a text/, found: /nothing/ }],
    [
      'an empty reason',
      good.replace(/reason: .*/, "reason: ''"),
      4,
      { expected: /^reason: a reason in words/, found: /""/ },
    ],
    [
      'a placeholder',
      good.replace(/reason: .*/, 'reason: TODO'),
      4,
      { expected: /^reason: a reason in words/, found: /TODO/ },
    ],
    ['no day', good.replace(/ {4}expires.*\n/, ''), 2, { expected: /^expires: a/, found: /nothing/ }],
    [
      'a day that is none',
      good.replace('03-31', '02-31'),
      5,
      { expected: /^expires: a day/, found: /2027-02-31/ },
    ],
    [
      'a kind that there is not',
      good.replace('plaintext', 'plain'),
      2,
      { expected: /^kind: a kind of statement: /, found: /plain/ },
    ],
    [
      'another key',
      good.replace('container', 'containers'),
      2,
      { expected: /fingerprint, kind, container/, found: /containers/ },
    ],
    [
      'nothing that it is about',
      good.replace(/kind: .*\n.*\n {4}/, ''),
      2,
      { expected: /what is accepted/, found: /a mapping/ },
    ],
    ['no list', 'accepted: all\n', 1, { expected: /a list of entries/, found: /a text of 3/ }],
    ['no key', '- a\n', 1, { expected: /a mapping with the key accepted/, found: /a list/ }],
    ['nothing at all', '', 1, { expected: /a mapping/, found: /nothing/ }],
    ['no YAML', 'accepted: [', 1, { expected: /a YAML document/, found: /./ }],
  ])('%s is refused, with its line', (_, text, line, { expected, found }) => {
    const parsed = parseBaseline(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.problems[0]).toMatchObject({
      line,
      expected: expect.stringMatching(expected) as unknown,
      found: expect.stringMatching(found) as unknown,
    });
  });
});

it.each([
  'CANARY',
  '-----BEGIN PRIVATE KEY-----\nCANARY\n-----END PRIVATE KEY-----',
  'PASS=CANARY',
  'accepted: CANARY',
  'accepted: [CANARY]',
  'accepted: *CANARY',
  'accepted: &CANARY [*CANARY, *CANARY2]',
  'accepted: !CANARY [',
  '%CANARY\n---\n"CANARY',
  'accepted: [{reason: a b, expires: 2027-01-01, fingerprint: [CANARY]}]',
  'accepted: [{"CANARY=": a}]',
  'accepted: [{kind: "pass:CANARY/x"}]',
])('a secret that was pasted into it is in no problem: %j', (text) => {
  const parsed = parseBaseline(text);
  expect(parsed.ok).toBe(false);
  expect(JSON.stringify(parsed)).not.toContain('CANARY');
});

describe('a baseline that is written', () => {
  const found = checkedOf().statements.filter(({ severity }) => severity === 'weaker');
  const written = writeBaseline('v0.19.1', found, today);

  it('is refused as it stands: every reason is left to a person', () => {
    const parsed = parseBaseline(written);
    expect(parsed.ok ? [] : parsed.problems.map(({ expected }) => expected)).toEqual(
      found.map(() => 'reason: a reason in words of your own, no placeholder'),
    );
  });

  it('accepts exactly what was found, once the reasons are there', () => {
    const parsed = parseBaseline(written.replaceAll("reason: ''", 'reason: the network is ours'));
    expect(parsed.ok).toBe(true);
    if (!parsed.ok) return;
    const { statements: held, entries } = accept(smallAdvice.statements, parsed.entries, today);
    expect(held.filter(({ accepted }) => accepted).map(({ fingerprint }) => fingerprint)).toEqual(
      found.map(({ fingerprint }) => fingerprint),
    );
    expect(entries.map(({ became, statements: n }) => [became, n])).toEqual(found.map(() => ['accepted', 1]));
  });

  it('takes no line from a file', () => {
    const hostile = statement({
      kind: 'ignored',
      severity: 'weaker',
      variable: 'A\n  - kind: "*"',
      says: 'x\u2028\r\n- y\u0007',
      fingerprint: "a'b",
    });
    const lines = writeBaseline('v1\naccepted:', [hostile], today).split('\n');
    expect(lines.filter((line) => !line.trimStart().startsWith('#'))).toEqual([
      'accepted:',
      "  - fingerprint: 'a''b'",
      "    reason: '' # why this is known and accepted for now",
      '    expires: 2027-05-29',
      '',
    ]);
  });

  it('may hold nothing', () => {
    expect(parseBaseline(writeBaseline('v0.19.1', [], today))).toEqual({ ok: true, entries: [] });
  });
});
