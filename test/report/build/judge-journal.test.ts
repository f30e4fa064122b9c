/** Tests how a journal becomes a report, whole, incomplete, broken or interrupted. */
import { describe, expect, it } from 'vitest';
import type { JournalLine, Lost } from '../../../src/model/journal.ts';
import { judgeJournal } from '../../../src/report/build/judge-journal.ts';
import type { Report } from '../../../src/report/schema.ts';
import { catalogue, deviations, header, lines, release, rules } from '../small-run.ts';

const judged = (given: JournalLine[] = lines, strict = false): Report =>
  judgeJournal(given, release, deviations, { catalogue, rules, strict });
const report = judged();
const caseOf = (id: string) => report.cases.find((one) => one.id === id);
const pair = 'server.pair-is-tls/users.http/cert-key';
const controlOnly = 'postgres.required-encrypts/users/no-files@release';

describe('judgeJournal', () => {
  it('is pure: the same journal gives the same report', () => {
    expect(judged(structuredClone(lines))).toEqual(report);
  });

  it('judges every executed case, in the order of the catalogue', () => {
    expect(report.cases.map((one) => one.id)).toEqual(
      catalogue.cases.map((one) => one.id).filter((id) => !id.endsWith('never-run')),
    );
    expect(report.selection).toEqual({
      catalogue: 12,
      selected: 11,
      executed: 10,
      controlOnly: 1,
      notRun: ['postgres.required-encrypts/clients/never-run'],
      notRunBecause: [
        {
          code: 'TAP_DISHONEST',
          reason: 'a recording peer did not see what <known> clients did',
          cases: ['postgres.required-encrypts/clients/never-run'],
        },
      ],
    });
  });

  it('shows what is control only, and counts it nowhere', () => {
    expect(caseOf(controlOnly)).toMatchObject({ controlOnly: true, outcome: 'pass' });
    const { pass, ...others } = report.summary.outcomes;
    expect(pass).toBe(2);
    expect(Object.values(others).reduce((sum, n) => sum + n, pass)).toBe(
      report.selection.executed + report.notApplicable.length,
    );
  });

  it('says renamed where the twin shows the effect, and groups what follows from it', () => {
    expect(caseOf(pair)).toMatchObject({
      finding: 'renamed',
      risk: 'weaker',
      cause: null,
      disposition: 'known',
    });
    expect(caseOf('server.modern-tls/users.http/tls-1.0')).toMatchObject({ outcome: 'moot', cause: pair });
    expect(report.summary.byCause.find((group) => group.cause === pair)).toEqual({
      cause: pair,
      rule: 'server.pair-is-tls',
      finding: 'renamed',
      risk: 'weaker',
      statement:
        'v9.9.9 never reads SMQ_USERS_SERVER_CERT and SMQ_USERS_SERVER_KEY; it reads SMQ_USERS_HTTP_SERVER_CERT ' +
        'and SMQ_USERS_HTTP_SERVER_KEY: a server configured by the page serves plaintext.',
      cases: [pair, 'server.modern-tls/users.http/tls-1.0'],
      outcomes: { fail: 1, moot: 1 },
      unexpected: 0,
    });
  });

  it('needs no excuse for what only informs', () => {
    expect(caseOf('client.mutual-authentication/http-adapter/a-pair-is-given')).toMatchObject({
      outcome: 'fail',
      disposition: null,
    });
  });

  it('gives a command that repeats the case with the same target and no other option of the run', () => {
    expect(caseOf(pair)?.reproduce).toBe(
      `npm start -- --case '${pair}' --target binaries --release v9.9.9 --binaries 'my builds/v9'`,
    );
  });

  it('writes settings in words, with the names of the naming', () => {
    expect(caseOf(`${pair}@release`)?.settings).toEqual({
      SMQ_USERS_HTTP_SERVER_CERT: 'certificate file, right name and CA',
      SMQ_USERS_HTTP_SERVER_KEY: 'key file, right name and CA',
    });
  });

  it('lists which rules were tested', () => {
    const { coverage } = judgeJournal(
      [
        {
          ...header,
          selection: {
            ...header.selection,
            selected: [pair, 'server.modern-tls/users.http/tls-1.1@release'],
          },
        },
        ...lines.slice(1),
      ],
      release,
      [],
      { catalogue, rules },
    );
    expect(coverage.rules).toEqual({
      tested: ['server.pair-is-tls'],
      untested: ['server.modern-tls'],
      excluded: ['server.none-is-insecure', 'postgres.required-encrypts', 'client.mutual-authentication'],
    });
  });

  it('takes entries out of force by the day of the run when no other day is given', () => {
    const late = judgeJournal(
      [{ ...header, run: { ...header.run, started: '2027-01-01T00:00:00.000Z' } }, ...lines.slice(1)],
      release,
      deviations,
      { catalogue, rules },
    );
    expect(late.deviations[0]?.disposition).toBe('expired');
    expect(
      judgeJournal(lines, release, deviations, { catalogue, rules, today: '2027-01-01' }).deviations[0]
        ?.disposition,
    ).toBe('expired');
  });
});

