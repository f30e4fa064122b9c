/** Adds the command `history`, for who wants to know since when a promise holds. */
import type { Command } from 'commander';
import type { HistoryFlags } from './commands/history.ts';
import { list } from './options/values.ts';

export const addLookingBack = (program: Command, done: (exitCode: number) => void): void => {
  program
    .command('history')
    .description('say of every rule in which releases it holds, since when and until when')
    .argument('[reports...]', 'report.json files, folders of runs, or folders of such folders')
    .option(
      '--recorded [dir]',
      'recorded observations, judged again (default: test/recorded of this checkout)',
    )
    .option('--release <name>', 'only this release (repeatable)', list)
    .option('--scope <which>', 'page (default: what the page names), platform (every other service) or all')
    .option('--with-reference', 'also the built-in reference, which is no release')
    .option('--format <name>', 'text, markdown, html, json or svg', 'text')
    .option('--out <file>', 'write to a file in place of the terminal')
    .addHelpText('after', afterHelp)
    .action(async (reports: string[], flags: HistoryFlags) => {
      const { historyCommand } = await import('./commands/history.ts');
      done(historyCommand(reports, flags));
    });
};

const afterHelp = `
Releases stand in the order of their versions. Of several runs of one release that agree, the one that judges most
counts, of equal ones the newest; runs that differ in a case are an error.

Examples:
  history results/binaries-v0.19.1 results/binaries-v0.20.0
  history results --format html --out history.html
  history --recorded --format markdown --out docs/history.md
`;
