/** Opens the runtime that a run asked for; loads testcontainers only for containers. */
import { createProcessRuntime } from '../runtime/processes/runtime.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { fileOfNamespace } from '../system/network/namespace.ts';
import { connectLauncher } from '../system/processes/launcher.ts';
import type { RunDescription } from './context.ts';

export const openRuntime = async ({
  runtime,
  folder,
  id: label,
  ports,
  launcher,
  separate,
}: Pick<
  RunDescription,
  'runtime' | 'folder' | 'id' | 'ports' | 'launcher' | 'separate'
>): Promise<Runtime> => {
  if (runtime.kind === 'processes') {
    const by = launcher && connectLauncher(launcher);
    const namespace = separate && fileOfNamespace();
    return createProcessRuntime({ folder, label, ...(ports && { ports }), launcher: by, namespace });
  }
  const { createContainerRuntime } = await import('../runtime/containers/runtime.ts');
  return createContainerRuntime({ folder, label, holder: runtime.holder });
};
