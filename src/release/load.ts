/** Reads a release file: one of the suite's own by name, or a user's by path. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { packageFolder } from '../system/package.ts';
import { parseYaml } from '../system/parse-yaml.ts';
import { readUserFile, sizes } from '../system/read-user-file.ts';
import { releaseSchema, type Release } from './schema.ts';

export const releasesFolder = join(packageFolder, 'releases/');

export const knownReleases = (): string[] =>
  readdirSync(releasesFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();

export const loadRelease = (name: string, file?: string): Release => {
  const path = file ?? join(releasesFolder, `${name}.yaml`);
  if (file === undefined && !knownReleases().includes(name)) {
    throw new UsageError(
      `a release that the suite knows: ${knownReleases().join(', ')}`,
      `release "${name}"`,
      'choose one of these with --release, or give a file of your own with --release-file',
    );
  }
  const todo = 'check the path given with --release-file';
  const text = readUserFile(path, 'a readable release file', todo, sizes.yaml);
  const release = parse(path, text);
  if (release.release !== name && file === undefined) {
    throw new UsageError(
      `the release file ${path} to be about ${name}`,
      `it says release: ${release.release}`,
      'correct the file, or reinstall the suite',
    );
  }
  return release;
};

const parse = (path: string, text: string): Release => {
  const {
    value,
    problems: [broken],
  } = parseYaml(text, { merge: true });
  if (broken) throw new UsageError(`${path} to be YAML`, broken.found, 'correct the file at that line');
  const read = releaseSchema.safeParse(value, { error: renamedKey });
  if (read.success) return read.data;
  throw new UsageError(
    `${path} to be a release file`,
    z.prettifyError(read.error).replaceAll('\n', ' '),
    'correct the named fields; docs: releases/README.md',
    { cause: read.error },
  );
};

/** Keys that release files once had, and what they are called now. */
const renamedKeys: ReadonlyMap<string, string> = new Map([
  ['platform', 'deployment'],
  ['inPlatform', 'inDeployment'],
  ['startsOnEmptyPlatform', 'startsOnEmptyBackplane'],
]);

/** Undefined: zod's own words will do. */
const renamedKey = (issue: { code?: string; keys?: unknown }): string | undefined => {
  if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue.keys)) return undefined;
  const keys = issue.keys.map(String);
  if (!keys.some((key) => renamedKeys.has(key))) return undefined;
  return keys
    .map((key) =>
      renamedKeys.has(key) ? `${key} is now called ${renamedKeys.get(key)}` : `unknown key ${key}`,
    )
    .join(', ');
};
