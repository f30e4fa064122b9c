/** Finds an image, or pulls it where that is allowed. */
import type { ContainerRuntimeClient } from 'testcontainers';
import { InfrastructureError } from '../../model/errors.ts';
import type { PinnedImage } from '../../model/image.ts';
import type { Pull } from '../../model/pull.ts';
import type { Owner } from '../placed-files.ts';
import { ask, firstLine, statusOf } from './daemon.ts';
import { pullImage } from './pull.ts';

export interface Image {
  id: string;
  /** As the registry knows it; the id of an image that came from none. */
  digest: string;
  /** User that the image runs as, undefined when the image gives it a name whose number is unknown. */
  user: Owner | undefined;
}

/** ms for pulling one image. */
const PULL_MS = 15 * 60_000;

/**
 * Finds images that were obtained before; each is looked for once. Nothing is pulled.
 * @throws InfrastructureError IMAGE_MISSING
 */
export function imageFinder(client: ContainerRuntimeClient): (image: PinnedImage) => Promise<Image> {
  const found = new Map<string, Promise<Image>>();
  return ({ ref, id }) => {
    let finding = found.get(id);
    if (!finding) {
      finding = inspect(client, id).then((image) => image ?? missing(ref));
      found.set(id, finding);
      // It may be there the next time.
      finding.catch(() => found.delete(id));
    }
    return finding;
  };
}

function missing(ref: string): never {
  throw new InfrastructureError(
    'IMAGE_MISSING',
    `Expected the image ${ref} on this machine, as pulling is off; found no such image.`,
    `Pull it (docker pull ${ref}), build it, or allow pulling missing images.`,
  );
}

/**
 * Finds an image by its reference, and pulls it where the policy says so.
 * @throws InfrastructureError IMAGE_MISSING, IMAGE_PULL
 */
export async function obtainImage(client: ContainerRuntimeClient, image: string, pull: Pull): Promise<Image> {
  if (pull !== 'always') {
    const present = await inspect(client, image);
    if (present) return present;
    if (pull === 'never') missing(image);
  }
  const failed = (found: string, cause?: unknown) =>
    new InfrastructureError(
      'IMAGE_PULL',
      `Expected to pull the image ${image}; found: ${found}.`,
      'Check the name, the login (docker login) and the network, or load the image from a mirror.',
      { cause },
    );
  const over = AbortSignal.timeout(PULL_MS);
  try {
    await pullImage(image, pull === 'always', over);
  } catch (error) {
    const late = over.aborted ? `not finished within ${PULL_MS / 60_000} min` : undefined;
    throw failed(late ?? firstLine((error as Error).message), error);
  }
  // An error in the middle of a pull is not reported by the client, but leaves no image.
  const pulled = await inspect(client, image);
  if (!pulled) throw failed('it ended without an image');
  return pulled;
}

async function inspect(client: ContainerRuntimeClient, image: string): Promise<Image | undefined> {
  try {
    const about = await ask(`describe ${image}`, client.container.dockerode.getImage(image).inspect());
    return { id: about.Id, digest: digestOf(image, about), user: userOf(about.Config.User ?? '') };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** An image may have come from several registries; the one that its reference names counts. */
function digestOf(image: string, about: { Id: string; RepoDigests?: string[] | null }): string {
  const digests = (about.RepoDigests ?? []).map((one) => one.split('@') as [string, string]);
  const [, digest] = digests.find(([repository]) => image.includes(repository)) ?? digests[0] ?? [];
  return digest ?? about.Id;
}

function userOf(user: string): Owner | undefined {
  if (user === '' || user === 'root') return { uid: 0, gid: 0 };
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user) ?? [];
  return uid ? { uid: Number(uid), gid: Number(gid ?? 0) } : undefined;
}
