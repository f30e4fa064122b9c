/** Reads a release file: one of the suite's own by name, or a user's by path, over what it extends. */
import { basename, dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { over, placeOf, readWritten, renamed, type Written } from './extended-file.ts';
import { namesIn, releasesFolder } from './folder.ts';
import { knownPrograms, loadPrograms } from './load-programs.ts';
import { unserved } from './misfits.ts';
import { platformOf } from './platform.ts';
import { programOf } from './program-of.ts';
import type { ReleasePrograms } from './programs.ts';
import { releaseSchema, type Release, type ReleaseFile } from './schema.ts';

export const knownReleases = (): string[] => namesIn(releasesFolder);

export const loadRelease = (name: string, file?: string): Release => {
  if (file === undefined && !knownReleases().includes(name)) throw unknown(name);
  const path = file ?? pathOf(name);
  const whole = wholeOf(path, file === undefined ? undefined : 'check the path given with --release-file');
  const release = check(whole);
  if (release.release !== name && file === undefined) {
    throw new UsageError(
      `the release file ${path} to be about ${name}`,
      `it says release: ${release.release}`,
      'correct the file, or reinstall the suite',
    );
  }
  const programs = programsOf(whole, release);
  agree(whole, release, programs);
  return { ...release, platform: platformOf(release, programs) };
};

const pathOf = (name: string): string => join(releasesFolder, `${name}.yaml`);

const unknown = (name: string): UsageError => {
  const known = knownReleases();
  const newest = known.findLast((one) => one.startsWith('v'));
  const newer =
    newest !== undefined &&
    /^v\d/.test(name) &&
    name.localeCompare(newest, 'en', { numeric: true }) > 0 &&
    `, which is newer than ${newest}, the newest one that the suite knows; none is taken in its place`;
  return new UsageError(
    `a release that the suite knows: ${known.join(', ')}`,
    `release "${name}"${newer || ''}`,
    newer
      ? `describe it in a file of your own that says \`extends: ${newest}\`, and give that with --release-file`
      : 'choose one of these with --release, or give a file of your own with --release-file',
  );
};

/** A file over those that it extends. */
interface Whole extends Written {
  /** Names of the releases that it builds on, the nearest first. */
  bases: string[];
}

/** @param todo for a file of a user's own, what helps where it cannot be read */
const wholeOf = (path: string, todo: string | undefined, above: readonly string[] = []): Whole => {
  const own = readWritten(path, {
    readable: 'a readable release file',
    todo: todo ?? 'reinstall the suite',
  });
  const base = own.value['extends'];
  if (base === undefined) return { ...own, bases: [] };
  if (typeof base !== 'string') throw mistake(own, ['extends'], 'extends, which is no name of a release');
  const beside = /\.ya?ml$/.test(base);
  const found = beside ? join(dirname(path), base) : pathOf(base);
  if ([path, ...above].some((one) => resolve(one) === resolve(found)))
    throw mistake(own, ['extends'], `extends: ${base}, which extends this file`);
  if (!beside && !knownReleases().includes(base)) {
    throw mistake(own, ['extends'], `the unknown base ${base}; known are ${knownReleases().join(', ')}`);
  }
  const under = wholeOf(found, `check what ${basename(path)} extends`, [...above, path]);
  const { extends: _, ...rest } = own.value;
  const value = over(renamed(under.value, own.value['prefix']), rest);
  return { ...own, value, bases: [beside ? String(under.value['release']) : base, ...under.bases] };
};

const check = (whole: Whole): ReleaseFile => {
  const read = releaseSchema.safeParse(whole.value, { error: renamedKey });
  if (!read.success) {
    const [issue] = read.error.issues;
    throw mistake(whole, placeOf(issue!), foundBy(issue!), { cause: read.error });
  }
  const release = read.data;
  const version = release.version?.replaceAll('{release}', release.release);
  const services = Object.entries(release.services).map(([name, one]) => {
    const image = one.image.replaceAll('{version}', version ?? release.release);
    return [name, { ...one, image }] as const;
  });
  return { ...release, ...(version !== undefined && { version }), services: Object.fromEntries(services) };
};

/** What its programs read: those of the release itself, or else of the nearest one that it builds on. */
const programsOf = ({ bases }: Whole, { release }: ReleaseFile): ReleasePrograms | undefined => {
  const known = knownPrograms();
  const name = [release, ...bases].find((one) => known.includes(one));
  return name === undefined ? undefined : loadPrograms(name);
};

/** @throws UsageError where the file says what its programs do not know, and does not say itself what they read */
const agree = (whole: Whole, release: ReleaseFile, programs: ReleasePrograms | undefined): void => {
  const known = [...(programs?.programs.keys() ?? [])];
  const [missing] = unserved(release, known);
  if (missing) {
    const { service, peer } = missing;
    throw mistake(
      whole,
      ['services', service, 'peers', peer],
      `the peer ${peer} of ${service}, which is no service and which nothing serves`,
    );
  }
  for (const [name, service] of Object.entries(release.services)) {
    const variables = Object.keys(service.environment).filter((one) => !one.startsWith(release.prefix));
    const reads = programOf(name, release, programs);
    const stranger = variables.find((one) => !Object.hasOwn({ ...reads?.others, ...reads?.unused }, one));
    if (stranger !== undefined) {
      throw mistake(
        whole,
        ['services', name, 'environment', stranger],
        `services.${name}.environment: expected a name with ${release.prefix} or one that its program reads, found ${stranger}`,
      );
    }
    const says = Object.keys(release.settings).some((setting) => setting.startsWith(`${name}.`));
    if (!programs || reads || says || release.deployment?.order.includes(name)) continue;
    throw mistake(
      whole,
      ['services', name],
      `the service ${name}, which is no program of ${programs.release}, and none of whose variables stands in settings`,
    );
  }
};

const mistake = (
  { path, lineOf }: Written,
  at: readonly PropertyKey[],
  found: string,
  options?: ErrorOptions,
): UsageError =>
  new UsageError(
    `${path} to be a release file`,
    `${found} (line ${lineOf(at)})`,
    'correct the file there; docs: releases/README.md',
    options,
  );

const foundBy = (issue: z.core.$ZodIssue): string => {
  const at = issue.path.join('.');
  return at ? `${at}: ${issue.message}` : issue.message;
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
