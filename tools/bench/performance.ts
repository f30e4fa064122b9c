/** Keeps the last result of each target in docs/performance.md, and as figures beside it in performance.json. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeFolder } from '../../src/system/package.ts';
import { renderBench, targetName } from './markdown.ts';
import { benchVersion, type BenchResult } from './result.ts';

const figures = join(codeFolder, 'docs/performance.json');
export const performanceDocument = join(codeFolder, 'docs/performance.md');

/** Results of other versions of the bench are dropped: they say something else. */
export const keptResults = (): BenchResult[] =>
  existsSync(figures)
    ? (JSON.parse(readFileSync(figures, 'utf8')) as { results: BenchResult[] }).results.filter(
        ({ schemaVersion }) => schemaVersion === benchVersion,
      )
    : [];

/** The reference first, then releases by name. */
export const withResult = (kept: readonly BenchResult[], result: BenchResult): BenchResult[] => {
  const name = targetName(result.target);
  const rank = ({ target }: BenchResult): string =>
    `${target.kind === 'reference' ? 0 : 1} ${targetName(target)}`;
  return [...kept.filter(({ target }) => targetName(target) !== name), result].sort((a, b) =>
    rank(a) < rank(b) ? -1 : 1,
  );
};

export const keepResult = (result: BenchResult): void => {
  const results = withResult(keptResults(), result);
  writeFileSync(figures, `${JSON.stringify({ results }, null, 1)}\n`);
  writeFileSync(performanceDocument, renderPerformance(results));
};

const introduction = `# Performance

Written by \`npm run bench -- --whole --write\`, or with \`--growth\` in place of \`--whole\`; for a release with
\`--release v0.19.1 --binaries DIR\` or \`--target images --release v0.19.1\` as well. Each target has its latest result
here; performance.json beside this file holds the same figures.

## How to read it

- Each figure is the median of the rounds, lowest and highest in brackets. Ratios are the result; seconds are true for
  the named machine only.
- **CPU by kind** comes from the kernel: it reports each thread when it ends, with the ns that it ran (taskstats), and
  each fork and exec (process events). This needs Linux and root; otherwise the table says so, and nothing is guessed.
  A session of PostgreSQL counts as PostgreSQL, a thread of the suite under what it does. What a process uses between
  its fork and its exec counts as "starting processes" and belongs to the suite. The report of a thread comes a little
  before its end: what giving its memory back costs is known only in sum, from what the kernel adds up over the control
  group of the run (cpu.stat). It counts as "ends of processes", of the suite, though a part of it is the services'.
- **Services under test** are the programs of the release, and for the reference its Node processes. Everything else is
  what the suite adds: PostgreSQL and the backplane, the scripted peers, taps and probes, the judge and the reports.
- **Wall time ÷ (all CPU ÷ cores)** is 1 where no core ever waits. It means nothing while other programs use the CPUs.
- **Memory** is the highest sum, over the run, of the proportional set size (Pss in /proc/PID/smaps_rollup: a page that
  several processes share is divided among them) of the suite's own Node processes, looked at twice a second. Services,
  PostgreSQL and the backplane are left out. RSS, at the same moment, counts shared pages in each process.
- **First service** is the time from the start of the command to the exec of the first service.
- A **budget** is what a run may cost. NO says that it is missed, and the last column where the most of it goes. Budgets
  are measured here, and asserted in no test: a test on a busy machine would only show that the machine is busy. Those of
  wall time were set for 884 cases of a release and 602 of the reference, on 2 cores.
- **More CPUs** is worked out, not measured: what is serial stays, what waits stays, the rest is divided.
`;

export const renderPerformance = (results: readonly BenchResult[]): string =>
  [
    introduction,
    ...(results.length
      ? results.map((result) => renderBench(result, '##'))
      : ['Nothing has been measured yet: run the command above.\n']),
  ].join('\n');
