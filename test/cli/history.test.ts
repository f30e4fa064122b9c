/** Tests the command `history` as a user calls it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { historySchema } from '../../src/history/schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { passing, wholeReport } from '../history/small-history.ts';
import { inProcess } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The folder of a run in another folder. */
const run = (name: string, report: Report): string => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'report.json'), JSON.stringify(report));
  return join(folder, name);
};
const old = run('results/old', wholeReport('v9.9.9'));
const now = run(
  'results/new',
  wholeReport('v10.0.0', (report) => ({ cases: passing(report) })),
);

describe('history', () => {
  it.each(['text', 'markdown', 'html', 'json', 'svg'])(
    '%s: of reports, of folders, and of a folder of them',
    async (format) => {
      const one = await inProcess(['history', now, join(old, 'report.json'), '--format', format]);
      expect(one).toMatchObject({ code: 0, stderr: '' });
      expect(one.stdout.indexOf('v9.9.9')).toBeGreaterThan(-1);
      expect(await inProcess(['history', join(folder, 'results'), '--format', format])).toEqual(one);
    },
  );

  it('writes a file, and takes only the releases that are asked for', async () => {
    const out = join(folder, 'out.json');
    const args = ['history', old, now, '--release', 'v10.0.0', '--format', 'json', '--out', out];
    expect(await inProcess(args)).toEqual({ code: 0, stdout: '', stderr: '' });
    const history = historySchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(history.releases.map(({ release }) => release)).toEqual(['v10.0.0']);
  });

  it('judges recorded observations again', async () => {
    const args = ['history', '--recorded', '--release', 'v0.20.0', '--format', 'json'];
    const { code, stdout } = await inProcess(args);
    expect(code).toBe(0);
    const { releases } = historySchema.parse(JSON.parse(stdout));
    expect(releases).toMatchObject([{ release: 'v0.20.0', source: 'recorded', whole: true }]);
  }, 120_000);

  const differing = run(
    'differing',
    wholeReport('v9.9.9', (report) => ({ cases: passing(report), run: { ...report.run, id: 'another' } })),
  );
  const version = run('version', { ...wholeReport('v9.9.8'), schemaVersion: 2 as never });
  const main = run('main', wholeReport('main'));
  mkdirSync(join(folder, 'empty'));

  it.each([
    ['no report', [], 'a report of a release', 'none'],
    ['a path that is not there', [join(folder, 'none')], 'a folder of runs at', 'no such file (ENOENT)'],
    ['a folder without a report', [join(folder, 'empty')], 'a report.json in', 'none'],
    ['a report of another schema version', [version], 'of schema version 1', 'schema version 2'],
    [
      'two runs of a release that differ',
      [old, differing],
      'runs of v9.9.9 that agree',
      ', which differ in ',
    ],
    ['a release that is no version', [old, main], 'named as versions', 'the release "main"'],
    ['a release that no report is about', [old, '--release', 'v1.0.0'], 'with one of v9.9.9', 'v1.0.0'],
    ['an unknown format', [old, '--format', 'pdf'], '--format with one of', '--format pdf'],
    ['a folder without records', ['--recorded', join(folder, 'empty')], 'recorded observations', 'none'],
  ])('%s is a mistake', async (_, args, expected, found) => {
    const { code, stdout, stderr } = await inProcess(['history', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(/^ {2}expected (.*)$/m.exec(stderr)?.[1]).toContain(expected);
    expect(/^ {2}found (.*)$/m.exec(stderr)?.[1]).toContain(found);
    expect(stderr).toMatch(/^ {2}to do {5}\S/m);
  });
});
