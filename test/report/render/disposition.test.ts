/** Tests how the formats show a case that is milder than on file, known under its other name, or only informs. */
import { describe, expect, it } from 'vitest';
import type { Deviation } from '../../../src/judge/deviations/file.ts';
import { judgeJournal } from '../../../src/report/build/judge-journal.ts';
import { consoleReport } from '../../../src/report/render/console.ts';
import { renderAll } from '../../../src/report/render/write.ts';
import type { Report } from '../../../src/report/schema.ts';
import { entry } from '../../judge/deviations/entries.ts';
import { catalogue, lines, release, rules } from '../small-run.ts';

const old = 'server.modern-tls/users.http/tls-1.0';
const seen = { code: 'REQUIRED_ABSENT', facts: ['speaks-tls'], risk: 'weaker' } as const;

const judged = (...deviations: Deviation[]): Report =>
  judgeJournal(lines, release, deviations, { catalogue, rules });
const caseOf = (report: Report, id: string) => report.cases.find((one) => one.id === id)!;
const notAsPromised = (report: Report): string => {
  const text = consoleReport(report, 12);
  return text.slice(text.indexOf('Not as promised'), text.indexOf('Could not be judged'));
};
const junitOf = (report: Report, name: string): string => {
  const xml = renderAll(report)['junit.xml']!;
  const from = xml.indexOf(`name="${name}"`);
  return xml.slice(from, xml.indexOf('</testcase>', from));
};

describe('a case that is milder than on file', () => {
  const report = judged(entry({ ...seen, code: 'FORBIDDEN_SEEN', case: `${old}@release` }));

  it('is reported by its entry, and not as a failure itself', () => {
    expect(caseOf(report, `${old}@release`)).toMatchObject({
      disposition: 'stale',
      reason: null,
      deviation: null,
      hint: {
        kind: 'milder',
        entry: 0,
        text: expect.stringContaining('says more: FORBIDDEN_SEEN (speaks-tls)'),
      },
    });
    expect(report.reasons.join()).toMatch(/^2 failures without a known deviation,1 stale entry/);
    expect(notAsPromised(report)).not.toContain(`${old}@release`);
    expect(consoleReport(report, 12)).toMatch(
      /no longer hold\n.*tls-1\.0@release\n {4}stale: less than FORBIDDEN_SEEN/,
    );
  });

  it('is red in the formats that know red and green alone', () => {
    expect(junitOf(report, 'users.http/tls-1.0@release')).toContain('<failure type="stale"');
  });
});

describe('a case that is known under its other name', () => {
  const report = judged(entry({ ...seen, case: old }));

  it('is unexpected, and says so wherever reasons are shown', () => {
    expect(caseOf(report, `${old}@release`)).toMatchObject({
      disposition: 'unexpected',
      hint: { kind: 'other name', entry: 0, text: `known under its other name: entry case: ${old}` },
    });
    const sentence = `known under its other name: entry case: ${old}`;
    expect(notAsPromised(report)).toContain(`on file   ${sentence}`);
    expect(junitOf(report, 'users.http/tls-1.0@release')).toContain(`on file: ${sentence}`);
    expect(renderAll(report)['summary.md']).toContain(`on file: ${sentence}`);
    expect(renderAll(report)['report.html']).toContain(`<dt>On file</dt><dd>${sentence}</dd>`);
  });
});

describe('what only informs', () => {
  const id = 'client.mutual-authentication/http-adapter/a-pair-is-given';
  const forbidding = {
    ...catalogue,
    cases: catalogue.cases.map((one) =>
      one.id === id ? { ...one, never: [{ ...one.must[0]!, holds: () => true, fact: 'presents' }] } : one,
    ),
  };

  it('gates where the forbidden was seen', () => {
    const report = judgeJournal(lines, release, [], { catalogue: forbidding, rules });
    expect(caseOf(report, id)).toMatchObject({
      level: 'info',
      code: 'FORBIDDEN_SEEN',
      disposition: 'unexpected',
    });
    expect(report.reasons).toContain('4 failures without a known deviation');
    expect(notAsPromised(report)).toContain(id);
    expect(junitOf(report, 'http-adapter/a-pair-is-given')).toContain('<failure');
  });

  it('and not where something required is absent', () => {
    const report = judged();
    expect(caseOf(report, id)).toMatchObject({ outcome: 'fail', disposition: null, hint: null });
    expect(report.reasons).toContain('3 failures without a known deviation');
    expect(notAsPromised(report)).not.toContain(id);
  });
});
