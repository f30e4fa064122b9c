import { describe, expect, it } from 'vitest';
import { parseDeviations } from '../../src/judge/deviations-file.ts';
import {
  checkDeviations,
  pruneDeviations,
  suggestDeviations,
  type Unexcused,
} from '../../src/judge/deviations-edit.ts';
import { disposed, type JudgedCase } from '../../src/judge/deviations.ts';

const today = '2026-06-15';
const file = `# Kept by hand.
release: v0.19.1
deviations:
  # the page is behind
  - cause: server.a/users.http/*
    finding: renamed
    attribution: documentation
    reason: the names changed in v0.14 and the page did not follow # seen by reading
    link: https://example.org/docs/1
    owner: docs
    expires: 2026-12-31
  - case: server.b/clients.http/one@release
    finding: deviates
    attribution: product
    reason: ends with 0 where it should end with 1
    link: https://example.org/issues/2
    expires: 2027-01-31
`;

const broken = (line: string, by: string): string => file.replace(line, by);

describe('parseDeviations', () => {
  it('reads entries with their lines', () => {
    const parsed = parseDeviations(file);
    expect(parsed).toMatchObject({
      ok: true,
      file: {
        release: 'v0.19.1',
        entries: [{ cause: 'server.a/users.http/*', owner: 'docs' }, { attribution: 'product' }],
        lines: [5, 12],
      },
    });
  });

  it.each(['deviations: []', 'deviations:', ''])('reads a file without entries: %s', (list) => {
    expect(parseDeviations(`release: v1\n${list}\n`)).toMatchObject({ ok: true, file: { entries: [] } });
  });

  const reasonLine = '    reason: ends with 0 where it should end with 1\n';
  const noReason = '15: reason: a reason in words of your own, no placeholder';
  it.each([
    ['no reason', broken(reasonLine, ''), '12: reason: a string', 'nothing'],
    ['an empty reason', broken(reasonLine, "    reason: ''\n"), noReason, '""'],
    [
      'a placeholder',
      broken(reasonLine, '    reason: "TODO: look into it"\n'),
      noReason,
      '"TODO: look into it"',
    ],
    [
      'a long placeholder',
      broken(reasonLine, `    reason: todo ${'x'.repeat(99)}\n`),
      noReason,
      `"todo ${'x'.repeat(99)}"`,
    ],
    ['another placeholder', broken(reasonLine, '    reason: <why>\n'), noReason, '"<why>"'],
    ['no words', broken(reasonLine, '    reason: "???"\n'), noReason, '"???"'],
    ['no link', broken('    link: https://example.org/issues/2\n', ''), '12: link: a string', 'nothing'],
    [
      'a link that leads nowhere',
      broken('https://example.org/issues/2', 'see chat'),
      '16: link: a link (https://…) to the upstream thread or file',
      '"see chat"',
    ],
    ['no expiry', broken('    expires: 2027-01-31\n', ''), '12: expires: a string', 'nothing'],
    [
      'an expiry that is no day',
      broken('2027-01-31', '2027-02-31'),
      '17: expires: a day such as 2027-03-31',
      '"2027-02-31"',
    ],
    [
      'two things at once',
      broken('  - case:', '    rule: server.b\n  - case:').replace('    owner: docs\n', ''),
      '5: exactly one of case, rule and cause',
      'cause, finding, attribution, reason, link, expires, rule',
    ],
    [
      'an unknown finding',
      broken('finding: deviates', 'finding: conforms'),
      '13: finding: one of renamed, renamed value, renamed prefix, ignored, deviates',
      '"conforms"',
    ],
    [
      'an unknown key',
      broken('    owner: docs', '    owners: docs'),
      '5: case, rule or cause, and finding, attribution, reason, link, owner, expires',
      'the unknown key owners',
    ],
    ['no YAML', 'release: [', '1: a YAML document', undefined],
  ])('refuses %s', (_, text, expected, found) => {
    const parsed = parseDeviations(text);
    expect(parsed.ok).toBe(false);
    const [problem] = parsed.ok ? [] : parsed.problems;
    expect(`${problem?.line}: ${problem?.expected}`).toBe(expected);
    if (found !== undefined) expect(problem?.found).toBe(found);
  });
});

