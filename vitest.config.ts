/** Serves the command line and an editor alike: a project a section × service, and the suite's own tests. */
import { defineConfig } from 'vitest/config';
import { takeOwnEnvironment } from './src/run/own-environment.ts';
import { projectsOfDefaultRun } from './src/run/projects.ts';

// Tests are as independent of the user's shell as a run is. An editor's process is not ours to start again.
takeOwnEnvironment({
  mayStartAgain: /vitest(\.mjs)?$/.test(process.argv[1] ?? ''),
  alsoKept: ['UPDATE_GOLDEN', 'UPDATE_SNAPSHOT'],
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'test',
          include: ['test/**/*.test.ts'],
          exclude: ['test/world/**'],
          pool: 'threads',
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'world',
          include: ['test/world/**/*.test.ts'],
          globalSetup: ['test/world/undisturbed.ts'],
          // What is broken is the world around all of them: one test at a time.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...projectsOfDefaultRun(),
    ],
  },
});
