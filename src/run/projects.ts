/** The vitest projects: one a section × service in an editor, one a worker in a run, where loading each costs a second. */
import { join } from 'node:path';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { catalogueFor } from '../../suites/catalogue.ts';
import { loadRelease } from '../release/load.ts';
import { codeFolder, extension } from '../system/package.ts';
import { lanes } from '../plan/lanes.ts';
import { planStarts, type StartPlan } from '../plan/plan.ts';

const globalSetup = join(codeFolder, `src/run/global-setup${extension}`);

/** Nothing is excluded: installed, the suite itself lies under `node_modules`. */
const projectOf = (
  name: string,
  groups: string[],
  handedOverAs: string | undefined,
): TestProjectInlineConfiguration => ({
  test: {
    name,
    root: codeFolder,
    include: [`suites/conformance.suite${extension}`],
    exclude: [],
    pool: 'threads',
    isolate: false,
    maxConcurrency: 100_000,
    testTimeout: 0,
    // Node runs these files by itself: vite would read, transform and keep each of them, in every run.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    provide: handedOverAs === undefined ? { groups } : { groups, handedOverAs },
    ...(handedOverAs === undefined && { globalSetup: [globalSetup] }),
  },
});

/**
 * As many as there are workers, each with about the same work.
 * @param handedOverAs by which the workers find the run's description
 */
export const projectsOf = (
  handedOverAs: string,
  plans: readonly StartPlan[],
  workers: number,
): TestProjectInlineConfiguration[] =>
  lanes(plans, workers).map((groups, n) => projectOf(`worker ${n + 1}`, groups, handedOverAs));

/** What an editor sees: the whole catalogue against the reference, arranged by `global-setup`. */
export const projectsOfDefaultRun = (): TestProjectInlineConfiguration[] => {
  const release = loadRelease('reference');
  const groups = new Set(planStarts(catalogueFor(release).cases, release).map(({ group }) => group));
  return [...groups].map((group) => projectOf(group, [group], undefined));
};
