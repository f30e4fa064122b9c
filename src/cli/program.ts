/** Commands and options. Every command loads what it needs when it is called. */
import { Command, CommanderError } from 'commander';
import { UsageError } from '../model/errors.ts';
import { inCheckout, manifest } from '../system/package.ts';
import type { DoctorFlags } from './commands/doctor/doctor.ts';
import { addSelftest } from './commands/selftest.ts';
import { addLookingBack } from './looking-back.ts';
import { addMaintenance } from './maintenance.ts';
import { addOperating } from './operating.ts';
import { doctorOptions, filterOptions, reportingOptions, runOptions } from './options/run-flags.ts';
import type { RunFlags } from './options/run-options.ts';
import { addUpgrading } from './upgrading.ts';

/** Runs what the arguments ask for; returns the exit code. Throws UsageError for arguments that ask for nothing known. */
export const parse = async (argv: readonly string[]): Promise<number> => {
  let exitCode = 0;
  const program = build(argv, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageOf(error);
  }
  return exitCode;
};

/** A rule and a case are in small letters. */
const looksLikeVariable = (word: string): boolean => /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(word);

export const build = (argv: readonly string[], done: (exitCode: number) => void): Command => {
  const program = new Command('magistrala-conformance')
    .description(
      'Tests whether a Magistrala keeps what its Security page promises. Without a target the built-in reference\n' +
        'product is tested, which checks the suite itself.',
    )
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError()
    .addHelpText('after', examples)
    .hook('preAction', (_, command) => noMore(command, program));

  runOptions(program.command('run', { isDefault: true }))
    .description('observe, judge and report (what happens without a command)')
    .action(async (flags: RunFlags) => {
      const { runCommand } = await import('./commands/run.ts');
      done(await runCommand(flags, argv));
    });

  filterOptions(program.command('list'))
    .description('list rules and cases')
    .option('--json', 'as JSON')
    .option('--target <name>', 'live: the rules for a running deployment')
    .option('--release <name>', 'release whose cases are listed', 'reference')
    .option('--release-file <file>', 'release file of your own')
    .action(async (flags) => {
      const { listCommand } = await import('./commands/list.ts');
      listCommand(flags);
    });

  program
    .command('explain')
    .description(
      'what a rule or a case is about, how it is observed and reproduced; of a variable, which releases read it and what for',
    )
    .argument('<rule-case-or-variable>')
    .option('--release <name>', 'release whose names are shown; for a variable: the only one', 'reference')
    .option('--release-file <file>', 'release file of your own')
    .action(async (id: string, flags) => {
      if (looksLikeVariable(id)) {
        const { explainVariable } = await import('./commands/explain-variable.ts');
        await explainVariable(id, flags);
        return;
      }
      const { explainCommand } = await import('./commands/explain.ts');
      explainCommand(id, flags);
    });

  const merge = program
    .command('merge')
    .description('judge the journals of all shards of a run (`run --shard`) as one run')
    .argument('<journals...>', 'journal.ndjson of each shard, or its folder')
    .option('--out <dir>', 'folder for journal and reports (default: results/<target>-<release>)')
    .option('--deviations <file>', 'known deviations, where the shards were observed with such a file');
  reportingOptions(merge)
    .option('--release-file <file>', 'release file, where the shards were observed with one')
    .action(async (journals: string[], flags) => {
      const { mergeCommand } = await import('./commands/merge.ts');
      done(mergeCommand(journals, flags));
    });

  program
    .command('rerun')
    .description('observe cases of a run again, and judge the run anew with them')
    .argument('<report>', 'report.json of the run, or its folder; its journal is beside it')
    .option('--failed', 'cases that fail the gate')
    .option('--open', 'cases that were untestable or not executed')
    .option('--errors', 'cases that could not be set up')
    .addHelpText('after', '\nWithout one of these options all three kinds are observed again.\n')
    .action(async (report: string, flags) => {
      const { rerunCommand } = await import('./commands/rerun.ts');
      done(await rerunCommand(report, flags));
    });

  program
    .command('compare')
    .description('compare two reports case by case: what is new, resolved, changed, or cannot be compared')
    .argument('<old>', 'report.json, or the folder of a run')
    .argument('<new>')
    .option('--format <name>', 'text, markdown, html or json', 'text')
    .option('--out <file>', 'write to a file in place of the terminal')
    .option(
      '--fail-on <what>',
      'exit code 1 for a failure that is new, or for any verdict that has changed',
      'never',
    )
    .action(async (before: string, after: string, flags) => {
      const { compareCommand } = await import('./commands/compare.ts');
      done(compareCommand(before, after, flags));
    });

  doctorOptions(program.command('doctor'))
    .description(
      'look whether this machine has what a run needs, or with --target what exactly that run needs',
    )
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import('./commands/doctor/doctor.ts');
      done(await doctorCommand(flags));
    });

  program
    .command('clean')
    .description('remove what interrupted runs have left behind: processes, containers, folders')
    .action(async () => {
      const { cleanCommand } = await import('./commands/clean.ts');
      done(await cleanCommand());
    });

  addOperating(program, done);
  addUpgrading(program, done);
  addLookingBack(program, done);
  addMaintenance(program, done);
  // It is about this code and takes files of the checkout: what is published runs without it.
  if (inCheckout) addSelftest(program, done);
  for (const command of program.commands) letMore(command);
  return program;
};

