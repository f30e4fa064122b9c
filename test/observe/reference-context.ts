/** Makes the context of a run against the reference without PostgreSQL, for tests of single starts. */
import { createAuthorities } from '../../certs/authorities.ts';
import { referenceModule } from '../../src/run/reference-program.ts';
import { loadRelease } from '../../src/release/load.ts';
import { createProcessRuntime } from '../../src/runtime/processes/runtime.ts';
import { sweep } from '../../src/runtime/sweep/sweep.ts';
import { gateOf } from '../../src/stack/admission.ts';
import type { RunContext } from '../../src/stack/context.ts';
import { createRunFolder } from '../../src/system/run-folder.ts';

export interface TestContext extends AsyncDisposable {
  ctx: RunContext;
}

export const referenceContext = async (mutant: string | null = null): Promise<TestContext> => {
  const { folder, label } = createRunFolder();
  const ctx: RunContext = {
    id: label,
    folder,
    release: loadRelease('reference'),
    programs: { kind: 'reference', entry: referenceModule, mutant },
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
