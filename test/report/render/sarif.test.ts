/** Tests that report.sarif holds what is red, as the standard and GitHub's code scanning take it. */
import { describe, expect, it } from 'vitest';
import { judgeJournal } from '../../../src/report/build/judge-journal.ts';
import { renderSarif } from '../../../src/report/render/sarif/sarif.ts';
import type { Report } from '../../../src/report/schema.ts';
import { entry } from '../../judge/deviations/entries.ts';
import { expectGolden } from '../golden.ts';
import { smallReport } from '../small-report.ts';
import { catalogue, lines, onFile, release, rules } from '../small-run.ts';
import { sarifProblems } from './sarif-schema.ts';

interface Log {
  runs: [
    {
      tool: { driver: { rules: { id: string; helpUri?: string }[] } };
      invocations: [{ executionSuccessful: boolean; exitCode: number }];
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        message: { text: string };
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
            logicalLocations?: [{ fullyQualifiedName: string }];
          },
        ];
        partialFingerprints: { primaryLocationLineHash: string; 'caseAndCode/v1': string };
      }[];
    },
  ];
}

const logOf = (report: Report): Log => JSON.parse(renderSarif(report)) as Log;
const small = smallReport();
const [run] = logOf(small).runs;
const caseOf = ({ locations }: (typeof run)['results'][number]): string | undefined =>
  locations[0].logicalLocations?.[0].fullyQualifiedName;

describe('report.sarif', () => {
  it('is as its golden file', () => {
    expectGolden('report.sarif', renderSarif(small));
  });

  it('is what the schema of the standard says, which refuses what is not', () => {
    expect(sarifProblems(logOf(small))).toEqual([]);
    const [first] = run.results;
    const wrong = { ...first!, locations: [{ physicalLocation: { artifactLocation: { uri: 'a b' } } }] };
    expect(sarifProblems({ ...logOf(small), runs: [{ ...run, results: [wrong] }] })).toEqual([
      '/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri must match format "uri-reference"',
    ]);
    expect(sarifProblems({ version: '2.1.0', runs: [{ ...run, tool: {} }] })).not.toEqual([]);
  });

  it('has each case that fails without an excuse once, and no other', () => {
    const unexpected = small.cases
      .filter((one) => !one.controlOnly && one.outcome === 'fail' && one.disposition === 'unexpected')
      .map(({ id }) => id);
    expect(unexpected.length).toBeGreaterThan(1);
    expect(run.results.map(caseOf).filter((id) => id !== undefined)).toEqual(unexpected);
  });

  it('has what --strict refuses as well', () => {
    const strict = logOf({ ...small, run: { ...small.run, strict: true } }).runs[0].results;
    const added = strict.filter((one) => !run.results.some((other) => caseOf(other) === caseOf(one)));
    expect(added.map((one) => [caseOf(one), one.level])).toEqual(
      small.cases
        .filter(
          ({ controlOnly, outcome, disposition }) =>
            !controlOnly && (outcome === 'non-strict' || disposition === 'known'),
        )
        .map(({ id }) => [id, 'note']),
    );
    expect(added.length).toBeGreaterThan(0);
  });

  it('names rules by their place, once each, and the heading of the page', () => {
    const { rules: known } = run.tool.driver;
    expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
    for (const { ruleId, ruleIndex } of run.results) expect(known[ruleIndex]?.id).toBe(ruleId);
    expect(known.find(({ id }) => id === 'server.pair-is-tls')?.helpUri).toMatch(
      /^https:\/\/github\.com\/absmach\/magistrala-docs\/blob\/[0-9a-f]{40}\/.*security\.mdx#users$/,
    );
    expect(known.find(({ id }) => id === 'server.modern-tls')).not.toHaveProperty('helpUri');
  });

  it('names the file of the deviations, with the line of an entry that is at fault', () => {
    const [stale] = run.results.filter(({ ruleId }) => ruleId === 'deviations.stale');
    const at = small.deviations.findIndex(({ disposition }) => disposition === 'stale');
    expect(stale?.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'conformance/deviations.yaml' },
      region: { startLine: onFile.lines[at] },
    });
    for (const { locations } of run.results) {
      expect(locations[0].physicalLocation.artifactLocation.uri).toBe('conformance/deviations.yaml');
    }
  });

  it.each([
    [null, 'releases/deviations/v9.9.9.yaml'],
    [{ path: './a b/d.yaml', repositoryPath: null }, 'a%20b/d.yaml'],
    [{ path: '/home/me/d.yaml', repositoryPath: null }, 'd.yaml'],
    [{ path: '../../etc/d.yaml', repositoryPath: null }, 'd.yaml'],
    [{ path: String.raw`C:\me\d.yaml`, repositoryPath: null }, 'd.yaml'],
    [{ path: '/repository/it/a#b?.yaml', repositoryPath: 'it/a#b?.yaml' }, 'it/a%23b%3F.yaml'],
  ])('never names a path of this machine: %j', (file, uri) => {
    const deviationsFile = file && { revision: null, sha256: null, ...file };
    const log = logOf({ ...small, deviationsFile });
    expect(log.runs[0].results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
    expect(sarifProblems(log)).toEqual([]);
  });

  it('recognises a case from run to run, and each as another', () => {
    const again = judgeJournal(
      lines.map((line) =>
        line.type === 'observation' ? { ...line, timings: { ...line.timings, probe: 7 } } : line,
      ),
      release,
      [],
      { catalogue, rules },
    );
    const prints = (report: Report) =>
      new Map(
        logOf(report)
          .runs[0].results.filter((one) => caseOf(one) !== undefined)
          .map((one) => [caseOf(one), one.partialFingerprints]),
      );
    const [one, other] = [prints(small), prints(again)];
    for (const [id, print] of one) expect(other.get(id)).toEqual(print);
    const hashes = [...other.values()].map(({ primaryLocationLineHash }) => primaryLocationLineHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('says of a case what was expected and found, as text without markup', () => {
    const [hostile] = run.results.filter(
      (one) => caseOf(one) === 'server.modern-tls/users.http/tls-1.0@release',
    );
    expect(hostile?.message.text).toMatch(/Expected: users\.http completes a TLS handshake\. Found: /);
    expect(hostile?.message.text).toContain('</script><script>alert(1)</script>');
    // Nothing that a viewer would make a link or a placeholder of, or a terminal a colour.
    expect(renderSarif(small)).not.toMatch(/\]\(/);
    // eslint-disable-next-line no-control-regex
    expect(JSON.stringify(run.results)).not.toMatch(/\\u00[01]|[\u0000-\u001f]/);
  });

  it('is no success where not everything was judged', () => {
    expect(small.complete).toBe(false);
    expect(run.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: small.exitCode });
  });

  it('is red, and milder, for a case that is milder than on file', () => {
    const old = 'server.modern-tls/users.http/tls-1.0@release';
    const milder = entry({ case: old, code: 'FORBIDDEN_SEEN', facts: ['speaks-tls'], risk: 'weaker' });
    const report = judgeJournal(lines, release, [milder], {
      catalogue,
      rules,
      onFile: { ...onFile, lines: [8] },
    });
    const about = logOf(report).runs[0].results.filter(
      (one) => caseOf(one) === old || one.ruleId === 'deviations.stale',
    );
    expect(about.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['server.modern-tls', 'warning'],
      ['deviations.stale', 'warning'],
    ]);
    for (const { locations } of about) expect(locations[0].physicalLocation.region.startLine).toBe(8);
  });
});