const catalogue = [
  'server.a/users.http/one',
  'server.a/users.http/two',
  'server.b/clients.http/one@release',
].map((id) => ({ id, rule: id.split('/')[0] ?? '' }));

describe('checkDeviations', () => {
  it('finds nothing wrong with a good file', () => {
    expect(checkDeviations(file, catalogue, today)).toEqual([]);
  });
  it('names what hits nothing and what has expired, with the line', () => {
    const text = file.replace('clients.http/one', 'clients.http/gone').replace('2026-12-31', '2026-06-14');
    expect(checkDeviations(text, catalogue, today).map(({ line, found }) => [line, found])).toEqual([
      [5, 'expires: 2026-06-14'],
      [12, 'case: server.b/clients.http/gone@release'],
    ]);
  });
});

describe('pruneDeviations', () => {
  const parsed = parseDeviations(file);
  const entries = parsed.ok ? parsed.file.entries : [];
  const judged = (id: string, given: Partial<JudgedCase>): JudgedCase => ({
    id,
    rule: id.split('/')[0] ?? '',
    naming: id.endsWith('@release') ? 'release' : 'documented',
    outcome: 'fail',
    finding: 'renamed',
    cause: undefined,
    ...given,
  });
  const still = judged('server.a/users.http/one', {});
  const fixed = judged('server.b/clients.http/one@release', { outcome: 'pass', finding: 'conforms' });

  it('takes out what excuses nothing any more, and keeps every comment of the rest', () => {
    const { text, removed, left } = pruneDeviations(
      file,
      disposed([still, fixed], entries, catalogue, today).entries,
    );
    expect(removed).toEqual(['case: server.b/clients.http/one@release: stale']);
    expect(left).toEqual([]);
    expect(text).toBe(file.slice(0, file.indexOf('  - case:')));
  });

  it('leaves an entry that is stale only in part to a person', () => {
    const two = judged('server.a/users.http/two', { outcome: 'pass', finding: 'conforms' });
    const { text, left } = pruneDeviations(file, disposed([still, two], entries, catalogue, today).entries);
    expect(left).toEqual([
      'cause: server.a/users.http/*: still excuses 1, but no longer server.a/users.http/two',
    ]);
    expect(text).toBe(file);
  });

  it('gives a file that is in order back to the last byte', () => {
    expect(pruneDeviations(file, disposed([still], entries, catalogue, today).entries).text).toBe(file);
  });
});

describe('suggestDeviations', () => {
  const one = (id: string, cause: string | null, finding: Unexcused['finding'] = 'renamed'): Unexcused => ({
    id,
    cause,
    finding,
    observed: `what was seen of ${id}`,
  });
  const text = suggestDeviations(
    'v0.19.1',
    [
      one('server.a/users.http/one', null),
      one('server.c/users.http/x', 'server.a/users.http/one'),
      one('server.b/clients.http/one@release', null, 'deviates'),
      one('server.d/users.http/x', 'server.e/users.http/y', 'renamed'),
      one('server.d/users.http/z', 'server.e/users.http/y', 'ignored'),
    ],
    today,
  );

  it('groups by cause where all of its cases deviate alike', () => {
    expect([...text.matchAll(/- (.*)/g)].map(([, name]) => name)).toEqual([
      "cause: 'server.a/users.http/one'",
      "case: 'server.b/clients.http/one@release'",
      "case: 'server.d/users.http/x'",
      "case: 'server.d/users.http/z'",
    ]);
    expect(text).toContain('# what was seen of server.a/users.http/one (2 cases)');
    expect(text).toContain('expires: 2026-12-14');
  });

  it('does not pass as it stands, and passes once a person has filled it in', () => {
    const parsed = parseDeviations(text);
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(new Set(problems.map((problem) => problem.expected.split(':')[0]))).toEqual(
      new Set(['reason', 'link']),
    );
    const filled = text
      .replaceAll("reason: ''", 'reason: known upstream')
      .replaceAll("link: ''", 'link: https://example.org/1');
    expect(parseDeviations(filled)).toMatchObject({ ok: true, file: { release: 'v0.19.1' } });
  });
});