/** Lets a command take excess arguments: `noMore` says what it takes. */
const letMore = (command: Command): void => {
  command.allowExcessArguments();
  for (const below of command.commands) letMore(below);
};

/** A word behind the arguments that a command takes; behind `run`, which needs no name, it is meant as a command. */
const noMore = (command: Command, program: Command): void => {
  const more = command.args[command.registeredArguments.length];
  if (more === undefined || command.registeredArguments.at(-1)?.variadic) return;
  const names = program.commands.map((each) => each.name());
  const taken = command.registeredArguments.map((each) => ` <${each.name()}>`).join('');
  throw new UsageError(
    command.name() === 'run'
      ? `a command: ${names.join(', ')}`
      : `no argument after ${command.name()}${taken}`,
    more,
    'see `npm start -- --help`',
  );
};

/** Arguments by name, for who left one out. */
const missing: Partial<Record<string, string>> = {
  'rule-case-or-variable': 'the id of a rule or a case, or a variable',
  old: 'two reports to compare',
  new: 'a second report to compare with the first',
  journals: 'the journals of all shards',
  report: 'the report of the run that is observed again',
  files: 'the files of a deployment',
};

const usageOf = (error: CommanderError): UsageError => {
  const message = error.message.replace(/^error: /, '');
  const [said = '', hint] = message.split('\n');
  const todo = `${hint ? `${hint.replaceAll(/[()?]/g, '')}? ` : ''}See \`npm start -- --help\`, or \`--help\` after a command`;
  const option = /'([^']+)'/.exec(said)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      // What follows `=` may be a secret, given to an option that is misspelt.
      return new UsageError('an option that is known', option.replace(/=[^]*/, ''), todo, { cause: error });
    case 'commander.optionMissingArgument':
      return new UsageError(`a value for ${option}`, 'none', todo, { cause: error });
    case 'commander.missingArgument':
      return new UsageError(
        missing[option] ?? `an argument <${option}>`,
        'none',
        option === 'rule-case-or-variable' ? 'ids are listed by `npm start -- list`' : todo,
        { cause: error },
      );
    default:
      return new UsageError('arguments that are known', said, todo, { cause: error });
  }
};

const examples = `
Examples (in a checkout, \`npm start --\` stands for magistrala-conformance):
  npm start                                                       the suite against its own reference
  npm start -- --target binaries --release v0.19.1 --binaries DIR  local builds of a release
  npm start -- --target images --release v0.19.1                  published images of a release
  npm start -- --rule server.pair-is-tls --subject users.http     one rule, one listener
  npm start -- --shard 1/4 --out one                              a quarter of it; see merge --help
  npm start -- list --section postgres                            what would be tested
  npm start -- run --help                                         all options of a run
  npm start -- check-env --release v0.19.1 docker-compose.yaml    what a configuration will do

Exit codes: 0 conformant (also with deviations), 1 nonconformant, 2 usage, 3 incomplete, 4 broken,
130 and 143 interrupted.
`;
