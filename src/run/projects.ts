/** The vitest projects of a run: one a section × service, so that equal stacks meet in one place. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { catalogueFor } from '../../suites/catalogue.ts';
import { loadRelease } from '../release/load.ts';
import type { RunDescription } from './context.ts';
import { planStarts } from './plan.ts';

const extension = extname(import.meta.url);
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
const globalSetup = fileURLToPath(new URL(`./global-setup${extension}`, import.meta.url));

export const projectNames = (run: Pick<RunDescription, 'release' | 'cases'>): string[] => {
  const wanted = new Set(run.cases);
  const cases = catalogueFor(run.release).cases.filter((one) => wanted.has(one.id));
  return [...new Set(planStarts(cases, run.release).map((plan) => plan.project))];
};

/** Nothing is excluded: installed, the suite itself lies under `node_modules`. */
const projectOf = (name: string, run: RunDescription | undefined): TestProjectInlineConfiguration => ({
  test: {
    name,
    root: packageRoot,
    include: [`suites/conformance.suite${extension}`],
    exclude: [],
    pool: 'threads',
    isolate: false,
    maxConcurrency: 100_000,
    testTimeout: 0,
    provide: run ? { project: name, run } : { project: name },
    ...(!run && { globalSetup: [globalSetup] }),
  },
});

export const projectsOf = (run: RunDescription): TestProjectInlineConfiguration[] =>
  projectNames(run).map((name) => projectOf(name, run));

/** What an editor sees: the whole catalogue against the reference, arranged by `global-setup`. */
export const projectsOfDefaultRun = (): TestProjectInlineConfiguration[] => {
  const release = loadRelease('reference');
  const cases = catalogueFor(release).cases.map((one) => one.id);
  return projectNames({ release, cases }).map((name) => projectOf(name, undefined));
};
