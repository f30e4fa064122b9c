/** Defines the options of a run for the command line, and reads them back from a command that was typed. */
import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../../model/errors.ts';
import { checkout, installed, words } from '../../report/build/reproduce.ts';
import type { RunFlags } from './run-options.ts';
import { list } from './values.ts';

export const filterOptions = (command: Command): Command =>
  command
    .option('--section <name>', 'only this section of the page (repeatable, as all filters)', list)
    .option('--rule <id>', 'only this rule', list)
    .option('--case <glob>', 'only cases whose id matches: * without /, ** with', list)
    .option('--subject <name>', 'only this service, listener or hop', list)
    .option('--naming <which>', "documented (the page's names) or release (its own)", list)
    .option(
      '--scope <which>',
      'page (default: what the page names), platform (every other service of the release) or all',
    );

/** What `run` and `merge` have in common. */
export const reportingOptions = (command: Command): Command =>
  command
    .option(
      '--deviations-from <revision>',
      'read the deviations file as this git revision has it, so that a change cannot excuse itself',
    )
    .option('--sarif', 'write report.sarif as well, for code scanning')
    .option('--annotations <for>', 'print what is red as annotations: github');

/** Of a run, what decides what it needs. */
export const doctorOptions = (command: Command): Command =>
  filterOptions(
    command
      .option('--target <kind>', 'reference, images, binaries or live: what exactly such a run needs')
      .option('--release <name>', 'release of the run')
      .option('--release-file <file>', 'release file of your own')
      .option('--binaries <dir>', 'folder with one program a service')
      .option('--registry <host>', 'registry to take the images from')
      .option('--image <service=ref>', 'another image for a service (repeatable)', list)
      .option('--pull <when>', 'never, missing or always (default: missing)')
      .option('--runtime <kind>', 'processes or containers, of the reference')
      .option('--deployment <file>', 'with --target live: the deployment file')
      .option('--capture <file>', 'with --target live: a capture'),
  );

export const runOptions = (command: Command): Command => {
  command
    .option('--target <kind>', 'reference, images, binaries, or live: a deployment that runs', 'reference')
    .option('--release <name>', 'release to test, for images and binaries')
    .option('--binaries <dir>', 'folder with one program a service')
    .option('--registry <host>', 'registry to take the images from')
    .option(
      '--image <service=ref>',
      'another image for a service, or for postgres, nats, redis, spicedb, amqp (repeatable)',
      list,
    )
    .option('--pull <when>', 'never, missing or always (default: missing)')
    .option('--release-file <file>', 'release file of your own')
    .option('--deployment <file>', 'with --target live: what runs where, and what is claimed of it')
    .option(
      '--capture <file>',
      'with --target live: pcap or pcapng of connections between the services; - is standard input',
    )
    .option(
      '--probe-old-versions',
      'with --target live: offer TLS 1.0 and 1.1, and weak cipher suites, as well',
    )
    .option('--deviations <file>', "known deviations, in place of the release's own");
  reportingOptions(command).option(
    '--runtime <kind>',
    'processes or containers (default: containers for images, else processes)',
  );
  return filterOptions(command)
    .option('--out <dir>', 'folder for journal and reports (default: results/<target>-<release>)')
    .option(
      '--shard <i/n>',
      'observe only this share, into a journal; `merge` judges all n of them (n up to 64)',
    )
    .option('--only-present', 'select no case of a service whose program or image is not there')
    .option('--strict', 'known deviations and non-strict cases fail the gate')
    .option('--workers <n>', 'processes that observe at the same time')
    .option('--ports <from-to>', 'range of ports to use')
    .addOption(new Option('--mutant <name>', 'single fault to switch on in the reference').hideHelp());
};

/**
 * @param command as a report names it, with the program in front
 * @throws UsageError where it is no command that runs the suite
 */
export const flagsOfCommand = (command: string): { flags: RunFlags; argv: string[] } => {
  const program = [checkout, installed].find((name) => command === name || command.startsWith(`${name} `));
  const argv = program === undefined ? [] : words(command.slice(program.length));
  const run = runOptions(new Command('run'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const refused = (found: string, cause?: Error): UsageError =>
    new UsageError(
      'a journal that names the command of its run',
      found,
      'observe anew with the command that you want',
      { cause },
    );
  if (program === undefined) throw refused(command === '' ? 'no command' : command);
  try {
    run.parse(argv[0] === 'run' ? argv.slice(1) : argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw refused(`${command} (${error.message.replace(/^error: /, '')})`, error);
  }
  return { flags: run.opts<RunFlags>(), argv };
};
