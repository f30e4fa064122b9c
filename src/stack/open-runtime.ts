/** The runtime that a run asked for; testcontainers is loaded only for containers. */
import { postgresImage } from '../../fixtures/postgres/default-image.ts';
import { createProcessRuntime } from '../runtime/processes/runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RunDescription } from './context.ts';

export const openRuntime = async (
  run: Pick<RunDescription, 'runtime' | 'folder' | 'id' | 'ports'> &
    Partial<Pick<RunDescription, 'postgresImage'>>,
): Promise<Runtime> => {
  const { folder, id: label } = run;
  if (run.runtime === 'processes') {
    return createProcessRuntime({ folder, label, ...(run.ports && { ports: run.ports }) });
  }
  const { createContainerRuntime } = await import('../runtime/containers/runtime.ts');
  // PostgreSQL's image is needed anyhow, and has `sleep`: no further one to pull or to mirror.
  return createContainerRuntime({ folder, label, holder: run.postgresImage ?? postgresImage() });
};
