/**
 * Refuses journals that do not belong together: of another suite, page or target, and shards that are missing or
 * doubled. Pure.
 */
import { UsageError } from '../model/errors.ts';
import type { JournalHeader, NamedHeader, TargetDescription } from '../model/journal.ts';
import type { EndedShard } from './ended-shard.ts';

type Stamp<Of> = readonly [string, (header: Of) => string];

/** What must be the same in a run and its rerun, and in all shards, as a reader is shown it. */
const stampsOfSuite: readonly Stamp<Pick<JournalHeader, 'suite' | 'page'>>[] = [
  ['version of the suite', ({ suite }) => `${suite.name} ${suite.version}`],
  ['commit of the suite', ({ suite }) => suite.commit ?? 'none'],
  ['catalogue', ({ suite }) => suite.catalogueDigest],
  ['page', ({ page }) => page.digest],
  ['commit of the page', ({ page }) => page.commit],
];

const stampsOfTarget: readonly Stamp<Pick<JournalHeader, 'target'>>[] = [
  ['release', ({ target }) => target.release],
  ['kind of target', ({ target }) => target.kind],
  ['runtime', ({ target }) => target.runtime],
];

const stampsOfShards: readonly Stamp<JournalHeader>[] = [
  ...stampsOfSuite,
  ...stampsOfTarget,
  ['filters', ({ run }) => inWords(Object.entries(run.filters).filter(([, values]) => values.length))],
  ['size of the catalogue', ({ selection }) => String(selection.catalogue)],
];

const inWords = (pairs: readonly (readonly [string, string | readonly string[]])[]): string =>
  pairs
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : value.toSorted().join(', ')}`)
    .toSorted()
    .join('; ') || 'none';

/** @throws UsageError that names what differs, and where */
export const refuseOthers = ([first, ...others]: readonly EndedShard[]): void => {
  for (const other of others) {
    if (!first) return;
    for (const [what, of] of stampsOfShards) same(what, [first, of(first.header)], [other, of(other.header)]);
    same('number of shards', [first, String(first.of)], [other, String(other.of)]);
    for (const option of new Set([...Object.keys(first.options), ...Object.keys(other.options)])) {
      const given = ({ options }: EndedShard): string => options[option] ?? 'not given';
      same(option, [first, given(first)], [other, given(other)]);
    }
  }
  const shards = [first, ...others].filter((shard) => shard !== undefined);
  refuseOtherPrograms(shards);
};

/**
 * @param now the suite that would observe again
 * @throws UsageError where another one has observed the run
 */
export const refuseOtherSuite = (before: NamedHeader, now: Pick<JournalHeader, 'suite' | 'page'>): void => {
  for (const [what, of] of stampsOfSuite) unchanged(what, of(now), [before, of(before.header)]);
};

/**
 * @param target what a rerun would observe
 * @throws UsageError where it is not what the run has observed
 */
export const refuseOtherTarget = (before: NamedHeader, target: TargetDescription): void => {
  for (const [what, of] of stampsOfTarget) unchanged(what, of({ target }), [before, of(before.header)]);
  // A rerun names only the programs and images that it needs.
  const known = new Map(programsOf(before.header.target));
  for (const [what, is] of programsOf(target)) unchanged(what, is, [before, known.get(what) ?? is]);
};

/** Each program by what it is and whose. */
const programsOf = ({ images, binaries }: TargetDescription): (readonly [what: string, is: string])[] => [
  ...images.map(({ role, ref, digest }) => [`image of ${role}`, digest ?? ref] as const),
  ...binaries.map(({ service, sha256 }) => [`binary of ${service}`, sha256] as const),
];

const unchanged = (what: string, is: string, [before, was]: readonly [NamedHeader, string]): void => {
  if (is === was) return;
  throw new UsageError(
    `the same ${what} as in ${before.name}: ${was}`,
    is,
    'observe the whole run anew, as results of two targets do not belong in one report',
  );
};

/** A shard names only the programs and images that it needs: those of one service must be the same. */
const refuseOtherPrograms = (shards: readonly EndedShard[]): void => {
  const known = new Map<string, [EndedShard, string]>();
  for (const shard of shards) {
    for (const [what, is] of programsOf(shard.header.target)) {
      const found: [EndedShard, string] = [shard, is];
      same(what, known.get(what) ?? found, found);
      known.set(what, found);
    }
  }
};

const same = (what: string, [one, is]: [EndedShard, string], [other, was]: [EndedShard, string]): void => {
  if (is === was) return;
  throw new UsageError(
    `shards of one run, with the same ${what}`,
    `${is} in ${one.name}, ${was} in ${other.name}`,
    'merge shards of the same command, or observe the odd one again',
  );
};

/**
 * Each shard must be there once, and each selected case in one shard.
 * @throws UsageError
 */
export const refuseIncomplete = (shards: readonly EndedShard[]): void => {
  const of = shards[0]?.of ?? 0;
  const byNumber = Map.groupBy(shards, ({ number }) => number);
  const expected = `each of the ${of} shards once`;
  for (const [number, [one, other]] of byNumber) {
    if (one && other) {
      throw new UsageError(
        expected,
        `shard ${number}/${of} in ${one.name} and in ${other.name}`,
        'leave one of them out',
      );
    }
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !byNumber.has(number));
  if (missing.length || byNumber.size !== of) {
    const names = missing.map((number) => `${number}/${of}`).join(', ');
    throw new UsageError(
      expected,
      missing.length
        ? `no journal of shard ${names}`
        : `shard ${[...byNumber.keys()].find((n) => n > of || n < 1)}/${of}`,
      missing.length
        ? `add it, or observe it: the same command with --shard ${missing[0]}/${of}`
        : 'leave it out',
    );
  }
  const owners = Map.groupBy(
    shards.flatMap((shard) => shard.header.selection.selected.map((id) => ({ id, shard }))),
    ({ id }) => id,
  );
  for (const [id, [one, other]] of owners) {
    if (one && other) {
      throw new UsageError(
        'each selected case in one shard',
        `${id} in ${one.shard.name} and in ${other.shard.name}`,
        'observe the shards again, all with the same suite',
      );
    }
  }
};
