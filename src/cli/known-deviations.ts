/** Finds the deviations file of a run: the user's, or the one that the suite has for the release. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDeviations, type Deviation, type DeviationsFile } from '../judge/deviations/file.ts';
import { UsageError } from '../model/errors.ts';
import { releasesFolder } from '../release/folder.ts';
import type { OnFile } from '../report/build/judge-journal.ts';
import { placeOf, readAtRevision, type Place } from '../system/git.ts';
import { inCheckout } from '../system/package.ts';
import { readUserFile, sizes } from '../system/read-user-file.ts';

const folder = join(releasesFolder, 'deviations');

/** Path of the file that the suite has for a release, which need not be there. */
export const deviationsPath = (release: string): string => join(folder, `${release}.yaml`);

export interface DeviationsFlags {
  /** A file in place of the release's own. */
  deviations?: string;
  /** A revision of the git repository that holds the file: it is read from there. */
  deviationsFrom?: string;
}

export interface KnownDeviations extends OnFile {
  entries: Deviation[];
}

/**
 * @returns no entries where the suite has no file for the release, or the revision none at this path
 * @throws UsageError for a file that cannot be read, is wrong, or is about another release
 */
export const deviationsOnFile = (release: string, flags: DeviationsFlags): KnownDeviations => {
  const { deviations: given, deviationsFrom: revision } = flags;
  const path = given ?? deviationsPath(release);
  // The suite's own file is named as in its repository, on whatever machine; installed, it is in none.
  const place = given !== undefined || inCheckout ? placeOf(path) : undefined;
  const source = {
    path: given ?? `releases/deviations/${release}.yaml`,
    repositoryPath: place?.path ?? null,
    revision: null,
    sha256: null,
  };
  const exists = existsSync(path);
  if (revision !== undefined) {
    const { commit, text } = readAtRevision(inRepository(place, path, flags), revision, '--deviations-from');
    const read = { ...source, revision: commit };
    if (text !== null) return known(text, `${source.path} in ${commit.slice(0, 12)}`, release, read);
    // A change that adds the file excuses nothing by it; a path that is nowhere is a mistake.
    if (given === undefined || exists) return { entries: [], lines: [], source: read };
    throw new UsageError(
      `a deviations file at ${path}`,
      `none there, nor in ${revision} (${commit.slice(0, 12)})`,
      'check the path given with --deviations',
    );
  }
  if (given === undefined && !exists) return { entries: [], lines: [], source };
  return known(textOf(path), path, release, source);
};

/** Reads entries alone, for what needs no source. */
export const knownDeviations = (release: string, file?: string): Deviation[] =>
  deviationsOnFile(release, { ...(file !== undefined && { deviations: file }) }).entries;

const inRepository = (place: Place | undefined, path: string, { deviations }: DeviationsFlags): Place => {
  if (place) return place;
  throw new UsageError(
    'a deviations file in a git work tree, for --deviations-from',
    deviations === undefined
      ? "the release's own file, which is part of the installed suite"
      : `${path}, which is in none`,
    deviations === undefined
      ? 'keep the file in your repository, and name it with --deviations FILE'
      : 'name a file of your checkout with --deviations, or leave --deviations-from out',
  );
};

const known = (
  text: string,
  name: string,
  release: string,
  source: KnownDeviations['source'],
): KnownDeviations => {
  const { release: about, entries, lines } = parsedAs(text, name);
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (about === release) return { entries, lines, source: { ...source, sha256 } };
  throw new UsageError(
    `deviations of ${release}`,
    `${name} is about ${about}`,
    'give the right file with --deviations',
  );
};

/** Deviations files of the suite, all releases. */
export const allDeviations = (): DeviationsFile[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .toSorted()
        .map((name) => join(folder, name))
        .map((path) => parsedAs(textOf(path), path))
    : [];

const textOf = (path: string): string =>
  readUserFile(path, 'a deviations file', 'check the path given with --deviations', sizes.yaml);

const parsedAs = (text: string, name: string): DeviationsFile => {
  const parsed = parseDeviations(text);
  if (parsed.ok) return parsed.file;
  const [first] = parsed.problems;
  const more = parsed.problems.length - 1;
  throw new UsageError(
    `${name}:${first?.line ?? 1}: ${first?.expected ?? 'a deviations file'}`,
    first?.found ?? 'something else',
    `mend that line${more ? ` (${more} more problems follow)` : ''}`,
  );
};
