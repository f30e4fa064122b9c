/**
 * Makes the vitest projects: one for each worker of a run, as loading each costs a second; for an editor one for each
 * section × service.
 */
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { lanes } from '../plan/lanes.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { codeFolder, extension } from '../system/package.ts';

/** Nothing is excluded: installed, the suite itself lies under `node_modules`. */
export const projectOf = (
  name: string,
  /** The starts that it makes. */
  plans: readonly PlannedStart[],
  /** How it comes to the run's description: by this name, or by what a module arranges before the project runs. */
  by: { handedOverAs: string } | { globalSetup: string },
): TestProjectInlineConfiguration => ({
  test: {
    name,
    root: codeFolder,
    include: [`src/workers/conformance.suite${extension}`],
    exclude: [],
    pool: 'threads',
    isolate: false,
    maxConcurrency: 100_000,
    testTimeout: 0,
    // Node runs these files by itself: vite would read, transform and keep each of them, in every run.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    provide: {
      starts: plans.map(({ key }) => key),
      ...('handedOverAs' in by && { handedOverAs: by.handedOverAs }),
    },
    ...('globalSetup' in by && { globalSetup: [by.globalSetup] }),
  },
});

/**
 * As many as there are workers, each with about the same work.
 * @param handedOverAs by which the workers find the run's description
 */
export const projectsOf = (
  handedOverAs: string,
  plans: readonly PlannedStart[],
  among: Parameters<typeof lanes>[1],
): TestProjectInlineConfiguration[] =>
  lanes(plans, among).map((own, n) => projectOf(`worker ${n + 1}`, own, { handedOverAs }));
