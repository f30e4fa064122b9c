/** Commands for who runs a deployment. */
import type { Command } from 'commander';
import type { CheckEnvFlags } from './commands/check-env.ts';
import type { LiveInitFlags } from './commands/live-init.ts';
import { fileOptions } from './options/deployment-files.ts';
import { list } from './options/values.ts';

export const addOperating = (program: Command, done: (exitCode: number) => void): void => {
  const checkEnv = program
    .command('check-env')
    .description(
      'say what the files of a deployment will really do: settings, and the transport of every hop',
    )
    .argument('<files...>', '.env, Compose and Kubernetes files, or the environment of a process')
    .option('--release <name>', 'release that the files are for; `latest` in a file does not say');
  fileOptions(checkEnv)
    .option('--all', 'also what concerns no security')
    .option(
      '--strict',
      'undefined variables, and entries of the baseline that are out of date, count as well',
    )
    .option('--format <name>', 'text, json, markdown, html or sarif (default: text)')
    .option('--out <file>', 'write to a file in place of the terminal')
    .option('--baseline <file>', 'findings that are known and accepted, each with a reason and a last day')
    .option('--baseline-write <file>', 'write such a file of what is found; the reasons are left to you')
    .option(
      '--fail-on <what>',
      'exit code 1 for what does not work (availability), for that and less protection (weaker), or for notes too (any) (default: weaker)',
    )
    .option(
      '--verify',
      'start the services so, with keys of the suite, and hold what is predicted against them',
    )
    .option('--binaries <dir>', 'with --verify: local builds in place of images')
    .option('--registry <host>', 'with --verify: registry to take the images from')
    .option('--image <service=ref>', 'with --verify: another image for a service (repeatable)', list)
    .option('--pull <when>', 'with --verify: never, missing or always')
    .addHelpText('after', afterHelp)
    .action(async (files: string[], flags: CheckEnvFlags) => {
      const { checkEnvCommand } = await import('./commands/check-env.ts');
      done(await checkEnvCommand(files, flags));
    });

  const live = program
    .command('live')
    .description('a deployment that runs: `live init` writes the file that `run --target live` reads');
  const init = live
    .command('init')
    .description('write a deployment file of Compose or Kubernetes files, for you to correct')
    .argument('<file>', 'where it is written; no file is replaced')
    .argument('<files...>', 'Compose files, Kubernetes manifests and .env files, as for check-env')
    .option('--release <name>', 'release that is deployed')
    .option('--host <name>', 'machine at which published ports are reached', 'localhost');
  fileOptions(init).action(async (file: string, files: string[], flags: LiveInitFlags) => {
    const { liveInitCommand } = await import('./commands/live-init.ts');
    liveInitCommand(file, files, flags);
  });
};

const afterHelp = `
Without --verify nothing is started. The files are read, and the certificates that
they mount. The exit code does not depend on the format:
  0  nothing that --fail-on counts, or only what the baseline accepts
  1  something that --fail-on counts
  2  a mistake in the command or in a file
  3  nothing can be said: no setting recognised, the release not known, a
     value that matters is in no file, or --verify saw otherwise than predicted

Examples:
  check-env --release v0.19.1 docker/docker-compose.yaml
  check-env --release v0.19.1 base.yaml live.yaml --env-file live.env
  check-env --release v0.19.1 rendered.yaml --format sarif --out check-env.sarif
  check-env --release v0.19.1 docker/docker-compose.yaml --verify --binaries build
`;
