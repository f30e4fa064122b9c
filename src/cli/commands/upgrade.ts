/** Runs the command `upgrade`, which says what another release does to the files of a deployment, and rewrites them. */
import { readFileSync } from 'node:fs';
import { advise } from '../../advise/advise.ts';
import { failOn } from '../../advise/checked/checked.ts';
import type { Advice } from '../../advise/schema.ts';
import { endingOf } from '../../advise/upgrade/ending.ts';
import { compareReleases } from '../../advise/upgrade/order.ts';
import { rewrite } from '../../advise/upgrade/rewrite/rewrite.ts';
import type { Told } from '../../advise/upgrade/schema.ts';
import { planUpgrade, sidesOf, type Planned } from '../../advise/upgrade/upgrade.ts';
import { wayBetween, type Way } from '../../advise/upgrade/way.ts';
import type { Configuration } from '../../configuration/model.ts';
import { UsageError } from '../../model/errors.ts';
import { loadChanges } from '../../release/changes.ts';
import { knownPrograms, loadAllPrograms } from '../../release/load-programs.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { printableLines } from '../../report/render/words.ts';
import { manifest } from '../../system/package.ts';
import { openFiles, thisWorld, type FileFlags } from '../options/deployment-files.ts';
import { oneOf } from '../options/values.ts';
import { reportError } from '../report-error.ts';
import { writeOutput } from '../write-output.ts';
import { mustBeFree, writeFiles } from './upgrade-write.ts';

const formats = ['text', 'json', 'markdown'] as const;
type Format = (typeof formats)[number];

export interface UpgradeFlags extends FileFlags {
  from?: string;
  to?: string;
  write?: string;
  format?: string;
  out?: string;
  failOn?: string;
}

/** @returns the exit code, the same whatever format is asked for */
export const upgradeCommand = async (files: readonly string[], flags: UpgradeFlags): Promise<number> => {
  const format = oneOf('--format', formats, flags.format, 'text');
  const counted = oneOf('--fail-on', failOn, flags.failOn, 'weaker');
  const { from, to } = named(flags);
  const unknown = unknownRelease(from, to);
  if (unknown) {
    reportError(unknown, false);
    return 3;
  }
  mustLeadUp(from, to);
  if (flags.write !== undefined) mustBeFree(flags.write, files);

  const way = wayBetween(from, to, loadAllPrograms(), loadChanges());
  const configuration = openFiles(files, flags);
  const sides = sidesOf(configuration, way);
  const planned = planUpgrade(configuration, way, {
    before: adviceOn(sides.before, way.from.programs),
    asTheyAre: adviceOn(sides.asTheyAre, way.to.programs),
    rewritten: adviceOn(sides.rewritten, way.to.programs),
  });
  const written = flags.write === undefined ? null : write(flags.write, { configuration, planned, way });
  const told: Told = {
    ...planned.upgrade,
    tool: { name: manifest.name, version: manifest.version },
    written,
    failOn: counted,
    ending: endingOf(planned.upgrade, counted),
  };
  const text = await rendered(told, format);
  // A terminal, or a CI system that reads along, is shown no control characters of a file; JSON has none.
  writeOutput(flags.out === undefined && format !== 'json' ? printableLines(text) : text, flags.out);
  return told.ending.exitCode;
};

const adviceOn = (configuration: Configuration, programs: ReleasePrograms): Advice =>
  advise(configuration, programs, thisWorld());

/** Both are needed: a tag such as `latest` in a file does not say which release it is. */
const named = ({ from, to }: UpgradeFlags): { from: string; to: string } => {
  if (from !== undefined && to !== undefined) return { from, to };
  throw new UsageError(
    `--from and --to, each with one of ${knownPrograms().join(', ')}`,
    from === undefined ? 'upgrade without --from' : 'upgrade without --to',
    'say which release is deployed, and which one is to be',
  );
};

/** A name that the suite does not know says nothing about the files: that is no mistake in the command. */
const unknownRelease = (...releases: string[]): UsageError | undefined => {
  const known = knownPrograms();
  const unknown = releases.find((release) => !known.includes(release));
  return unknown === undefined
    ? undefined
    : new UsageError(
        `a release that the suite knows: ${known.join(', ')}`,
        `release "${unknown}"`,
        'choose one of these, never the nearest one: names and meanings differ between releases',
      );
};

/** A downgrade is another matter: databases that a newer release has changed are not changed back. */
const mustLeadUp = (from: string, to: string): void => {
  const order = compareReleases(from, to);
  if (order < 0) return;
  throw new UsageError(
    '--to with a release that is newer than that of --from',
    order === 0 ? `${to} twice` : `${to}, which is older than ${from}`,
    order === 0
      ? 'to look at files without an upgrade, use check-env'
      : 'a downgrade is not supported, since no release changes its databases back; to see what an older release reads of the files, use check-env',
  );
};

const write = (
  target: string,
  { configuration, planned, way }: { configuration: Configuration; planned: Planned; way: Way },
): NonNullable<Told['written']> => {
  const paths = configuration.files.map(({ path }) => path);
  mustBeFree(target, paths);
  const texts = new Map(paths.flatMap((path) => textOf(path)));
  const { files, left } = rewrite(configuration, planned, { texts, way });
  return {
    files: writeFiles(target, files),
    left: left.map(({ at: { file, line, column }, ...one }) => ({ ...one, at: { file, line, column } })),
  };
};

/** As it is, byte order mark included. A text that is not UTF-8 would be damaged, and is refused. */
const textOf = (path: string): [string, string][] => {
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(bytes)) return [[path, text]];
  throw new UsageError(
    `${path} to be text in UTF-8, for --write`,
    'other bytes',
    'convert it first, or leave --write out',
  );
};

const rendered = async (told: Told, format: Format): Promise<string> => {
  switch (format) {
    case 'text':
      return (await import('../../report/render/advice/upgrade-text.ts')).renderUpgradeText(told);
    case 'json':
      return (await import('../../report/render/advice/upgrade-json.ts')).renderUpgradeJson(told);
    case 'markdown':
      return (await import('../../report/render/advice/upgrade-markdown.ts')).renderUpgradeMarkdown(told);
  }
};
