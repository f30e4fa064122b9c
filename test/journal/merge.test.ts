/** Journals of shards become one journal; what is no whole set of shards of one run is refused by name. */
import { describe, expect, it, test } from 'vitest';
import type { ShardJournal } from '../../src/journal/ended-shard.ts';
import { mergeShards, type Merged } from '../../src/journal/merge.ts';
import { refuseOtherTarget } from '../../src/journal/same-run.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { JournalFooter, JournalHeader, JournalObservation } from '../../src/model/journal.ts';
import { observation } from '../judge/tiny.ts';
import { header as whole } from '../report/small-run.ts';

const ids = ['a', 'b', 'c', 'control'];
const catalogue = { ids, digest: whole.suite.catalogueDigest };

const footer: JournalFooter = {
  ...{ type: 'footer', finished: '2026-06-15T10:00:02.500Z', ms: 2500 },
  ...{ complete: true, interrupted: null, lost: [] },
};

const line = (
  start: string,
  cases: string[],
  given: Partial<JournalObservation> = {},
): JournalObservation => ({
  ...{ type: 'observation', start, cases, attempts: [] },
  observation: observation({ of: start }),
  timings: { start: 1, probe: 1, settle: 0, stop: 1 },
  ...given,
});

const headerOf = (shard: string | null, selected: string[], controlOnly: string[] = []): JournalHeader => ({
  ...whole,
  run: { ...whole.run, id: `run-${shard}`, shard },
  selection: { catalogue: ids.length, selected, controlOnly },
});

const journal = (
  header: JournalHeader,
  observations: JournalObservation[],
  end: JournalFooter | undefined = footer,
): ShardJournal => ({
  name: `${header.run.shard}.ndjson`,
  lines: [header, ...observations, ...(end ? [end] : [])],
  options: {},
});

const one = journal(headerOf('1/2', ['a', 'b'], ['control']), [
  line('A', ['a', 'b']),
  line('C', ['control']),
]);
const seen = { observation: observation({ of: 'another reading' }) };
const two = journal(headerOf('2/2', ['c', 'control']), [line('K', ['c']), line('C', ['control'], seen)]);

const merge = (...journals: ShardJournal[]): Merged => mergeShards(journals, catalogue);
const startsOf = (merged: Merged): string[] => merged.observations.map(({ start }) => start).toSorted();
const withHeader = (given: ShardJournal, header: Partial<JournalHeader>): ShardJournal => ({
  ...given,
  lines: [{ ...(given.lines[0] as JournalHeader), ...header }, ...given.lines.slice(1)],
});
const withEnd = (given: ShardJournal, end: Partial<JournalFooter>): ShardJournal => ({
  ...given,
  lines: [...given.lines.slice(0, -1), { ...footer, ...end }],
});

describe('shards of one run', () => {
  it('become one run without a shard, with the selection of all in the order of the catalogue', () => {
    const { header, footer: end, unfinished } = merge(one, two);
    expect(header.run).toMatchObject({ id: 'run-1/2+run-2/2', shard: null });
    expect(header.selection).toEqual({ catalogue: 4, selected: ids, controlOnly: [] });
    expect(end).toEqual(footer);
    expect(unfinished).toEqual([]);
  });

  it('count a start once, as the shard saw it that judges its cases', () => {
    const merged = merge(one, two);
    expect(startsOf(merged)).toEqual(['A', 'C', 'K']);
    expect(merged.observations.find(({ start }) => start === 'C')?.observation).toEqual(seen.observation);
  });

  it('do not depend on the order in which they are given', () => {
    expect(merge(two, one)).toEqual(merge(one, two));
  });

  it('take the reading of another shard where their own could not be arranged', () => {
    const broken = {
      observation: observation({}, { infrastructure: { code: 'POSTGRES_START', message: 'm' } }),
    };
    const failed = journal(headerOf('2/2', ['c', 'control']), [
      line('C', ['control'], broken),
      line('K', ['c']),
    ]);
    expect(merge(one, failed).observations.find(({ start }) => start === 'C')).toEqual(
      line('C', ['control']),
    );
  });

  it('keep a reading in calm beside the first one', () => {
    const calm = line('C', ['control'], { reading: 'calm' });
    const again = { ...one, lines: [...one.lines.slice(0, -1), calm, footer] };
    expect(startsOf(merge(again, two))).toEqual(['A', 'C', 'C', 'K']);
  });

  it('have the images of all, and name every machine', () => {
    const image = (role: string) => ({ role, ref: `${role}:1`, digest: `sha256:${role}` });
    const on = (given: ShardJournal, role: string, node: string): ShardJournal =>
      withHeader(given, {
        target: { ...whole.target, images: [image('users'), image(role)] },
        environment: { ...whole.environment, node, docker: null },
      });
    const { header } = merge(on(one, 'postgres', 'v24.0.0'), on(two, 'nats', 'v24.1.0'));
    expect(header.target.images.map(({ role }) => role)).toEqual(['users', 'postgres', 'nats']);
    expect(header.environment).toMatchObject({ node: 'v24.0.0, v24.1.0', docker: null });
  });

  it.each<[string, Partial<JournalFooter>, RegExp]>([
    [
      'interrupted',
      { complete: false, interrupted: 'SIGTERM' },
      /Shard 2\/2 \(2\/2\.ndjson\) was ended by SIGTERM/,
    ],
    ['incomplete', { complete: false }, /Shard 2\/2 \(2\/2\.ndjson\) did not observe all of its share/],
  ])('are merged where one was %s, and the result is incomplete', (_, end, said) => {
    const merged = merge(one, withEnd(two, end));
    expect(merged.footer).toMatchObject({ complete: false, interrupted: null });
    expect(merged.unfinished).toEqual([expect.stringMatching(said)]);
  });

  it('keep what each of them lost', () => {
    const lost = { code: 'TAP_DISHONEST', message: 'm', cases: ['c'] };
    expect(merge(one, withEnd(two, { complete: false, lost: [lost] })).footer.lost).toEqual([lost]);
  });
});

