/** Tests that check-env.sarif holds what counts, as the standard and GitHub's code scanning take it. */
import { describe, expect, it } from 'vitest';
import type { Checked } from '../../../src/advise/checked/checked.ts';
import { renderAdviceSarif } from '../../../src/report/render/advice/sarif.ts';
import { baseline, checkedOf, smallAdvice, statement } from '../../advise/small-advice.ts';
import { sarifProblems } from './sarif-schema.ts';

const small = checkedOf(smallAdvice, { accepted: baseline });

describe('check-env.sarif', () => {
  interface Log {
    runs: [
      {
        tool: { driver: { rules: { id: string; help: { text: string } }[] } };
        invocations: [{ executionSuccessful: boolean; exitCode: number }];
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: string };
                region: { startLine: number; startColumn: number };
              };
            },
          ];
          partialFingerprints: { primaryLocationLineHash: string };
        }[];
      },
    ];
  }
  const logOf = (checked: Checked, pathOf = (file: string) => file): Log =>
    JSON.parse(renderAdviceSarif(checked, pathOf)) as Log;
  const [run] = logOf(small).runs;

  it('is what the schema of the standard says', () => {
    expect(sarifProblems(logOf(small))).toEqual([]);
    expect(sarifProblems(logOf(checkedOf({ ...smallAdvice, files: [], statements: [], hops: [] })))).toEqual(
      [],
    );
  });

  it('has no result for what is accepted, in effect, or was not given', () => {
    expect(run.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      ['baseline.stale', 'warning'],
      ['baseline.expired', 'warning'],
      ['check-env.not-mounted', 'error'],
      ['check-env.ignored', 'error'],
      ['check-env.ignored', 'error'],
      ['check-env.undefined-variable', 'note'],
      ['check-env.undefined-variable', 'note'],
      ['check-env.undefined-variable', 'note'],
      ['check-env.never-read', 'note'],
    ]);
  });

  it('raises a note that counts', () => {
    const strict = logOf(checkedOf(smallAdvice, { strict: true })).runs[0].results;
    expect(strict.filter(({ level }) => level === 'warning').map(({ ruleId }) => ruleId)).toEqual(
      Array(3).fill('check-env.undefined-variable'),
    );
  });

  it('names the place from the top of the repository, and a rule with help', () => {
    const { results } = logOf(small, (file) => `deploy/a b/${file}`).runs[0];
    const mounted = results.find(({ ruleId }) => ruleId === 'check-env.not-mounted');
    expect(mounted?.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'deploy/a%20b/docker/docker-compose.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 612, startColumn: 7 },
    });
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]).toMatchObject({ id: ruleId });
      expect(run.tool.driver.rules[ruleIndex]!.help.text.length).toBeGreaterThan(5);
    }
  });

  it('recognises a result whose line has moved', () => {
    const moved = {
      ...small,
      statements: small.statements.map((one) => ({ ...one, at: { ...one.at, line: one.at.line + 3 } })),
    };
    const prints = (checked: Checked) => logOf(checked).runs[0].results.map((one) => one.partialFingerprints);
    expect(prints(moved)).toEqual(prints(small));
    expect(new Set(prints(small).map((one) => one.primaryLocationLineHash)).size).toBe(run.results.length);
  });

  it('is no clean log where nothing was recognised', () => {
    const nothing = checkedOf({
      ...smallAdvice,
      ...{ statements: [], hops: [], recognised: { settings: 0, services: [] } },
    });
    const [{ results, invocations }] = logOf(nothing).runs;
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([['nothing-decided', 'error']]);
    expect(invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 3 });
  });

  it('holds no more results than are shown, and says how many are left out', () => {
    const many = Array.from({ length: 5010 }, (_, at) =>
      statement({ kind: 'never read', severity: 'note', variable: `SMQ_${at}` }),
    );
    const log = logOf(checkedOf({ ...smallAdvice, statements: many }));
    expect(log.runs[0].results).toHaveLength(5000);
    expect(JSON.stringify(log.runs[0].invocations)).toContain('10 further results are left out');
  });
});
