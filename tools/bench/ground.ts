/** What the bare and the naive way stand on; made before the clock runs. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthorities, type Authorities } from '../../certs/authorities.ts';
import { startPostgres, type PostgresBackplane } from '../../fixtures/postgres/start.ts';
import { defaultOptions } from '../../src/plan/options.ts';
import { loadRelease } from '../../src/release/load.ts';
import type { Release } from '../../src/release/schema.ts';
import { serversFor } from '../../src/run/prepare.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { sweep } from '../../src/runtime/sweep/sweep.ts';
import { gateOf } from '../../src/stack/admission.ts';
import type { RunContext } from '../../src/stack/context.ts';
import { openRuntime } from '../../src/stack/open-runtime.ts';
import { createRunFolder } from '../../src/system/run-folder.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import type { Case } from '../../suites/vocabulary.ts';

export interface Ground extends AsyncDisposable {
  release: Release;
  cases: Case[];
  runtime: Runtime;
  /** One server for each TLS posture that the cases stand on; null where none needs one. */
  postgresFor: (cases: readonly Case[], signal: AbortSignal) => Promise<PostgresBackplane | null>;
  context: (postgres: PostgresBackplane | null) => RunContext;
}

/** The built-in reference, as processes. */
export const openGround = async (ids: readonly string[]): Promise<Ground> => {
  const release = loadRelease('reference');
  const wanted = new Set(ids);
  const cases = catalogueFor(release).cases.filter(({ id }) => wanted.has(id));
  const { label, folder } = createRunFolder();
  const stack = new AsyncDisposableStack();
  stack.defer(async () => {
    await sweep({ label, docker: false });
  });
  try {
    const authorities: Authorities = await createAuthorities();
    await authorities.rsaKeys;
    const runtime = await openRuntime({ runtime: { kind: 'processes' }, folder, id: label, ports: null });
    const names = [...new Set(['localhost', runtime.peerHost('postgres')])];
    return {
      release,
      cases,
      runtime,
      postgresFor: async (some, signal) => {
        const servers = serversFor(some, release);
        if (!servers.length) return null;
        // Several may be there at the same time, each with a separate data folder.
        const own = mkdtempSync(join(folder, 'servers-'));
        chmodSync(own, 0o711);
        const processes = { kind: 'processes', listenHost: '127.0.0.1' } as const;
        return startPostgres({ runtime: processes, folder: own, label, servers, authorities, names }, signal);
      },
      context: (postgres) => ({
        gate: gateOf(),
        ...{ id: label, folder, release, authorities, runtime },
        programs: { kind: 'reference', mutant: null },
        postgres: postgres?.describe() ?? null,
        backplane: {},
        cases: [...ids],
        startsPerWorker: defaultOptions().startsPerWorker,
        ports: null,
      }),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};
