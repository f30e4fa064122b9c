/** Adds the command `upgrade`, for who moves a deployment to another release. */
import type { Command } from 'commander';
import type { UpgradeFlags } from './commands/upgrade.ts';
import { fileOptions } from './options/deployment-files.ts';

export const addUpgrading = (program: Command, done: (exitCode: number) => void): void => {
  const upgrade = program
    .command('upgrade')
    .description('say what a newer release makes of the files of a deployment, and write them for it')
    .argument('<files...>', '.env, Compose and Kubernetes files, or the environment of a process')
    .option('--from <release>', 'release that the files are for; `latest` in a file does not say')
    .option('--to <release>', 'release that is to be deployed');
  fileOptions(upgrade)
    .option(
      '--write <path>',
      'write the files for the new release: one to a new file, several to a new folder',
    )
    .option('--format <name>', 'text, json or markdown (default: text)')
    .option('--out <file>', 'write what is said to a file in place of the terminal')
    .option(
      '--fail-on <what>',
      'exit code 1 for what stops something from working (availability), for that and less protection (weaker), or for notes too (any) (default: weaker)',
    )
    .addHelpText('after', afterHelp)
    .action(async (files: string[], flags: UpgradeFlags) => {
      const { upgradeCommand } = await import('./commands/upgrade.ts');
      done(await upgradeCommand(files, flags));
    });
};

const afterHelp = `
Nothing is started, and no file is changed: --write makes new ones. The exit code does not depend on the format:
  0  nothing that --fail-on counts
  1  something that --fail-on counts must be done
  2  a mistake in the command or in a file
  3  nothing can be said: no setting recognised, or a release not known

Examples:
  upgrade --from v0.17.0 --to v0.19.1 docker/.env
  upgrade --from v0.19.1 --to v0.20.0 docker/docker-compose.yaml --write docker-v0.20.0
`;
