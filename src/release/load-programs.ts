/** Reads what the programs of a release read: a file of `releases/programs`, over the files that it extends. */
import { join } from 'node:path';
import type { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { over, placeOf, readWritten, renamed, type Kind, type Written } from './extended-file.ts';
import { namesIn, releasesFolder } from './folder.ts';
import { programsSchema, type ProgramsFile } from './programs-file.ts';
import type { ReleasePrograms } from './programs.ts';
import { IncompletePrograms, resolvePrograms } from './resolve-programs.ts';

export const programsFolder = join(releasesFolder, 'programs/');

/** Releases whose programs are known, the oldest first. */
export const knownPrograms = (folder: string = programsFolder): string[] => namesIn(folder);

/**
 * @param release as its tag is called; the nearest one is never taken in its place
 * @throws UsageError
 */
export const loadPrograms = (release: string, folder: string = programsFolder): ReleasePrograms =>
  read(release, { folder, seen: new Map() });

/** Those of every release, the oldest first. */
export const loadAllPrograms = (folder: string = programsFolder): ReleasePrograms[] => {
  const files: Files = { folder, seen: new Map() };
  return knownPrograms(folder).map((release) => read(release, files));
};

interface Files {
  folder: string;
  /** Release → its file over those that it extends, as written. */
  seen: Map<string, Written>;
}

const read = (release: string, files: Files): ReleasePrograms => {
  const known = knownPrograms(files.folder);
  if (!known.includes(release)) {
    throw new UsageError(
      `a release whose programs the suite knows: ${known.join(', ')}`,
      `release "${release}"`,
      'name one of these; another one may read other variables, so none is taken in its place',
    );
  }
  const file = whole(release, files, []);
  const checked = check(file);
  try {
    return resolvePrograms(checked);
  } catch (error) {
    if (!(error instanceof IncompletePrograms)) throw error;
    throw mistake(file, error.path, error.message, { cause: error });
  }
};

/** The file over the one that it extends, as written. */
const whole = (release: string, files: Files, above: readonly string[]): Written => {
  const known = files.seen.get(release);
  if (known) return known;
  const own = readWritten(join(files.folder, `${release}.yaml`), kind);
  const { extends: base, ...rest } = check(own);
  if (rest.release !== release)
    throw mistake(own, ['release'], `release: ${rest.release}, which is another one`);
  let file = own;
  if (base !== undefined) {
    const circle = base === release || above.includes(base);
    if (circle || !knownPrograms(files.folder).includes(base)) {
      throw mistake(
        own,
        ['extends'],
        circle ? `${base}, which extends this file` : `the unknown base ${base}`,
      );
    }
    const under = whole(base, files, [...above, release]);
    file = { ...own, value: over(renamed(under.value, rest.prefix), own.value) };
  }
  files.seen.set(release, file);
  return file;
};

const kind: Kind = { readable: 'a readable file of programs', todo: 'reinstall the suite' };

const check = (file: Written): ProgramsFile => {
  const checked = programsSchema.safeParse(file.value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw mistake(file, placeOf(issue!), foundBy(issue!), { cause: checked.error });
};

const foundBy = (issue: z.core.$ZodIssue): string => {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return `the unknown key ${issue.keys.join(', ')}${at ? ` in ${at}` : ''}`;
  }
  return `${at ? `${at}: ` : ''}${issue.message}`;
};

const mistake = (
  file: Written,
  at: readonly PropertyKey[],
  found: string,
  options?: ErrorOptions,
): UsageError =>
  new UsageError(
    `${file.path} to say what the programs of a release read`,
    `${found} (line ${file.lineOf(at)})`,
    'correct the file there; docs: releases/README.md',
    options,
  );