describe('a journal that is not whole', () => {
  /** A report of passing cases only, so that nothing else decides the gate. */
  const passing = (rest: JournalLine[]): Report =>
    judgeJournal(
      [
        { ...header, selection: { catalogue: 12, selected: [`${pair}@release`], controlOnly: [] } },
        ...lines.slice(1, -1),
        ...rest,
      ],
      release,
      [],
      { catalogue, rules },
    );
  const footer = {
    type: 'footer',
    finished: '2026-06-15T10:00:01.000Z',
    ms: 1000,
    lost: [] as Lost[],
  } as const;

  it('is conformant with its footer', () => {
    expect(passing([{ ...footer, complete: true, interrupted: null }])).toMatchObject({
      gate: 'conformant',
      exitCode: 0,
      complete: true,
    });
  });
  it('is incomplete without its footer', () => {
    expect(passing([])).toMatchObject({
      gate: 'incomplete',
      exitCode: 3,
      complete: false,
      run: { finished: null, ms: null },
    });
  });
  it('is incomplete when its footer says so', () => {
    expect(passing([{ ...footer, complete: false, interrupted: null }])).toMatchObject({
      gate: 'incomplete',
      complete: false,
    });
  });
  it('is broken when its footer names a loss, and lost cases do not count', () => {
    const loss = { code: 'TAP_DISHONEST', message: 'a tap lied', cases: [`${pair}@release`] };
    const report = passing([{ ...footer, complete: false, interrupted: null, lost: [loss] }]);
    expect(report).toMatchObject({
      gate: 'broken',
      exitCode: 4,
      complete: false,
      reasons: ['1 case lost by TAP_DISHONEST: a tap lied'],
      selection: {
        executed: 0,
        notRun: loss.cases,
        notRunBecause: [{ code: loss.code, reason: loss.message, cases: loss.cases }],
      },
    });
  });
  it('is broken by an error in a worker, although no case was lost', () => {
    const loss = { code: 'SUITE_ERROR', message: 'oops', cases: [] };
    expect(passing([{ ...footer, complete: true, interrupted: null, lost: [loss] }])).toMatchObject({
      gate: 'broken',
      complete: true,
      selection: { executed: 1, notRun: [], notRunBecause: [] },
    });
  });
  it.each([
    ['NO_END', []],
    ['NO_LINE', [{ ...footer, complete: false, interrupted: null }]],
    ['INTERRUPTED', [{ ...footer, complete: false, interrupted: 'SIGTERM' }]],
  ] as const)('says why a case was not executed: %s', (code, rest) => {
    const selection = { catalogue: 12, selected: [`${pair}@release`, pair], controlOnly: [] };
    const [, ...others] = lines
      .slice(0, -1)
      .filter((line) => line.type !== 'observation' || !line.cases.includes(pair));
    const report = judgeJournal([{ ...header, selection }, ...others, ...rest], release, [], {
      catalogue,
      rules,
    });
    expect(report.selection.notRunBecause).toEqual([
      { code, reason: expect.any(String) as string, cases: [pair] },
    ]);
  });
  it('is interrupted when its footer names a signal', () => {
    expect(passing([{ ...footer, complete: false, interrupted: 'SIGTERM' }])).toMatchObject({
      gate: 'interrupted',
      exitCode: 143,
      complete: false,
    });
  });
  it('is incomplete when the page is another one', () => {
    const other: JournalLine = {
      ...header,
      page: { ...header.page, digest: 'd'.repeat(64) },
      selection: { catalogue: 12, selected: [`${pair}@release`], controlOnly: [] },
    };
    const end: JournalLine = { ...footer, complete: true, interrupted: null };
    expect(
      judgeJournal([other, ...lines.slice(1, -1), end], release, [], { catalogue, rules }),
    ).toMatchObject({
      gate: 'incomplete',
      exitCode: 3,
    });
  });
  it('counts a selected case that the catalogue no longer has as not run', () => {
    const selection = { catalogue: 12, selected: [`${pair}@release`, 'gone/users/x'], controlOnly: [] };
    expect(judged([{ ...header, selection }, ...lines.slice(1)]).selection.notRun).toEqual(['gone/users/x']);
  });
  it('has no report without a header', () => {
    expect(() => judged(lines.slice(1))).toThrow('header');
  });
});
