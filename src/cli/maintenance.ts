/** Commands for who keeps releases, deviations and the page in order. */
import type { Command } from 'commander';
import type { ImagesFlags } from './commands/images.ts';
import { list } from './options/values.ts';

export const addMaintenance = (program: Command, done: (exitCode: number) => void): void => {
  const deviations = program.command('deviations').description('known deviations of a release');
  deviations
    .command('check')
    .description(
      'look at a deviations file: its form, and entries that expired, hit no case, or contradict others',
    )
    .argument('<file>')
    .action(async (file: string) => {
      const { checkCommand } = await import('./commands/deviations.ts');
      done(checkCommand(file));
    });
  deviations
    .command('suggest')
    .description('print entries for what a report shows and none excuses; the reasons are left to you')
    .argument('<report.json>')
    .action(async (report: string) => {
      const { suggestCommand } = await import('./commands/deviations.ts');
      done(suggestCommand(report));
    });
  deviations
    .command('prune')
    .description('take out entries that a report shows to be stale')
    .argument('<report.json>')
    .option('--deviations <file>', "another file than the release's own")
    .action(async (report: string, flags: { deviations?: string }) => {
      const { pruneCommand } = await import('./commands/deviations.ts');
      done(pruneCommand(report, flags.deviations));
    });

  program
    .command('images')
    .description('print the images that a run pulls, for mirroring')
    .requiredOption('--release <name>', 'release')
    .option('--release-file <file>', 'release file of your own')
    .option('--registry <host>', 'registry to take the images from')
    .option('--image <service=ref>', 'another image for a service, as of `run` (repeatable)', list)
    .action(async (flags: ImagesFlags) => {
      const { imagesCommand } = await import('./commands/images.ts');
      done(await imagesCommand(flags));
    });

  program
    .command('page')
    .description('the Security page that the rules were written for')
    .command('check')
    .description('say what has changed in a copy of the page; exit code 3 when it has drifted')
    .argument('<file>')
    .action(async (file: string) => {
      const { pageCheckCommand } = await import('./commands/page.ts');
      done(pageCheckCommand(file));
    });

  program
    .command('record')
    .description("keep a journal of a real release for the suite's own tests")
    .argument('<journal.ndjson>')
    .option('--to <folder>', 'folder of the records')
    .action(async (journal: string, flags: { to?: string }) => {
      const { recordCommand } = await import('./commands/record.ts');
      done(recordCommand(journal, flags.to));
    });
};
