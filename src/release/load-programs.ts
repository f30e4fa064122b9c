/** Reads what the programs of a release read: a file of `releases/programs`, over the files that it extends. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { parseYaml } from '../system/parse-yaml.ts';
import { readUserFile, sizes } from '../system/read-user-file.ts';
import { releasesFolder } from './load.ts';
import { programsSchema, type ProgramsFile } from './programs-file.ts';
import type { ReleasePrograms } from './programs.ts';
import { IncompletePrograms, resolvePrograms } from './resolve-programs.ts';

export const programsFolder = join(releasesFolder, 'programs/');

/** Releases whose programs are known, the oldest first. */
export const knownPrograms = (folder: string = programsFolder): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

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

type Plain = Readonly<Record<string, unknown>>;
/** A file as written, with a way to say where something stands in it. */
interface Written {
  value: Plain;
  path: string;
  lineOf: (at: readonly PropertyKey[]) => number;
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
  const own = written(join(files.folder, `${release}.yaml`));
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

/** A base with the prefix of the release that extends it, in names and in sentences. */
const renamed = (base: Plain, prefix: string): Plain =>
  base['prefix'] === prefix
    ? base
    : (JSON.parse(
        JSON.stringify(base).replaceAll(new RegExp(`\\b${String(base['prefix'])}`, 'g'), prefix),
      ) as Plain);

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Mappings key by key; anything else in place of what the base has. Null takes out. */
const over = (base: Plain, own: Plain): Plain => {
  const all: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const below = all[key];
    if (value === null) delete all[key];
    else all[key] = isPlain(value) && isPlain(below) ? over(below, value) : value;
  }
  return all;
};

const written = (path: string): Written => {
  const text = readUserFile(path, 'a readable file of programs', 'reinstall the suite', sizes.yaml);
  const { value, document, problems, lineOf } = parseYaml(text, { merge: true });
  if (!document || problems.length || !isPlain(value)) {
    const [broken] = problems;
    throw new UsageError(
      `${path} to be YAML`,
      broken ? `${broken.found} (line ${broken.line})` : 'no mapping',
      'correct the file at that line',
    );
  }
  return { value, path, lineOf: (at) => lineOf(offsetOf(document, at)) };
};

const check = (file: Written): ProgramsFile => {
  const checked = programsSchema.safeParse(file.value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw mistake(file, placeOf(issue!), foundBy(issue!), { cause: checked.error });
};

const placeOf = (issue: z.core.$ZodIssue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;

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

/** Offset of the key at the end of `path`, or of the innermost part that the document has. */
const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const part of path) {
    const key: Node | undefined = isMap(node)
      ? (node.items.map((one) => one.key).find((one) => isScalar(one) && one.value === part) as
          Node | undefined)
      : undefined;
    node = isMap(node) || isSeq(node) ? node.get(part, true) : undefined;
    const start = key?.range?.[0] ?? (node as Node | undefined)?.range?.[0];
    if (start === undefined) break;
    offset = start;
  }
  return offset;
};
