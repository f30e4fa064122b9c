/** Checks that a service has the version of the release, by its health answer. */
import { get } from 'node:http';
import { InfrastructureError } from '../model/errors.ts';
import type { StartedName } from '../release/schema.ts';
import type { Ready } from '../runtime/runtime.ts';
import type { RunContext } from './context.ts';

const timeoutMs = 2000;
/** Services that have shown their version; each worker checks a service once. */
const shown = new Set<StartedName>();

/** Asks for health in plaintext, where that is answered. Throws InfrastructureError when it names another version. */
export const checkVersion = async (name: StartedName, ctx: RunContext, boot: Ready): Promise<void> => {
  const { version } = ctx.release;
  if (version === undefined || shown.has(name)) return;
  const listeners = Object.entries(ctx.release.services[name]?.listeners ?? {});
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

const versionAt = (at: { host: string; port: number }, path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const request = get({ ...at, path, agent: false, timeout: timeoutMs }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', () => resolve(undefined));
      response.on('end', () => resolve(versionIn(Buffer.concat(parts).toString())));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });

const versionIn = (text: string): string | undefined => {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' && version !== '' ? version : undefined;
  } catch {
    return undefined;
  }
};
