/** A run that was divided, and whose shards were merged, says of each case what the whole run says. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/journal/read.ts';
import type { Report } from '../../src/report/schema.ts';
import { command, type Ended } from './command.ts';
import { runFolders } from './run-folders.ts';

/** Something red as well: what decides the gate is observed twice, in the shard that judges it. */
const asked = ['--section', 'standalone', '--mutant', 'standalone-accepts-any-token', '--strict'];

const { base, at, textOf, reportIn } = runFolders('shards-');
const journalIn = (name: string) => readJournal(textOf(`${name}/journal.ndjson`), name);
const startsIn = (name: string): string[] =>
  journalIn(name)
    .flatMap((line) => (line.type === 'observation' ? [`${line.reading ?? 'first'} ${line.start}`] : []))
    .toSorted();

/** What is said of each case, but for what belongs to one run: digests, times, ports, what was observed twice. */
const saidBy = ({ cases }: Report) => {
  const ofOneRun = ['evidence', 'timings', 'observed', 'attempts', 'calm'];
  return cases.map((one) =>
    Object.fromEntries(Object.entries(one).filter(([key]) => !ofOneRun.includes(key))),
  );
};

const runs: Ended[] = [];
let merged: Ended;
beforeAll(async () => {
  for (const [name, ...shard] of [['whole'], ['one', '--shard', '1/2'], ['two', '--shard', '2/2']]) {
    runs.push(await command(['run', ...asked, ...shard, '--out', at(name!)]));
  }
  merged = await command(['merge', at('two'), at('one/journal.ndjson'), '--out', at('merged')]);
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('two shards', () => {
  it('each observe a part, and judge nothing', () => {
    for (const [number, ended] of [runs[1]!, runs[2]!].entries()) {
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).not.toContain('conformant');
      expect(ended.stdout).toMatch(/npm start -- merge FOLDER-OF-EACH-SHARD… --out DIR/);
      expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe(
        `shard ${number + 1}/2: not judged; exit code 0: every start of this shard was observed`,
      );
    }
    for (const name of ['one', 'two']) expect(existsSync(at(`${name}/report.json`))).toBe(false);
    const all = new Set(startsIn('whole'));
    for (const name of ['one', 'two']) expect(new Set(startsIn(name)).size).toBeLessThan(all.size);
  });

  it('merged are the whole run, case by case', () => {
    const whole = reportIn('whole');
    expect(whole.summary.outcomes.fail).toBeGreaterThan(0);
    const red = reportIn('merged').cases.filter(({ outcome }) => outcome === 'fail');
    expect(new Set(red.map(({ calm }) => calm))).toEqual(new Set(['confirmed']));
    expect(saidBy(reportIn('merged'))).toEqual(saidBy(whole));
    const { summary, gate, exitCode, reasons, selection, deviations, complete } = reportIn('merged');
    expect({ summary, gate, exitCode, reasons, selection, deviations, complete }).toEqual({
      summary: whole.summary,
      gate: whole.gate,
      exitCode: 1,
      reasons: whole.reasons,
      selection: whole.selection,
      deviations: whole.deviations,
      complete: true,
    });
  });

  it('merged end on the console as the whole run does', () => {
    expect(merged).toMatchObject({ code: 1, stderr: '' });
    const lastOf = ({ stdout }: Ended): string | undefined => stdout.trimEnd().split('\n').at(-1);
    expect(runs[0]!.code).toBe(1);
    expect(lastOf(merged)).toBe(lastOf(runs[0]!));
  });

  it('leave one journal with each start once, judged as strictly, and reproduced without shards', () => {
    const first = (name: string): string[] => startsIn(name).filter((start) => start.startsWith('first'));
    expect(first('merged')).toEqual(first('whole'));
    expect(new Set(startsIn('merged')).size).toBe(startsIn('merged').length);
    const { run } = reportIn('merged');
    expect(run).toMatchObject({ shard: null, strict: true, command: `npm start -- run ${asked.join(' ')}` });
  });

  it('are not different for compare', async () => {
    const { code, stdout } = await command(['compare', at('whole'), at('merged'), '--fail-on', 'changed']);
    expect(stdout).toMatch(/^0 new, 0 resolved, 0 changed, \d+ unchanged, 0 incomparable/m);
    expect(code).toBe(0);
  });
});

/** Puts a changed copy of a shard's journal beside the others. */
const changed = (name: string, change: (text: string) => string): string => {
  mkdirSync(at(name));
  writeFileSync(at(`${name}/journal.ndjson`), change(textOf('two/journal.ndjson')));
  return at(name);
};

it('a shard alone is not recorded', async () => {
  const { code, stderr } = await command(['record', at('one/journal.ndjson'), '--to', at('recorded')]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/the journal of a whole run\n +found .*one.journal\.ndjson holds shard 1\/2/);
  expect(existsSync(at('recorded'))).toBe(false);
});

describe('a merge', () => {
  it('is incomplete where a shard was interrupted, and says which', async () => {
    const { code, stdout } = await command([
      'merge',
      at('one'),
      changed('ended', (text) =>
        text.replace('"complete":true,"interrupted":null', '"complete":false,"interrupted":"SIG\\u001b[31m"'),
      ),
      '--out',
      at('incomplete'),
    ]);
    expect(stdout).toMatch(
      /Shard 2\/2 \(.*ended.journal\.ndjson\) was ended by SIG\ufffd\[31m: the result is incomplete/,
    );
    expect(reportIn('incomplete').complete).toBe(false);
    // What failed has failed, whatever else is missing.
    expect(code).toBe(1);
  });

  it.each<[string, () => string[], RegExp]>([
    ['a missing shard', () => [at('one')], /no journal of shard 2\/2/],
    ['a doubled shard', () => [at('one'), at('two'), at('two')], /shard 2\/2 in .* and in /],
    [
      'a shard that was cut off',
      () => [at('one'), changed('cut', (text) => text.slice(0, -40))],
      /no footer: the suite was killed/,
    ],
    ['a whole run', () => [at('one'), at('whole')], /whole.journal\.ndjson holds a whole run/],
    [
      'a journal of another version of the format',
      () => [
        at('one'),
        changed('version', (text) => text.replace(/"schemaVersion":\d+/, '"schemaVersion":99')),
      ],
      /version 99, written by/,
    ],
    [
      'another strictness',
      () => [at('one'), changed('lax', (text) => text.replace(' --strict', ''))],
      /given in .*one.*, not given in .*lax/,
    ],
    [
      'another mutant',
      () => [at('one'), changed('mutant', (text) => text.replace('--mutant standalone-', '--mutant other-'))],
      /standalone-accepts-any-token in .*, other-accepts-any-token in /,
    ],
    [
      'the shards of other variables',
      () => [at('one'), changed('keys', (text) => text.replaceAll(/"start":"[0-9a-f]{4}/g, '"start":"zzzz'))],
      /a start zzzz/,
    ],
    [
      'deviations that the shards had not',
      () => [at('one'), at('two'), '--deviations', 'releases/deviations/v0.19.1.yaml'],
      /which they had not/,
    ],
    [
      'a release file of their own that is not given',
      () => [
        ...['one', 'two'].map((name) => {
          mkdirSync(at(`own-${name}`));
          const text = textOf(`${name}/journal.ndjson`);
          const to = at(`own-${name}/journal.ndjson`);
          writeFileSync(to, text.replace('"releaseFile":null', '"releaseFile":"mine.yaml"'));
          return to;
        }),
      ],
      /no --release-file; they had mine\.yaml/,
    ],
    [
      'a folder that holds a shard',
      () => [at('one'), at('two'), '--out', at('two')],
      /--out .*two, which holds/,
    ],
  ])('%s is refused: one error in three parts', async (_, args, found) => {
    const out = at('refused');
    const given = args();
    const { code, stdout, stderr } = await command([
      'merge',
      ...given,
      ...(given.includes('--out') ? [] : ['--out', out]),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(found);
    for (const part of ['expected', 'found', 'to do'])
      expect(stderr).toMatch(new RegExp(`^  ${part} +\\S`, 'm'));
    expect(existsSync(out)).toBe(false);
    expect(existsSync(at('two/journal.ndjson'))).toBe(true);
  });
});
