/** Finds the deviations file of a run: the user's, or the one that the suite has for the release. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDeviations, type Deviation, type DeviationsFile } from '../judge/deviations/file.ts';
import { UsageError } from '../model/errors.ts';
import { releasesFolder } from '../release/load.ts';
import { readUserFile } from '../system/read-user-file.ts';

const folder = join(releasesFolder, 'deviations');

/**
 * @param file of the user's own
 * @returns nothing where the suite has no file for the release
 * @throws UsageError for a file that cannot be read, is wrong, or is about another release
 */
export const knownDeviations = (release: string, file?: string): Deviation[] => {
  const path = file ?? join(folder, `${release}.yaml`);
  if (file === undefined && !existsSync(path)) return [];
  const read = readDeviations(path);
  if (read.release === release) return read.entries;
  throw new UsageError(
    `deviations of ${release}`,
    `${path} is about ${read.release}`,
    'give the right file with --deviations',
  );
};

/** Deviations files of the suite, all releases. */
export const allDeviations = (): DeviationsFile[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .toSorted()
        .map((name) => readDeviations(join(folder, name)))
    : [];

const readDeviations = (path: string): DeviationsFile => {
  const text = readUserFile(path, 'a deviations file', 'check the path given with --deviations');
  const parsed = parseDeviations(text);
  if (parsed.ok) return parsed.file;
  const [first] = parsed.problems;
  const more = parsed.problems.length - 1;
  throw new UsageError(
    `${path}:${first?.line ?? 1}: ${first?.expected ?? 'a deviations file'}`,
    first?.found ?? 'something else',
    `mend that line${more ? ` (${more} more problems follow)` : ''}`,
  );
};
