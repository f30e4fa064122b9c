/** Shows an editor the whole catalogue against the reference, arranged by `editor-setup`. */
import { fileURLToPath } from 'node:url';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { catalogueFor } from '../../suites/catalogue.ts';
import { planStarts } from '../plan/plan.ts';
import { loadRelease } from '../release/load.ts';
import { extension } from '../system/package.ts';
import { projectOf } from '../workers/projects.ts';

const globalSetup = fileURLToPath(new URL(`./editor-setup${extension}`, import.meta.url));

export const projectsOfEditor = (): TestProjectInlineConfiguration[] => {
  const release = loadRelease('reference');
  const groups = Map.groupBy(planStarts(catalogueFor(release).cases, release), ({ group }) => group);
  return [...groups].map(([group, plans]) => projectOf(group, plans, { globalSetup }));
};
