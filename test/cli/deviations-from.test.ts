/** A change cannot excuse itself: with `--deviations-from` the deviations file of a branch counts, and reports say so. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../src/report/read-report.ts';
import { reportSchema, type Report } from '../../src/report/schema.ts';
import { smallReport } from '../report/small-report.ts';
import { hasGit, repository, type Repository } from '../system/repository.ts';
import { command, type Ended } from './command.ts';

const file = 'conformance/deviations.yaml';
const none = 'release: reference\ndeviations: []\n';

describe.skipIf(!hasGit)('--deviations-from, with git', () => {
  let repo: Repository;
  let ran: Ended;
  const commits = { main: '', change: '' };
  const at = (name: string): string => join(repo.root, name);
  const reportIn = (name: string): Report =>
    readReport(readFileSync(at(`${name}/report.json`), 'utf8'), name);

  /** The journal of the run, as if it were the only shard of one with these options. */
  const shard = (name: string, options: string): string => {
    const text = readFileSync(at('run/journal.ndjson'), 'utf8');
    mkdirSync(at(name));
    const command = `"command":"npm start -- run --mutant standalone-accepts-any-token --shard 1/1 ${options}"`;
    writeFileSync(
      at(`${name}/journal.ndjson`),
      text.replace('"shard":null', '"shard":"1/1"').replace(/"command":"[^"]*"/, command),
    );
    return name;
  };
  const merge = (...args: string[]): Promise<Ended> => command(['merge', ...args], { cwd: repo.root });

  beforeAll(async () => {
    repo = repository();
    repo.write({ [file]: none, '.gitignore': 'run\nmerged*\nfrom\nplain\n' });
    commits.main = repo.commit('base');
    repo.write({ [file]: 'no deviations file at all' });
    ran = await command(
      [
        ...['run', '--rule', 'standalone.refuses-everyone-else', '--mutant', 'standalone-accepts-any-token'],
        ...[
          '--deviations',
          file,
          '--deviations-from',
          'main',
          '--out',
          'run',
          '--sarif',
          '--annotations',
          'github',
        ],
      ],
      { cwd: repo.root },
    );
    shard('from', `--deviations ${file} --deviations-from main`);
    shard('plain', `--deviations ${file}`);
    const suggested = await command(['deviations', 'suggest', at('run/report.json')]);
    const written = suggested.stdout
      .replaceAll("reason: ''", 'reason: the change needs it to be so')
      .replaceAll("link: ''", 'link: https://example.org/1');
    repo.git('checkout', '--quiet', '-b', 'change');
    repo.write({ [file]: written, 'added.yaml': written });
    commits.change = repo.commit('change');
  }, 300_000);
  afterAll(() => rmSync(repo.root, { recursive: true, force: true }));

  it('a run takes the file of the revision, whatever lies in the work tree', () => {
    expect(ran).toMatchObject({ code: 1, stderr: '' });
    expect(reportIn('run').deviationsFile).toEqual({
      path: file,
      repositoryPath: file,
      revision: commits.main,
      sha256: createHash('sha256').update(none).digest('hex'),
    });
  });

  it('a run writes SARIF and prints annotations where asked: between the report and the last line', () => {
    expect(existsSync(at('run/report.sarif'))).toBe(true);
    const lines = ran.stdout.trimEnd().split('\n');
    const annotations = lines.flatMap((line, index) => (line.startsWith('::') ? [index] : []));
    expect(annotations.length).toBeGreaterThan(0);
    expect(lines.at(annotations[0]! - 1)).toMatch(/^Reports: .*report\.sarif/);
    expect(annotations.at(-1)).toBe(lines.length - 2);
    expect(lines.at(-1)).toMatch(/^nonconformant: .*exit code 1/);
  });

  it('what the change itself puts on file excuses nothing', async () => {
    const { code, stdout } = await merge(
      'from',
      '--deviations',
      file,
      '--deviations-from',
      'main',
      '--out',
      'merged',
    );
    expect(code).toBe(1);
    expect(reportIn('merged')).toMatchObject({ gate: 'nonconformant', deviations: [] });
    const sentence = `Known deviations: ${file} of commit ${commits.main.slice(0, 12)}, sha256 `;
    expect(stdout).toContain(sentence);
    for (const name of ['report.html', 'summary.md'])
      expect(readFileSync(at(`merged/${name}`), 'utf8')).toContain(sentence);
    expect(existsSync(at('merged/report.sarif'))).toBe(false);
  });

  it('what the revision has on file does, with the line of each entry', async () => {
    const { code } = await merge(
      'from',
      '--deviations',
      file,
      '--deviations-from',
      'change',
      '--out',
      'merged-change',
    );
    expect(code).toBe(0);
    const { gate, deviationsFile, deviations } = reportIn('merged-change');
    expect(gate).toBe('conformant-with-deviations');
    expect(deviationsFile?.revision).toBe(commits.change);
    const lines = readFileSync(at(file), 'utf8').split('\n');
    expect(deviations.length).toBeGreaterThan(0);
    for (const { line } of deviations) expect(lines[line! - 1]).toMatch(/^ {2}- case:/);
  });

  it('a file that the change adds is none: the reports say so', async () => {
    const args = ['--deviations', 'added.yaml', '--deviations-from', 'main', '--out', 'merged-added'];
    const { code, stdout } = await merge('from', ...args);
    expect(code).toBe(1);
    const sentence = `No known deviations: there is no added.yaml in commit ${commits.main.slice(0, 12)}.`;
    expect(stdout).toContain(sentence);
    expect(reportIn('merged-added').deviationsFile).toMatchObject({ revision: commits.main, sha256: null });
  });

  it('without it the file on the disk counts, and its digest is that of its bytes', async () => {
    const { code } = await merge('plain', '--deviations', file, '--out', 'merged-plain');
    expect(code).toBe(0);
    const sha256 = createHash('sha256')
      .update(readFileSync(at(file)))
      .digest('hex');
    expect(reportIn('merged-plain').deviationsFile).toEqual({
      path: file,
      repositoryPath: file,
      revision: null,
      sha256,
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      'left out where the shards had it',
      ['from', '--deviations', file],
      /no --deviations-from, which they had[\s\S]*add --deviations-from main/,
    ],
    [
      'given where they had it not',
      ['plain', '--deviations', file, '--deviations-from', 'main'],
      /--deviations-from main, which they had not/,
    ],
    [
      'of an unknown revision',
      ['from', '--deviations', file, '--deviations-from', 'origin/main'],
      /has\n[\s\S]*git fetch origin main/,
    ],
    [
      'like an option',
      ['from', '--deviations', file, '--deviations-from=--help'],
      /a branch, a tag or a commit/,
    ],
    [
      'of a file that is nowhere',
      ['from', '--deviations', 'none.yaml', '--deviations-from', 'main'],
      /none there, nor in main/,
    ],
    [
      'of a file in no work tree',
      ['from', '--deviations', '/none/d.yaml', '--deviations-from', 'main'],
      /which is in none/,
    ],
    [
      'of a file that is wrong there',
      ['from', '--deviations', '.gitignore', '--deviations-from', 'main'],
      /\.gitignore in [0-9a-f]{12}:1/,
    ],
  ])('%s: one error in three parts, and nothing written', async (_, args, text) => {
    const { code, stdout, stderr } = await merge(...args, '--out', 'merged-refused');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(text);
    for (const part of ['expected', 'found', 'to do'])
      expect(stderr).toMatch(new RegExp(`^  ${part} +\\S`, 'm'));
    expect(existsSync(at('merged-refused'))).toBe(false);
  });

  it('a rerun takes the file of the same revision', async () => {
    const { code, stdout } = await command(['rerun', 'run', '--open'], { cwd: repo.root });
    expect(stdout).toContain('Nothing to observe again');
    expect(code).toBe(1);
    expect(reportIn('run').deviationsFile?.revision).toBe(commits.main);
  });

  it('the exit code is the same, whatever else is asked for', async () => {
    const asked = [[], ['--sarif'], ['--annotations', 'github'], ['--sarif', '--annotations', 'github']];
    for (const more of asked) {
      const options = ['--deviations', file, '--deviations-from', 'main', '--out', 'merged-same'];
      expect((await merge('from', ...options, ...more)).code).toBe(1);
    }
    const options = ['--deviations', file, '--deviations-from', 'change', '--out', 'merged-same'];
    const { code, stdout } = await merge('from', ...options, ...asked[3]!);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/^::/m);
  });
});

describe('a report', () => {
  it('of an earlier version, which names no deviations file, is still read', () => {
    const { deviationsFile: _, deviations, ...report } = smallReport();
    const old = { ...report, deviations: deviations.map(({ line: __, ...one }) => one) };
    const read = readReport(JSON.stringify(old), 'old.json');
    expect(read.deviationsFile).toBeNull();
    expect(read.deviations.map(({ line }) => line)).toEqual(deviations.map(() => null));
    expect(reportSchema.parse(read)).toEqual(read);
  });
});
