/** A context of a run against the reference without PostgreSQL, for tests of single starts. */
import { createAuthorities } from '../../certs/authorities.ts';
import { loadRelease } from '../../src/release/load.ts';
import { gateOf } from '../../src/run/admission.ts';
import type { RunContext } from '../../src/run/context.ts';
import { createProcessRuntime } from '../../src/run/processes/runtime.ts';
import { createRunFolder } from '../../src/run/run-folder.ts';
import { sweep } from '../../src/run/sweep.ts';

export interface TestContext extends AsyncDisposable {
  ctx: RunContext;
}

export const referenceContext = async (mutant: string | null = null): Promise<TestContext> => {
  const { folder, label } = createRunFolder();
  const ctx: RunContext = {
    id: label,
    folder,
    release: loadRelease('reference'),
    programs: { kind: 'reference', mutant },
    authorities: await createAuthorities(),
    postgres: null,
    backplane: {},
    cases: [],
    startsPerWorker: 1,
    ports: null,
    runtime: createProcessRuntime({ folder, label }),
    gate: gateOf(),
  };
  return {
    ctx,
    [Symbol.asyncDispose]: async () => {
      await sweep({ label, docker: false });
    },
  };
};
