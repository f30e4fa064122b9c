/** Reads the options that say how the files of a deployment are read, and opens the files. */
import { relative } from 'node:path';
import type { Command } from 'commander';
import type { World } from '../../advise/world.ts';
import { fileKinds } from '../../configuration/detect.ts';
import { lookUp, type Found } from '../../configuration/look-up.ts';
import type { Configuration } from '../../configuration/model.ts';
import { openConfiguration } from '../../configuration/open.ts';
import { UsageError } from '../../model/errors.ts';
import { loadAllPrograms } from '../../release/load-programs.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { useIn } from '../../release/variable-use.ts';
import { shellVariables } from './shell.ts';
import { oneOf } from './values.ts';

export interface FileFlags {
  envFile?: string[];
  profile?: string[];
  shell?: string[];
  kind?: string;
}

/** @throws UsageError where a file cannot be read, or says nothing alone */
export const openFiles = (
  files: readonly string[],
  { envFile, profile, shell, kind }: FileFlags,
): Configuration => {
  const configuration = openConfiguration({
    files,
    ...(envFile && { envFiles: envFile }),
    ...(profile && { profiles: profile }),
    shell: shellVariables(shell),
    ...(kind !== undefined && { kind: oneOf('--kind', fileKinds, kind, 'env') }),
  });
  const values = configuration.remarks.find((one) => one.kind === 'values file');
  if (!values || configuration.containers.length > 0) return configuration;
  throw new UsageError(
    'manifests',
    `values for a chart in ${values.at.file}, which say nothing without the chart`,
    'render the chart with them, and give what comes of it: helm template CHART --values FILE > rendered.yaml',
  );
};

/** What the advice is given of this machine. Paths below the folder of the command are shown from there. */
export const thisWorld = (): World => ({
  lookUp: (container, path) => shortened(lookUp(container, path)),
  readIn: readers(),
  now: new Date(),
});

/** Reads what the programs of every release read when it is first asked: seldom is. */
const readers = (): NonNullable<World['readIn']> => {
  let all: ReleasePrograms[] | undefined;
  return (variable) => {
    all ??= loadAllPrograms();
    return all.filter((one) => useIn(variable, one).status === 'read').map(({ release }) => release);
  };
};

const shortened = (found: Found): Found => {
  if (!('host' in found) || found.host === undefined) return found;
  const short = relative('', found.host);
  return short.startsWith('..') ? found : { ...found, host: `./${short}` };
};

/** A file may have a comma in its name, and a value one. */
const repeated = (value: string, previous: string[] = []): string[] => [...previous, value];

export const fileOptions = (command: Command): Command =>
  command
    .option('--env-file <file>', 'file for ${…} in Compose files, in place of .env (repeatable)', repeated)
    .option('--profile <name>', 'profile of Compose that is active (repeatable)', repeated)
    .option('--shell <name=value>', 'variable of the shell; yours is not read (repeatable)', repeated)
    .option(
      '--kind <kind>',
      'what the files are, where their content does not say: compose, kubernetes, env, process or systemd',
    );
