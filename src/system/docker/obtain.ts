/** Obtains all images of a run before anything is started. */
import { InfrastructureError } from '../../model/errors.ts';
import type { Pull } from '../../model/pull.ts';
import { connectDocker } from './daemon.ts';
import { imageFinder } from './image.ts';

export interface ObtainedImage {
  role: string;
  ref: string;
  /** As the registry knows it; the image's id where it came from none. */
  digest: string;
}

/**
 * Sees to it that all images of a run are on the daemon's machine before anything is started.
 * @returns the images, and the version of the daemon
 * @throws InfrastructureError DOCKER_…, and IMAGE_MISSING or IMAGE_PULL, which names all of them at once
 */
export async function obtainImages(
  images: readonly { role: string; ref: string }[],
  pull: Pull,
  signal: AbortSignal,
): Promise<{ images: ObtainedImage[]; version: string }> {
  const client = await connectDocker();
  const find = imageFinder(client);
  const settled = await Promise.allSettled(
    images.map(async ({ role, ref }) => ({ role, ref, digest: (await find(ref, pull)).digest })),
  );
  signal.throwIfAborted();
  const failed = [
    ...new Map(
      settled.flatMap((one, at) =>
        one.status === 'rejected' ? [[images[at]!.ref, one.reason as unknown] as const] : [],
      ),
    ),
  ];
  const [first] = failed;
  if (first) throw failed.length === 1 ? first[1] : together(failed);
  return {
    images: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    version: client.info.containerRuntime.serverVersion.toString(),
  };
}

/** One error for several images; the first one's reason stands for all. */
function together(failed: (readonly [ref: string, reason: unknown])[]): unknown {
  const [ref, reason] = failed[0]!;
  if (!(reason instanceof InfrastructureError) || !reason.code.startsWith('IMAGE_')) return reason;
  const others = failed.slice(1).map(([one]) => one);
  return new InfrastructureError(
    reason.code,
    `${reason.message} The same with ${others.join(', ')}.`,
    reason.code === 'IMAGE_MISSING'
      ? `Pull them (docker pull ${ref}, and so on), build them, or allow pulling missing images.`
      : reason.todo,
    { cause: reason },
  );
}
