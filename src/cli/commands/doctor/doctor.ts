/** The command `doctor`: says what this machine has of what a run needs, what each is for, and how to get it. */
import { UsageError } from '../../../model/errors.ts';
import { choose } from '../../../plan/select.ts';
import { filtersOf, type FilterFlags } from '../../options/filters.ts';
import { refuseOptionsOfOthers, targetOf, type TargetFlags } from '../../options/target.ts';
import type { DoctorCheck, Finding } from './check.ts';
import { checks } from './checks.ts';
import { checksOfLive } from './live.ts';
import { checksOfRun } from './run.ts';

export type DoctorFlags = Partial<TargetFlags> & FilterFlags;

const words: Record<Finding['state'], string> = { ok: 'ok     ', absent: 'absent ', broken: 'BROKEN ' };

/** @returns 0 when the built-in reference can be run, or the run that the options name; else 4 */
export const doctorCommand = async (flags: DoctorFlags = {}): Promise<number> => {
  if (Object.keys(flags).length === 0)
    return examine(checks, 'Ready for the built-in reference (npm start).', 'Not ready');
  const { target: kind } = flags;
  if (kind === undefined) {
    throw new UsageError(
      '--target with what the run is about',
      `${Object.keys(flags)
        .map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
        .join(', ')} without it`,
      'add --target reference, images, binaries or live, or leave out all options',
    );
  }
  if (kind === 'live') return examineLive({ ...flags, target: kind });
  const { target, release } = targetOf({ ...flags, target: kind });
  const { cases } = choose(release, filtersOf(flags));
  const of = kind === 'reference' ? 'the built-in reference' : `${release.release} (${kind})`;
  return examine(
    await checksOfRun(target, release, cases),
    `This run of ${of} can be made.`,
    `This run of ${of} cannot be made`,
  );
};

/** @throws UsageError for an option that such a run has not, and for a mistake in the deployment file */
const examineLive = (flags: TargetFlags & FilterFlags): Promise<number> => {
  refuseOptionsOfOthers(flags, 'live');
  const foreign = (
    ['release', 'releaseFile', 'runtime', 'section', 'rule', 'case', 'subject', 'naming'] as const
  ).find((option) => flags[option] !== undefined);
  if (foreign !== undefined) {
    throw new UsageError(
      'no option beside --target live but --deployment and --capture',
      `--${foreign === 'releaseFile' ? 'release-file' : foreign}`,
      'leave it out: it changes nothing of what such a look needs',
    );
  }
  return examine(
    checksOfLive(flags),
    'A running deployment can be looked at: neither Docker nor PostgreSQL, no free port and no right of root is needed.',
    'A running deployment cannot be looked at',
  );
};

const examine = async (looked: readonly DoctorCheck[], ready: string, notReady: string): Promise<number> => {
  const found = await Promise.all(
    looked.map(async (check) => ({ ...check, ...(await check.look().catch(failed)) })),
  );
  for (const { name, state, says, neededFor, get } of found) {
    const help = state === 'ok' ? [] : [`          needed for: ${neededFor}`, `          to get it:  ${get}`];
    process.stdout.write(`${[`${words[state]} ${name}: ${says}`, ...help].join('\n')}\n`);
  }
  const missing = found.filter((check) => check.always && check.state !== 'ok');
  process.stdout.write(
    missing.length ? `${notReady}: ${missing.map((check) => check.name).join(', ')}.\n` : `${ready}\n`,
  );
  return missing.length ? 4 : 0;
};

const failed = (error: unknown): Finding => ({
  state: 'broken',
  says: error instanceof Error ? error.message : String(error),
});
