/** Reads a journal back: one JSON document a line. */
import { UsageError } from '../model/errors.ts';
import { journalVersion, type JournalLine } from '../model/journal.ts';

/**
 * A last line that was cut off (the process died while writing) is left out: without its footer the journal is
 * incomplete, and what was written before is still true.
 * @param name of the file, for messages
 * @throws UsageError when the text is no journal that this version can read
 */
export const readJournal = (text: string, name: string): JournalLine[] => {
  const lines: JournalLine[] = [];
  const rows = text.split('\n');
  for (const [at, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const line = parsed(row);
    if (line) lines.push(line);
    else if (at < rows.length - 1) throw notAJournal(name, `line ${at + 1} is not JSON`);
  }
  const header = lines[0];
  if (header?.type !== 'header') throw notAJournal(name, 'no header in the first line');
  if (header.schemaVersion !== journalVersion) {
    throw notAJournal(name, `schema version ${String(header.schemaVersion)}`);
  }
  return lines;
};

const parsed = (row: string): JournalLine | undefined => {
  try {
    const value: unknown = JSON.parse(row);
    return value && typeof value === 'object' && 'type' in value ? (value as JournalLine) : undefined;
  } catch {
    return undefined;
  }
};

const notAJournal = (name: string, found: string): UsageError =>
  new UsageError(
    `${name} to be a journal of this suite, schema version ${journalVersion}`,
    found,
    'run the suite again, or read it with the version that wrote it',
  );
