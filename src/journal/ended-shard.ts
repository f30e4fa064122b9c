/** Finds in a journal the shard that has written it, from its header to its footer. Pure. */
import { UsageError } from '../model/errors.ts';
import type { JournalFooter, JournalHeader, JournalLine } from '../model/journal.ts';

/** What one shard has written. */
export interface ShardJournal {
  /** Path of the file, for messages. */
  name: string;
  lines: readonly JournalLine[];
  /** Options of its command that no field of the header holds, with their values. */
  options: Readonly<Record<string, string>>;
}

/** A shard whose journal was found to be whole. */
export interface EndedShard extends ShardJournal {
  header: JournalHeader;
  footer: JournalFooter;
  number: number;
  of: number;
}

/** @throws UsageError for the journal of a whole run, and for one without an end */
export const ended = (journal: ShardJournal): EndedShard => {
  const { name, lines } = journal;
  const header = lines[0];
  if (header?.type !== 'header') throw new Error('a journal begins with its header');
  const { shard } = header.run;
  const [, number, of] = /^(\d{1,2})\/(\d{1,2})$/.exec(shard ?? '') ?? [];
  if (number === undefined || of === undefined) {
    throw new UsageError(
      'journals of shards, as `run --shard` writes them',
      shard === null ? `${name} holds a whole run` : `${name} holds shard ${JSON.stringify(shard)}`,
      shard === null ? 'leave it out: it was judged when it was observed' : 'give the file as it was written',
    );
  }
  const footer = lines.at(-1);
  if (footer?.type !== 'footer') {
    throw new UsageError(
      `${name} to hold the end of shard ${shard}`,
      'no footer: the suite was killed, is still running, or the file was cut off',
      `observe it again: the same command with --shard ${shard}`,
    );
  }
  return { ...journal, header, footer, number: Number(number), of: Number(of) };
};
