/** Tests that cases of a run are observed again, and what the run is worth with them. */
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/journal/read.ts';
import type { JournalHeader } from '../../src/model/journal.ts';
import { command, type Ended } from './command.ts';
import { runFolders } from './run-folders.ts';

const { base, at, textOf, reportIn } = runFolders('rerun-');
const lastLine = ({ stdout }: Ended): string => stdout.trimEnd().split('\n').at(-1) ?? '';
const mutant = ['--mutant', 'standalone-accepts-any-token'];

/** A copy of a run's folder whose journal was changed. */
const changed = (of: string, name: string, change: (text: string) => string): string => {
  cpSync(at(of), at(name), { recursive: true });
  writeFileSync(at(`${name}/journal.ndjson`), change(textOf(`${of}/journal.ndjson`)));
  return at(name);
};
const rows = (text: string): string[] => text.split('\n').filter((row) => row !== '');

beforeAll(async () => {
  const asked = ['run', '--rule', 'standalone.refuses-everyone-else,standalone.needs-both'];
  expect(await command([...asked, '--out', at('whole')])).toMatchObject({ code: 0 });
  expect(await command([...asked, ...mutant, '--out', at('red')])).toMatchObject({ code: 1 });
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('a run that was killed', () => {
  let ended: Ended;
  let kept: string;
  beforeAll(async () => {
    // Before one start was observed: without its line, without a footer and without a report.
    const folder = changed('whole', 'killed', (text) =>
      rows(text)
        .filter((row) => !row.includes('"cases":["standalone.needs-both/clients/e-mail-only"]'))
        .filter((row) => !row.startsWith('{"type":"footer"'))
        .map((row) => `${row}\n`)
        .join(''),
    );
    rmSync(join(folder, 'report.json'));
    kept = textOf('killed/journal.ndjson');
    ended = await command(['rerun', folder]);
  }, 600_000);

  it('is whole when the rest was observed', async () => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { run, complete, selection, cases } = reportIn('killed');
    expect(complete).toBe(true);
    expect(selection.notRun).toEqual([]);
    expect(run.reruns).toMatchObject([{ journal: 'rerun-1.ndjson', cases: 1 }]);
    expect(selection.selected).toBe(7);
    const journals = new Set(cases.flatMap((one) => one.evidence.map(({ path }) => path.split('#')[0])));
    expect(journals).toEqual(new Set(['journal.ndjson', 'rerun-1.ndjson']));
    const compared = await command(['compare', at('whole'), at('killed'), '--fail-on', 'changed']);
    expect(compared.stdout).toMatch(/^0 new, 0 resolved, 0 changed, \d+ unchanged, 0 incomparable/m);
    expect(compared.code).toBe(0);
  });

  it('keeps its journal, and the rerun has one that can be read', () => {
    expect(textOf('killed/journal.ndjson')).toBe(kept);
    const [header] = readJournal(textOf('killed/rerun-1.ndjson'), 'rerun');
    expect(header).toMatchObject({ type: 'header', selection: { selected: expect.any(Array) } });
  });

  it('says so on the console and in each report', () => {
    const sentence = /1 rerun of 1 case, with those that they rest on: 1 decided that were open, 3 as before/;
    expect(ended.stdout).toMatch(
      /Observing again, of the run in .+: 0 cases failed, 1 case open, 0 cases not set up\./,
    );
    expect(ended.stdout).toMatch(sentence);
    for (const name of ['summary.md', 'report.html']) expect(textOf(`killed/${name}`)).toMatch(sentence);
  });

  it('has nothing more to observe again', async () => {
    const again = await command(['rerun', at('killed/report.json')]);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Nothing to observe again: 0 cases failed, 0 cases open');
    expect(lastLine(again)).toBe(lastLine(ended));
    expect(existsSync(at('killed/rerun-2.ndjson'))).toBe(false);
  });
});

describe('a failure', () => {
  const redOf = (name: string) =>
    reportIn(name).cases.filter(({ controlOnly, outcome }) => !controlOnly && outcome === 'fail');

  it('that is there again is confirmed, and nothing else is observed', async () => {
    cpSync(at('red'), at('same'), { recursive: true });
    const failed = redOf('red').map(({ id }) => id);
    const ended = await command(['rerun', at('same'), '--failed']);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(redOf('same').map(({ id, rerun }) => [id, rerun])).toEqual(failed.map((id) => [id, 'confirmed']));
    const [header] = readJournal(textOf('same/rerun-1.ndjson'), 'rerun');
    expect(header).toMatchObject({ selection: { selected: failed } });
    expect(reportIn('same').summary.outcomes).toEqual(reportIn('red').summary.outcomes);
  });

  it('that is gone makes the case untestable', async () => {
    const failed = redOf('red').map(({ id }) => id);
    const folder = changed('red', 'mended', (text) => text.replace(` ${mutant.join(' ')}`, ''));
    const ended = await command(['rerun', folder, '--failed']);
    expect(ended).toMatchObject({ code: 3, stderr: '' });
    const open = reportIn('mended').cases.filter(({ outcome }) => outcome === 'untestable');
    expect(open.map(({ id, code, rerun }) => [id, code, rerun])).toEqual(
      failed.map((id) => [id, 'UNSTABLE', 'differed']),
    );
    expect(open[0]!.observed).toMatch(/^fail in journal\.ndjson \(.+\), pass in rerun-1\.ndjson \(/);
  });
});

describe('is refused, and the reports stay, for', () => {
  const header = (change: (head: JournalHeader) => void) => (text: string) => {
    const [first = '', ...rest] = rows(text);
    const head = JSON.parse(first) as JournalHeader;
    change(head);
    return [JSON.stringify(head), ...rest, ''].join('\n');
  };
  const other: [string, (text: string) => string, RegExp][] = [
    [
      'another version of the suite',
      header(({ suite }) => (suite.version = '0.0.1')),
      /expected +the same version of the suite as in .+journal\.ndjson: .+ 0\.0\.1\n +found .+\n +to do +observe the whole run anew/,
    ],
    [
      'another catalogue',
      header(({ suite }) => (suite.catalogueDigest = 'f'.repeat(64))),
      /expected +the same catalogue as in .+: f{64}\n/,
    ],
    [
      'a command of another program',
      header(({ run }) => (run.command = 'rm -rf results')),
      /expected +a journal that names the command of its run\n +found +rm -rf results\n/,
    ],
    [
      'a command that is none of a run',
      header(({ run }) => (run.command = 'npm start -- clean --everything')),
      /found +npm start -- clean --everything \(/,
    ],
    [
      'a shard',
      header(({ run }) => (run.shard = '1/2')),
      /expected +the journal of a whole run\n +found +shard 1\/2/,
    ],
  ];

  it.each(other)('%s', async (name, change, message) => {
    const folder = changed('red', `refused ${name}`, change);
    const { code, stdout, stderr } = await command(['rerun', folder]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/^ +at /m);
    expect(existsSync(join(folder, 'report.json'))).toBe(true);
    expect(existsSync(join(folder, 'rerun-1.ndjson'))).toBe(false);
  });

  it('a report without its journal', async () => {
    cpSync(at('red'), at('alone'), { recursive: true });
    rmSync(at('alone/journal.ndjson'));
    const { code, stderr } = await command(['rerun', at('alone/report.json')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/journal of the run at .+alone.journal\.ndjson\n +found +no such file/);
    expect(stderr).toContain('keep the whole folder of a run');
  });

  it('any other file', async () => {
    const { code, stderr } = await command(['rerun', at('red/junit.xml')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected +the report\.json of a run, or its folder\n +found +.+junit\.xml/);
  });
});
