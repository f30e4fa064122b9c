/** Reads a report.json back, also one that another version of the suite wrote. */
import { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { reportSchema, type Report } from './schema.ts';

const writtenByOther = 'run the suite again, or read it with the version that wrote it';

/**
 * Fields that this version does not know are left out.
 * @throws UsageError when the text is no report that this version can read
 */
export const readReport = (text: string, name: string): Report => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${name} to be a report.json`, 'no JSON', 'give the report.json of a run', {
      cause,
    });
  }
  const version = schemaVersionOf(value);
  if (version !== undefined && version !== known) {
    throw new UsageError(
      `${name} to be a report.json of schema version ${known}`,
      `schema version ${JSON.stringify(version)}`,
      writtenByOther,
    );
  }
  const read = reportSchema.safeParse(value);
  if (read.success) return read.data;
  const again = withoutUnknown(value, read.error) ? reportSchema.safeParse(value) : read;
  if (again.success) return again.data;
  throw new UsageError(
    `${name} to be a report.json of this suite`,
    z.prettifyError(again.error).split('\n').slice(0, 2).join(' '),
    writtenByOther,
    { cause: again.error },
  );
};

const known = reportSchema.shape.schemaVersion.value;

const schemaVersionOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'schemaVersion' in value ? value.schemaVersion : undefined;

/** Deletes what the schema does not know. @returns whether it found something */
const withoutUnknown = (value: unknown, { issues }: z.ZodError): boolean => {
  const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys');
  for (const { path, keys } of unknown) {
    const holder = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
    for (const key of keys) delete (holder as Record<string, unknown>)[key];
  }
  return unknown.length > 0;
};
