/** Adds the command `selftest`, and loads what it does only when it is called. */
import type { Command } from 'commander';
import type { SelftestFlags } from './run-selftest.ts';

/** `done` is given the exit code. */
export const addSelftest = (program: Command, done: (exitCode: number) => void): void => {
  program
    .command('selftest')
    .description('show that the suite sees what it is there to see: the reference is green, each mutant red')
    .option('--mutant <name>', 'only this mutant (repeatable)', (name, before?: string[]) => [
      ...(before ?? []),
      name,
    ])
    .option('--all', 'judge each mutant by the whole catalogue, and tell which cases see what')
    .option('--handbook', 'write what fixtures/reference says about the mutants anew')
    .option('--out <dir>', 'folder for the results', 'results/selftest')
    .option('--jobs <n>', 'starts under way at once')
    .action(async (flags: SelftestFlags) => {
      const { selftestCommand } = await import('./run-selftest.ts');
      done(await selftestCommand(flags));
    });
};