const suite = (given: Partial<JournalHeader['suite']>) =>
  withHeader(two, { suite: { ...whole.suite, ...given } });
const target = (given: Partial<JournalHeader['target']>) =>
  withHeader(two, { target: { ...whole.target, ...given } });
const page = (given: Partial<JournalHeader['page']>) =>
  withHeader(two, { page: { ...whole.page, ...given } });
const run = (given: Partial<JournalHeader['run']>) =>
  withHeader(two, { run: { ...(two.lines[0] as JournalHeader).run, ...given } });
const users = (digest: string) => target({ images: [{ role: 'users', ref: 'users:1', digest }] });

/** The journals, and what must be said: expected, found. */
const refused: [string, ShardJournal[], RegExp, RegExp][] = [
  ['a missing shard', [one], /each of the 2 shards once/, /no journal of shard 2\/2/],
  ['a doubled shard', [one, two, one], /each of the 2 shards once/, /shard 1\/2 in 1\/2\.ndjson and in 1\/2/],
  [
    'a shard that cannot be',
    [one, two, { ...run({ shard: '3/2' }), name: 'odd' }],
    /each of the 2 shards once/,
    /shard 3\/2/,
  ],
  [
    'a shard without an end',
    [one, { ...two, lines: two.lines.slice(0, -1) }],
    /2\/2\.ndjson to hold the end of shard 2\/2/,
    /no footer/,
  ],
  ['a whole run', [one, run({ shard: null })], /journals of shards/, /2\/2\.ndjson holds a whole run/],
  ['no shard at all', [one, run({ shard: 'some' })], /journals of shards/, /holds shard "some"/],
  ['another division', [one, run({ shard: '2/3' })], /number of shards/, /2 in 1\/2\.ndjson, 3 in 2\/2/],
  ['another version', [one, suite({ version: '9.9.8' })], /version of the suite/, /9\.9\.8 in 2\/2/],
  ['another commit', [one, suite({ commit: null })], /commit of the suite/, /none in 2\/2/],
  ['another catalogue', [one, suite({ catalogueDigest: 'd'.repeat(64) })], /same catalogue/, /ddd in 2\/2/],
  ['another page', [one, page({ digest: 'e'.repeat(64) })], /the same page/, /eee in 2\/2/],
  ['another commit of the page', [one, page({ commit: 'f' })], /commit of the page/, /f in 2\/2/],
  ['another release', [one, target({ release: 'v9.9.8' })], /same release/, /v9\.9\.8 in 2\/2/],
  ['another kind of target', [one, target({ kind: 'images' })], /kind of target/, /images in 2\/2/],
  ['another runtime', [one, target({ runtime: 'containers' })], /same runtime/, /containers in 2\/2/],
  [
    'other binaries',
    [one, target({ binaries: [{ service: 'users', sha256: '0' }] })],
    /binary of users/,
    /0 in 2\/2/,
  ],
  [
    'other images',
    [withHeader(one, { target: { ...whole.target, ...imagesOf('one') } }), users('other')],
    /image of users/,
    /one in 1\/2\.ndjson, other in 2\/2/,
  ],
  ['other filters', [one, run({ filters: { rules: ['r'] } })], /same filters/, /rules r in 2\/2/],
  [
    'another size of the catalogue',
    [one, withHeader(two, { selection: { catalogue: 5, selected: ['c'], controlOnly: [] } })],
    /size of the catalogue/,
    /5 in 2\/2/,
  ],
  [
    'a case in two shards',
    [one, withHeader(two, { selection: { catalogue: 4, selected: ['a'], controlOnly: [] } })],
    /each selected case in one shard/,
    /a in 1\/2\.ndjson and in 2\/2/,
  ],
  [
    'another strictness',
    [one, { ...two, options: { '--strict': 'given' } }],
    /--strict/,
    /not given in 1\/2/,
  ],
];

function imagesOf(digest: string): Pick<JournalHeader['target'], 'images'> {
  return { images: [{ role: 'users', ref: 'users:1', digest }] };
}

const thrownBy = (act: () => unknown): UsageError => {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

test.each(refused)('%s is refused', (_, journals, expected, found) => {
  for (const given of [journals, journals.toReversed()]) {
    const error = thrownBy(() => merge(...given));
    expect(error.expected).toMatch(expected);
    if (given === journals) expect(error.found).toMatch(found);
    expect(error.todo.length).toBeGreaterThan(8);
  }
});

test('shards of a catalogue that is not the one of this suite are refused', () => {
  const error = thrownBy(() => mergeShards([one, two], { ids, digest: '0'.repeat(64) }));
  expect(error.expected).toMatch(/the catalogue that this suite has: 0{12}$/);
  expect(error.found).toMatch(/^c{12} in 1\/2\.ndjson, written by version 9\.9\.9$/);
});

describe('a rerun', () => {
  const users = { service: 'users', sha256: 'one' };
  const binaries = [users, { service: 'auth', sha256: 'two' }];
  const before = { name: 'run.ndjson', header: target({ binaries }).lines[0] as JournalHeader };
  const again = (now: typeof binaries) => () =>
    refuseOtherTarget(before, { ...before.header.target, binaries: now });

  it('may need fewer programs than the run', () => {
    expect(again([users])).not.toThrow();
  });

  it('is refused where one of them is another', () => {
    const error = thrownBy(again([{ service: 'users', sha256: 'other' }]));
    expect(error).toMatchObject({
      expected: 'the same binary of users as in run.ndjson: one',
      found: 'other',
    });
  });
});
