/** Names and starts Ryuk, the container by which Testcontainers removes what a process that was killed has left. */
import type { ContainerRuntimeClient } from 'testcontainers';
import { InfrastructureError } from '../../model/errors.ts';
import { firstLine } from './daemon.ts';

/** What the image is called where roles are named; `--image` knows no such role. */
export const ryukRole = 'ryuk';

const withoutIt =
  'Ryuk only removes what a killed run leaves behind, which the next run and the command `clean` do as well: ' +
  'TESTCONTAINERS_RYUK_DISABLED=true does without it, RYUK_CONTAINER_IMAGE names another image.';

/** The image of Ryuk as the installed testcontainers names it, with what helps where it cannot be had. */
export async function ryukImage(): Promise<{ role: string; ref: string; advice: string } | undefined> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] === 'true') return undefined;
  // Not among what the package exports by its name.
  const { getReaperImage } = await import('testcontainers/build/reaper/reaper.js');
  return { role: ryukRole, ref: getReaperImage(), advice: withoutIt };
}

/**
 * Starts Ryuk, or finds the one that runs; does nothing where it is switched off. Testcontainers would start it before
 * its first container, and report its failure as that container's.
 * @throws InfrastructureError RYUK_FAILED
 */
export async function startRyuk(client: ContainerRuntimeClient): Promise<void> {
  const { getReaper } = await import('testcontainers');
  try {
    await getReaper(client);
  } catch (cause) {
    const image = (await ryukImage())?.ref;
    throw new InfrastructureError(
      'RYUK_FAILED',
      `Expected Ryuk (${image}) to start and to answer at ${client.info.containerRuntime.host}; found: ${firstLine((cause as Error).message)}.`,
      `${withoutIt} Where the daemon's socket is elsewhere, TESTCONTAINERS_DOCKER_SOCKET_OVERRIDE names it.`,
      { cause },
    );
  }
}
