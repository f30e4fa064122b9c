/** Tests the command `compare` as a user calls it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { comparisonSchema } from '../../src/compare/schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { smallReport } from '../report/small-report.ts';
import { command } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const report = smallReport();
const worse: Report = {
  ...report,
  cases: report.cases.map((each) =>
    each.outcome === 'pass' && !each.controlOnly
      ? {
          ...each,
          level: 'must',
          outcome: 'fail',
          finding: 'deviates',
          risk: 'weaker',
          code: 'FORBIDDEN_SEEN',
        }
      : { ...each, level: 'must' },
  ),
};
const good = { ...report, cases: report.cases.map((each) => ({ ...each, level: 'must' as const })) };
const [old, now] = [file('old.json', JSON.stringify(good)), file('new.json', JSON.stringify(worse))];

describe('compare', () => {
  it.concurrent.each(['text', 'markdown', 'html', 'json'])(
    '%s: the exit code does not depend on the format',
    async (format) => {
      const gated = await command(['compare', old, now, '--format', format, '--fail-on', 'new']);
      expect(gated).toMatchObject({ code: 1, stderr: '' });
      expect(gated.stdout).not.toBe('');
      const free = await command(['compare', old, now, '--format', format]);
      expect(free).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('writes a file, and reads the folder of a run', async () => {
    const run = join(folder, 'run');
    mkdirSync(run);
    writeFileSync(join(run, 'report.json'), JSON.stringify(worse));
    const out = join(folder, 'out.json');
    const { code, stdout } = await command(['compare', old, run, '--format', 'json', '--out', out]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const comparison = comparisonSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(comparison.new.length).toBeGreaterThan(0);
    expect(comparison.resolved).toEqual([]);
  });

  it('reads a report with fields of another version', async () => {
    const cases = good.cases.map((each) => ({ ...each, later: 1 }));
    const other = file('other.json', JSON.stringify({ ...good, run: { ...good.run, seed: 1 }, cases }));
    const { code, stdout, stderr } = await command(['compare', old, other, '--fail-on', 'changed']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^0 new, 0 resolved, 0 changed, \d+ unchanged/m);
  });

  const whole = JSON.stringify(good);
  it.concurrent.each<[string, string[], RegExp]>([
    [
      'a report that is missing',
      [old, join(folder, 'nothing.json')],
      /expected +a report\.json, or the folder of a run/,
    ],
    ['one that is cut off', [old, file('cut.json', whole.slice(0, -40))], /no JSON/],
    ['something else', [old, file('list.json', '[1, 2]')], /expected .*list\.json to be a report\.json/s],
    [
      'another schema version',
      [old, file('later.json', JSON.stringify({ ...good, schemaVersion: 2 }))],
      /schema version 1[\s\S]*schema version 2/,
    ],
    [
      'a format that is none',
      [old, now, '--format', 'pdf'],
      /--format with one of text, markdown, html, json/,
    ],
    ['a gate that is none', [old, now, '--fail-on', 'all'], /--fail-on with one of never, new, changed/],
    ['no place to write', [old, now, '--out', join(folder, 'no/such/folder')], /a file that can be written/],
    ['one report alone', [old], /a second report to compare/],
    ['three reports', [old, now, now], /no argument after compare <old> <new>/],
  ])('%s: one error in three parts', async (_, args, text) => {
    const { code, stderr, stdout } = await command(['compare', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(text);
    for (const part of ['expected', 'found', 'to do'])
      expect(stderr).toMatch(new RegExp(`^  ${part} +\\S`, 'm'));
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
