/** Runs the command `check-env`, which says what the files of a deployment will really do. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { accept } from '../../advise/checked/accept.ts';
import { parseBaseline, type Acceptance } from '../../advise/checked/baseline.ts';
import { advise } from '../../advise/advise.ts';
import { failOn, type Checked, type FailOn } from '../../advise/checked/checked.ts';
import { endingOf, isFinding, isOpen } from '../../advise/checked/ending.ts';
import type { Advice } from '../../advise/schema.ts';
import { UsageError } from '../../model/errors.ts';
import { knownPrograms, loadPrograms } from '../../release/load-programs.ts';
import { printableLines } from '../../report/render/words.ts';
import { placeOf } from '../../system/git.ts';
import { manifest } from '../../system/package.ts';
import { readUserFile, sizes } from '../../system/read-user-file.ts';
import { openFiles, thisWorld, type FileFlags } from '../options/deployment-files.ts';
import { oneOf } from '../options/values.ts';
import { reportError } from '../report-error.ts';
import { refuseWithoutVerify, verified, type VerifyFlags } from '../verifying.ts';
import { writeOutput } from '../write-output.ts';

const formats = ['text', 'json', 'markdown', 'html', 'sarif'] as const;
type Format = (typeof formats)[number];

export interface CheckEnvFlags extends FileFlags, VerifyFlags {
  release?: string;
  all?: boolean;
  strict?: boolean;
  format?: string;
  out?: string;
  baseline?: string;
  baselineWrite?: string;
  failOn?: string;
}

/** @returns the exit code, the same whatever format is asked for */
export const checkEnvCommand = async (files: readonly string[], flags: CheckEnvFlags): Promise<number> => {
  const format = oneOf('--format', formats, flags.format, 'text');
  const counted = oneOf('--fail-on', failOn, flags.failOn, 'weaker');
  const today = new Date().toISOString().slice(0, 10);
  refuseWithoutVerify(flags);
  const entries = flags.baseline === undefined ? [] : baselineOf(flags.baseline);
  if (flags.baselineWrite !== undefined) mustBeNew(flags.baselineWrite);
  const release = releaseOf(flags);
  const known = knownPrograms();
  if (!known.includes(release)) {
    // A name that the suite does not know says nothing about the files: that is no mistake in the command.
    reportError(unknown(release, known), false);
    return 3;
  }
  const about = {
    configuration: openFiles(files, flags),
    programs: loadPrograms(release),
    world: thisWorld(),
  };
  const seen = flags.verify ? await verified(about, flags) : null;
  if (typeof seen === 'number') return seen;
  const advice = advise(about.configuration, about.programs, about.world);
  const checked = checkedOf(advice, { flags, entries, counted, today, verification: seen });
  if (flags.baselineWrite !== undefined) await writeBaselineOf(checked, flags.baselineWrite, today);
  const text = await rendered(checked, format);
  // A terminal, or a CI system that reads along, is shown no control characters of a file; JSON has none.
  const safe = format === 'json' || format === 'sarif' ? text : printableLines(text);
  writeOutput(flags.out === undefined ? safe : text, flags.out);
  return checked.ending.exitCode;
};

const releaseOf = ({ release }: CheckEnvFlags): string => {
  if (release !== undefined) return release;
  throw new UsageError(
    `--release with the release that the files are for: ${knownPrograms().join(', ')}`,
    'check-env without it',
    'say which release is deployed; a tag such as latest in a file does not say',
  );
};

const unknown = (release: string, known: readonly string[]): UsageError =>
  new UsageError(
    `a release that the suite knows: ${known.join(', ')}`,
    `release "${release}"`,
    'choose one of these with --release, never the nearest one: names and meanings differ between releases',
  );

const baselineOf = (path: string): Acceptance[] => {
  const text = readUserFile(path, 'a baseline', 'check the path given with --baseline', sizes.yaml);
  const parsed = parseBaseline(text);
  if (parsed.ok) return parsed.entries;
  const [first] = parsed.problems;
  const more = parsed.problems.length - 1;
  throw new UsageError(
    `${path}:${first?.line ?? 1}: ${first?.expected ?? 'a baseline'}`,
    first?.found ?? 'something else',
    `mend that line${more > 0 ? ` (${more} more problems follow)` : ''}`,
  );
};

/** Reasons that a person has written are not replaced by empty ones. */
const mustBeNew = (path: string): void => {
  if (!existsSync(path)) return;
  throw new UsageError(
    'a path at which there is no file yet, for --baseline-write',
    `a file at ${path}`,
    'name another one, and take over the entries that you want',
  );
};

const checkedOf = (
  advice: Advice,
  {
    flags: { all = false, strict = false, baseline },
    entries,
    counted,
    today,
    verification,
  }: {
    flags: CheckEnvFlags;
    entries: readonly Acceptance[];
    counted: FailOn;
    today: string;
    verification: Checked['verification'];
  },
): Checked => {
  const shown = advice.statements.filter(({ security }) => all || security !== false);
  const accepted = accept(shown, entries, today);
  return {
    ...advice,
    tool: { name: manifest.name, version: manifest.version },
    statements: accepted.statements,
    leftOut: advice.statements.length - shown.length,
    baseline: baseline === undefined ? null : { file: baseline, entries: accepted.entries },
    verification,
    failOn: counted,
    strict,
    ending: endingOf({
      statements: accepted.statements,
      entries: accepted.entries,
      recognised: advice.recognised.settings,
      failOn: counted,
      strict,
      verification,
    }),
  };
};

const writeBaselineOf = async (checked: Checked, path: string, today: string): Promise<void> => {
  const { writeBaseline } = await import('../../advise/checked/write-baseline.ts');
  const found = checked.statements.filter((one) => isFinding(one, checked) || isOpen(one));
  writeOutput(writeBaseline(checked.release, found, today), path, '--baseline-write');
};

/** A format loads what it needs: the page alone needs the look of all pages. */
const rendered = async (checked: Checked, format: Format): Promise<string> => {
  switch (format) {
    case 'text':
      return (await import('../../report/render/advice/text.ts')).renderAdviceText(checked);
    case 'json':
      return (await import('../../report/render/advice/json.ts')).renderAdviceJson(checked);
    case 'markdown':
      return (await import('../../report/render/advice/markdown.ts')).renderAdviceMarkdown(checked);
    case 'html':
      return (await import('../../report/render/advice/html.ts')).renderAdviceHtml(checked);
    case 'sarif': {
      const { renderAdviceSarif } = await import('../../report/render/advice/sarif.ts');
      return renderAdviceSarif(checked, pathInRepository);
    }
  }
};

/** From the top of the work tree; of a file that is in none, its name alone: a folder of this machine says nothing. */
const pathInRepository = (file: string): string => placeOf(file)?.path ?? basename(file);
