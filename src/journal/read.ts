/** Reads a journal back: one JSON document a line, each held against the schema. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';
import { journalVersion, type JournalLine } from '../model/journal.ts';
import { misfit } from './misfit.ts';
import { journalLine } from './schema.ts';

/**
 * A last line that was cut off (the process died while writing) is left out: without its footer the journal is
 * incomplete, and what was written before is still true.
 * @param name of the file, for messages
 * @throws UsageError when the text is no journal that this version can read
 */
export const readJournal = (text: string, name: string): JournalLine[] => {
  const rows = text.split('\n');
  const lines: JournalLine[] = [];
  for (const [at, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const value = parsed(row);
    if (value === undefined) {
      if (at === rows.length - 1 && lines.length > 0) break;
      throw noJournal(`${name} to hold JSON at line ${at + 1}`, shortened(row));
    }
    if (lines.length === 0) expectHeader(value, name);
    const read = journalLine.safeParse(value);
    if (!read.success) {
      const { expected, found } = misfit(read.error.issues[0]!, value);
      throw noJournal(`${name} to hold at line ${at + 1}, ${expected}`, found);
    }
    if (read.data.type === 'header' && lines.length > 0) {
      throw noJournal(`${name} to hold one run`, `a second header, at line ${at + 1}`);
    }
    // As it was written, and not as the schema orders it: reports give the digest of what the file holds.
    lines.push(value as JournalLine);
  }
  if (!lines.length) throw noJournal(`${name} to be a journal`, 'nothing in it');
  return lines;
};

/**
 * Reads the journal that this very run has written.
 * @throws Error when it cannot be read back: that is a fault of the suite, and no mistake of the user
 */
export const readOwnJournal = (path: string): JournalLine[] => {
  try {
    return readJournal(readFileSync(path, 'utf8'), path);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new Error(`expected ${cause.expected}, as this run wrote it; found ${cause.found}`, { cause });
  }
};

/** What the line holds; undefined when it is no JSON, which cannot hold undefined itself. */
const parsed = (row: string): unknown => {
  try {
    return JSON.parse(row) as unknown;
  } catch {
    return undefined;
  }
};

const expectHeader = (value: unknown, name: string): void => {
  const { type, schemaVersion, suite } = Object(value) as {
    type?: unknown;
    schemaVersion?: unknown;
    suite?: { version?: unknown };
  };
  if (type !== 'header' || typeof schemaVersion !== 'number') {
    throw noJournal(`${name} to be a journal`, 'no header in the first line');
  }
  if (schemaVersion === journalVersion) return;
  const writer =
    typeof suite?.version === 'string' ? `, written by version ${suite.version} of the suite` : '';
  const newer = schemaVersion > journalVersion;
  throw new UsageError(
    `${name} to be a journal in version ${journalVersion} of the format`,
    `version ${schemaVersion}${writer}`,
    `${newer ? 'read it with a newer suite' : 'read it with the suite that wrote it'}, or observe anew: \`run\` writes a journal, and \`record\` keeps it among the recorded ones`,
  );
};

const noJournal = (expected: string, found: string): UsageError =>
  new UsageError(
    expected,
    found,
    'give the journal.ndjson of a run, as it was written; if it was changed, run the suite again',
  );

const shortened = (row: string): string => (row.length > 60 ? `${row.slice(0, 60)}…` : row);
