/** Writes the journal as the run goes: every line is on disk before the next is begun. */
import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InfrastructureError, UsageError } from '../model/errors.ts';
import type { JournalFooter, JournalHeader, JournalLine, JournalObservation } from '../model/journal.ts';
import { journalName } from './names.ts';
import { makeFolder } from '../system/make-folder.ts';

export interface JournalWriter {
  path: string;
  observation(line: JournalObservation): void;
  end(footer: JournalFooter): void;
}

/**
 * @param name of the file: a rerun writes its journal beside that of the run
 * @throws UsageError when `out` cannot be written; a full disk later is an InfrastructureError
 */
export const openJournal = (out: string, header: JournalHeader, name = journalName): JournalWriter => {
  const path = join(out, name);
  let file: number;
  try {
    makeFolder(out);
    file = openSync(path, 'w');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      `a folder that can be written at ${out}`,
      code ?? String(cause),
      'choose another one with --out',
      {
        cause,
      },
    );
  }
  let size = 0;
  let observations = 0;
  const write = (line: JournalLine): void => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      size += bytes.length;
      if (line.type === 'observation') observations++;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      // Cut off the partial line, which could not be read.
      ftruncateSync(file, size);
      throw new InfrastructureError(
        'JOURNAL_UNWRITABLE',
        `Expected room for the journal ${path}; found ${code ?? String(cause)} after ${observations} starts, which it holds; nothing is judged`,
        code === 'ENOSPC'
          ? 'make room on the disk, or choose another one with --out'
          : 'check the folder given with --out',
        { cause },
      );
    }
  };
  write(header);
  return {
    path,
    observation: write,
    end: (footer) => {
      try {
        write(footer);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
};
