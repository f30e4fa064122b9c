/** Serves the command line and an editor alike: a project a section × service, and the suite's own tests. */
import { defineConfig } from 'vitest/config';
import { takeOwnEnvironment, usersEnvironment } from './src/system/own-environment.ts';
import { projectsOfEditor } from './src/run/editor-projects.ts';

// Tests are as independent of the user's shell as a run is. An editor's process is not ours to start again.
takeOwnEnvironment({
  mayStartAgain: /vitest(\.mjs)?$/.test(process.argv[1] ?? ''),
  alsoKept: /^(UPDATE_GOLDEN|UPDATE_SNAPSHOT|NODE_ENV|TEST|VITEST|VITEST_.*|GITHUB_.*)$/,
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'test',
          include: ['test/**/*.test.ts'],
          exclude: ['test/faults/**', 'test/package/**', 'test/report/browser/**'],
          pool: 'threads',
          maxWorkers: 3,
          // Not a measure of speed: they end what hangs, on a machine that is busy with twelve other things too.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 100_000 } },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/report/browser/**/*.test.ts'],
          pool: 'threads',
          maxWorkers: 2,
          // They end what hangs; the page of a whole release is held to its standards in a minute.
          testTimeout: 600_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 100_000 } },
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/faults/undisturbed.ts'],
          // They break what all runs on this machine share: one test at a time.
          fileParallelism: false,
          // Longer than the runs of any test; what hangs is ended by the run's own bound.
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          // They build and install the package, from a registry, which may take a proxy or a certificate of the user's.
          env: usersEnvironment(),
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      ...projectsOfEditor(),
    ],
  },
});
