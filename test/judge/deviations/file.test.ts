/** Tests that a deviations file is read with the line of each entry, and that a wrong one is refused with that line. */
import { describe, expect, it } from 'vitest';
import { parseDeviations } from '../../../src/judge/deviations/file.ts';

const file = `# Kept by hand.
release: v0.19.1
deviations:
  # the page is behind
  - cause: server.a/users.http/*
    outcome: fail
    code: FORBIDDEN_SEEN
    facts: [plaintext-answered]
    risk: weaker
    finding: renamed
    attribution: documentation
    reason: the names changed in v0.14 and the page did not follow # seen by reading
    link: https://example.org/docs/1
    owner: docs
    expires: 2026-12-31
  - case: [server.b/clients.http/one@release, 'server.b/users.*/*']
    outcome: non-strict
    code: NOT_STRICT
    facts:
      - ends-non-zero
      - error-names-file
    risk: availability
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
        entries: [
          { cause: 'server.a/users.http/*', owner: 'docs', facts: ['plaintext-answered'] },
          {
            case: ['server.b/clients.http/one@release', 'server.b/users.*/*'],
            facts: ['ends-non-zero', 'error-names-file'],
          },
        ],
        lines: [5, 16],
      },
    });
  });

  it.each(['deviations: []', 'deviations:', ''])('reads a file without entries: %s', (list) => {
    expect(parseDeviations(`release: v1\n${list}\n`)).toMatchObject({ ok: true, file: { entries: [] } });
  });

  const suggested = '`npm start -- deviations suggest report.json` writes it';
  const reasonLine = '    reason: ends with 0 where it should end with 1\n';
  const noReason = '25: reason: a reason in words of your own, no placeholder';
  it.each<readonly [string, string, string, string | undefined]>([
    ['no reason', broken(reasonLine, ''), '16: reason: a string', 'nothing'],
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
    ['no link', broken('    link: https://example.org/issues/2\n', ''), '16: link: a string', 'nothing'],
    [
      'a link that leads nowhere',
      broken('https://example.org/issues/2', 'see chat'),
      '26: link: a link (https://…) to the upstream thread or file',
      '"see chat"',
    ],
    ['no expiry', broken('    expires: 2027-01-31\n', ''), '16: expires: a string', 'nothing'],
    [
      'an expiry that is no day',
      broken('2027-01-31', '2027-02-31'),
      '27: expires: a day such as 2027-03-31',
      '"2027-02-31"',
    ],
    [
      'two things at once',
      broken('  - case:', '    rule: server.b\n  - case:').replace(
        'cause: server.a/users.http/*',
        'case: server.a/*/*',
      ),
      '5: case, rule or cause: one of them, or cause beside one of the others',
      'case, outcome, code, facts, risk, finding, attribution, reason, link, owner, expires, rule',
    ],
    [
      'nothing that it is about',
      broken('  - cause: server.a/users.http/*\n    outcome', '  - outcome'),
      '5: case, rule or cause: one of them, or cause beside one of the others',
      'outcome, code, facts, risk, finding, attribution, reason, link, owner, expires',
    ],
    [
      'no glob',
      broken('cause: server.a/users.http/*', 'case: []'),
      '5: case: at least one',
      'an empty collection',
    ],
    ...(
      [
        ['outcome', '    outcome: non-strict\n', 'one of fail, non-strict'],
        ['code', '    code: NOT_STRICT\n', 'one of NOT_STRICT, REQUIRED_ABSENT, FORBIDDEN_SEEN'],
        ['facts', '    facts:\n      - ends-non-zero\n      - error-names-file\n', 'a list'],
        ['risk', '    risk: availability\n', 'one of safer, availability, weaker'],
      ] as const
    ).map(
      ([name, line, what]) =>
        [`no ${name}`, broken(line, ''), `16: ${name}: ${what}, as ${suggested}`, 'nothing'] as const,
    ),
    [
      'no fact',
      broken('facts: [plaintext-answered]', 'facts: []'),
      `8: facts: at least one, as ${suggested}`,
      'an empty collection',
    ],
    [
      'an outcome that the code cannot have',
      broken('code: NOT_STRICT', 'code: REQUIRED_ABSENT'),
      `18: code: NOT_STRICT with outcome non-strict, one of the others with fail, as ${suggested}`,
      '"REQUIRED_ABSENT"',
    ],
    [
      'an unknown finding',
      broken('finding: deviates', 'finding: conforms'),
      '23: finding: one of renamed, renamed value, renamed prefix, ignored, deviates',
      '"conforms"',
    ],
    [
      'an unknown key',
      broken('    owner: docs', '    owners: docs'),
      '5: case, rule or cause, and outcome, code, facts, risk, finding, attribution, reason, link, owner, expires',
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
