/** Checks that a service has the version of the release, by its health answer. */
import type { Address } from '../model/address.ts';
import { InfrastructureError } from '../model/errors.ts';
import { call } from '../probe/json-api.ts';
import type { StartedName } from '../release/schema.ts';
import type { Ready } from '../runtime/runtime.ts';
import type { RunContext } from './context.ts';

/** Services that have shown their version; each worker checks a service once. */
const shown = new Set<StartedName>();

/** Asks for health in plaintext, where that is answered. Throws InfrastructureError when it names another version. */
export const checkVersion = async (name: StartedName, ctx: RunContext, boot: Ready): Promise<void> => {
  const service = ctx.release.services[name];
  const version = service?.version ?? ctx.release.version;
  if (version === undefined || version === 'none' || shown.has(name)) return;
  const listeners = Object.entries(service?.listeners ?? {});
  const [listener, path] =
    listeners.map(([at, { health }]) => [at, health] as const).find(([, at]) => at) ?? [];
  if (listener === undefined || path === undefined) return;
  const said = await versionAt(boot.address(listener), path);
  if (said === undefined) return;
  if (!said.includes(version)) {
    throw new InfrastructureError(
      'OTHER_RELEASE',
      `${name} says that it is version ${said}; the run is about ${ctx.release.release} (${version})`,
      'give the right --release, or another folder or image',
    );
  }
  shown.add(name);
};

/** What a program says into which its build has written no version: Certs of v0.20.0, which has a variable of its own. */
const unset = '0.0.0';

const versionAt = async (address: Address, path: string): Promise<string | undefined> => {
  const { body } = await call({ address, tls: false }, 'GET', path, { timeoutMs: 2000 });
  const version = typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;
  return typeof version === 'string' && version !== '' && version !== unset ? version : undefined;
};
