/** Makes one journal of the journals of all shards of a run. Pure. */
import { UsageError } from '../model/errors.ts';
import type {
  JournalFooter,
  JournalHeader,
  JournalObservation,
  TargetDescription,
} from '../model/journal.ts';
import { ended, type EndedShard, type ShardJournal } from './ended-shard.ts';
import { refuseIncomplete, refuseOthers } from './same-run.ts';

export interface Merged {
  header: JournalHeader;
  observations: JournalObservation[];
  footer: JournalFooter;
  /** What of it did not come to its end, in sentences. */
  unfinished: string[];
}

/**
 * The order in which the journals are given changes nothing.
 * @param catalogue what the shards must have asked, with its ids in order
 * @throws UsageError for what is no whole set of shards of one run
 */
export const mergeShards = (
  journals: readonly ShardJournal[],
  catalogue: { ids: readonly string[]; digest: string },
): Merged => {
  const shards = journals.map(ended).toSorted((a, b) => a.number - b.number);
  refuseOthers(shards);
  const [first] = shards;
  if (first && first.header.suite.catalogueDigest !== catalogue.digest) {
    throw new UsageError(
      `shards of the catalogue that this suite has: ${catalogue.digest.slice(0, 12)}`,
      `${first.header.suite.catalogueDigest.slice(0, 12)} in ${first.name}, written by version ${first.header.suite.version}`,
      'merge with the suite that observed them, and with the same --release-file where there was one',
    );
  }
  refuseIncomplete(shards);
  return {
    header: headerOf(shards, catalogue.ids),
    observations: observationsOf(shards),
    footer: footerOf(shards),
    unfinished: shards.flatMap(unfinishedOf),
  };
};

const headerOf = (shards: readonly EndedShard[], ids: readonly string[]): JournalHeader => {
  const headers = shards.map(({ header }) => header);
  const [first] = headers as [JournalHeader];
  const inOrder = (wanted: ReadonlySet<string>): string[] => ids.filter((id) => wanted.has(id));
  const selected = new Set(headers.flatMap((header) => header.selection.selected));
  const controlOnly = new Set(headers.flatMap((header) => header.selection.controlOnly));
  const each = (of: (header: JournalHeader) => string | null): string | null => {
    const found = [...new Set(headers.map(of).filter((text) => text !== null))];
    return found.length ? found.join(', ') : null;
  };
  return {
    ...first,
    target: { ...first.target, images: imagesOf(headers), binaries: binariesOf(headers) },
    environment: {
      os: each(({ environment }) => environment.os) ?? '',
      arch: each(({ environment }) => environment.arch) ?? '',
      node: each(({ environment }) => environment.node) ?? '',
      docker: each(({ environment }) => environment.docker),
      postgres: each(({ environment }) => environment.postgres),
    },
    run: {
      ...first.run,
      id: headers.map(({ run }) => run.id).join('+'),
      started: headers.map(({ run }) => run.started).toSorted()[0]!,
      shard: null,
    },
    selection: {
      ...first.selection,
      selected: inOrder(selected),
      controlOnly: inOrder(controlOnly).filter((id) => !selected.has(id)),
    },
  };
};

/** A shard has only the images that its starts need. */
const imagesOf = (headers: readonly JournalHeader[]): TargetDescription['images'] => [
  ...new Map(headers.flatMap(({ target }) => target.images.map((image) => [image.role, image]))).values(),
];

/** The same of programs. */
const binariesOf = (headers: readonly JournalHeader[]): TargetDescription['binaries'] => [
  ...new Map(headers.flatMap(({ target }) => target.binaries.map((one) => [one.service, one]))).values(),
];

/** Shards run side by side: together they take as long as the longest. */
const footerOf = (shards: readonly EndedShard[]): JournalFooter => {
  const footers = shards.map(({ footer }) => footer);
  return {
    type: 'footer',
    finished: footers
      .map(({ finished }) => finished)
      .toSorted()
      .at(-1)!,
    ms: Math.max(...footers.map(({ ms }) => ms)),
    complete: shards.every(isFinished),
    interrupted: null,
    lost: footers.flatMap(({ lost }) => lost),
  };
};

const isFinished = ({ footer }: EndedShard): boolean => footer.complete && footer.interrupted === null;

const unfinishedOf = (shard: EndedShard): string[] => {
  const { number, of, name, footer } = shard;
  if (isFinished(shard)) return [];
  const how =
    footer.interrupted === null ? 'did not observe all of its share' : `was ended by ${footer.interrupted}`;
  return [`Shard ${number}/${of} (${name}) ${how}: the result is incomplete.`];
};

/**
 * A start that several shards have observed, because cases of each rest on it, counts once: as the shard saw it that
 * judges its cases, unless that one could not arrange it.
 */
const observationsOf = (shards: readonly EndedShard[]): JournalObservation[] => {
  const found = shards.flatMap(({ lines, header }) => {
    const own = new Set(header.selection.selected);
    return lines
      .filter((line) => line.type === 'observation')
      .map((line) => ({
        line,
        rank: (line.observation.infrastructure ? 2 : 0) + (line.cases.some((id) => own.has(id)) ? 0 : 1),
      }));
  });
  const byStart = Map.groupBy(found, ({ line }) => `${line.reading ?? 'first'} ${line.start}`);
  return [...byStart.values()].map(
    (doubled) => doubled.reduce((one, other) => (other.rank < one.rank ? other : one)).line,
  );
};
