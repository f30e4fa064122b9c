/** The runtime that a run asked for; testcontainers is loaded only for containers. */
import { createProcessRuntime } from './processes/runtime.ts';
import type { RunDescription } from './context.ts';
import type { Runtime } from './runtime.ts';

export const openRuntime = async (
  run: Pick<RunDescription, 'runtime' | 'folder' | 'id' | 'ports'>,
): Promise<Runtime> => {
  const { folder, id: label } = run;
  if (run.runtime === 'processes') {
    return createProcessRuntime({ folder, label, ...(run.ports && { ports: run.ports }) });
  }
  const { createContainerRuntime } = await import('./containers/runtime.ts');
  return createContainerRuntime({ folder, label });
};
