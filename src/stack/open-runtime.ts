/** Opens the runtime that a run asked for; loads testcontainers only for containers. */
import { createProcessRuntime } from '../runtime/processes/runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RunDescription } from './context.ts';

export const openRuntime = async ({
  runtime,
  folder,
  id: label,
  ports,
}: Pick<RunDescription, 'runtime' | 'folder' | 'id' | 'ports'>): Promise<Runtime> => {
  if (runtime.kind === 'processes') {
    return createProcessRuntime({ folder, label, ...(ports && { ports }) });
  }
  const { createContainerRuntime } = await import('../runtime/containers/runtime.ts');
  return createContainerRuntime({ folder, label, holder: runtime.holder });
};
