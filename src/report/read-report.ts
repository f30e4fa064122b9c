/** Reads a report.json back. */
import { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { reportSchema, type Report } from './schema.ts';

/** @throws UsageError when the text is no report that this version can read */
export const readReport = (text: string, name: string): Report => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${name} to be a report.json`, 'no JSON', 'give the report.json of a run', {
      cause,
    });
  }
  const read = reportSchema.safeParse(value);
  if (read.success) return read.data;
  throw new UsageError(
    `${name} to be a report.json of this suite`,
    z.prettifyError(read.error).split('\n').slice(0, 2).join(' '),
    'run the suite again, or read it with the version that wrote it',
    { cause: read.error },
  );
};
