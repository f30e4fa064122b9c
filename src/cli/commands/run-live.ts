/** Runs `run --target live`: looks at a running deployment from outside, judges, and writes the reports. */
import { UsageError } from '../../model/errors.ts';
import { readDeployment } from '../../live/file/read.ts';
import { configuredHops } from '../../live/configured.ts';
import { lookFromOutside } from '../../live/live.ts';
import { loadRelease } from '../../release/load.ts';
import { judgeJournal } from '../../report/build/judge-journal.ts';
import { prepareFolder } from '../../report/render/write.ts';
import { conclude, say } from '../conclude.ts';
import { deviationsOnFile } from '../known-deviations.ts';
import { thisWorld } from '../options/deployment-files.ts';
import { filtersOf } from '../options/filters.ts';
import { reportingOf } from '../options/reporting.ts';
import { commandOf, type RunFlags } from '../options/run-options.ts';
import { refuseOptionsOfOthers } from '../options/target.ts';

/** Options of a run that starts services. */
const ofStarts = ['shard', 'workers', 'ports', 'runtime', 'release', 'releaseFile'] as const;

/** @returns the exit code */
export const runLiveCommand = async (flags: RunFlags, argv: readonly string[]): Promise<number> => {
  refuseOptionsOfOthers(flags, 'live');
  const foreign = ofStarts.find((option) => flags[option] !== undefined);
  if (foreign !== undefined) {
    const option = foreign === 'releaseFile' ? 'release-file' : foreign;
    throw new UsageError(
      `no --${option} with --target live`,
      `--${option}`,
      foreign === 'release' ? 'write release into the deployment file' : 'leave it out: nothing is started',
    );
  }
  if (flags.deployment === undefined) {
    throw new UsageError(
      '--deployment with the file that says what runs where',
      '--target live without it',
      'write one with `live init deployment.yaml docker-compose.yaml`; docs/live.md says what it holds',
    );
  }
  const deployment = readDeployment(flags.deployment);
  const name = deployment.release ?? 'unknown';
  const out = flags.out ?? `results/live${deployment.release === undefined ? '' : `-${deployment.release}`}`;
  const reporting = reportingOf(flags);
  const { entries: deviations, ...onFile } =
    flags.deviations === undefined ? { entries: [], lines: [], source: null } : deviationsOnFile(name, flags);
  const configured = configuredHops(deployment, thisWorld());
  prepareFolder(out);
  const count = deployment.endpoints.length;
  say(
    count === 0
      ? `Looking at the connections that ${flags.deployment} names: no endpoint is connected to.`
      : `Looking at ${count} ${count === 1 ? 'endpoint' : 'endpoints'} of ${flags.deployment} from outside: nothing is started.`,
  );
  const { lines, catalogue, live, rules, names } = await lookFromOutside(deployment, {
    ...{ out, configured, command: commandOf(argv), filters: filtersOf(flags) },
    oldVersions: flags.probeOldVersions === true,
    ...(flags.capture !== undefined && { capture: flags.capture }),
    release: loadRelease(deployment.release ?? 'reference'),
    note: say,
  });
  const report = judgeJournal(lines, names, deviations, {
    ...{ strict: flags.strict === true, catalogue, rules, live },
    today: new Date().toISOString().slice(0, 10),
    ...(onFile.source && { onFile: { source: onFile.source, lines: onFile.lines } }),
  });
  return conclude(report, out, reporting);
};
