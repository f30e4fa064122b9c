/** Obtains all images of a run before anything is started. */
import { InfrastructureError } from '../../model/errors.ts';
import type { PinnedImage } from '../../model/image.ts';
import type { Pull } from '../../model/pull.ts';
import { connectDocker } from './daemon.ts';
import { obtainImage } from './image.ts';

export interface ObtainedImage extends PinnedImage {
  role: string;
  /** As the registry knows it; the image's id where it came from none. */
  digest: string;
}

export interface Obtained {
  images: ObtainedImage[];
  /** Images that could not be had, and need not be: by role, why. */
  missing: Record<string, InfrastructureError>;
  /** Of the daemon. */
  version: string;
}

/**
 * Sees to it that all images of a run are on the daemon's machine before anything is started.
 * @throws InfrastructureError DOCKER_…, and IMAGE_MISSING or IMAGE_PULL, which names all of them at once
 */
export async function obtainImages(
  images: readonly { role: string; ref: string; advice?: string; mayLack?: boolean }[],
  pull: Pull,
  signal: AbortSignal,
): Promise<Obtained> {
  const client = await connectDocker();
  // Several roles may have one image.
  const obtaining = new Map(
    [...new Set(images.map(({ ref }) => ref))].map((ref) => [ref, obtainImage(client, ref, pull)]),
  );
  const settled = await Promise.allSettled(
    images.map(async ({ role, ref }): Promise<ObtainedImage> => {
      const { id, digest } = await obtaining.get(ref)!;
      return { role, ref, id, digest };
    }),
  );
  signal.throwIfAborted();
  const missing: Obtained['missing'] = {};
  for (const [at, one] of settled.entries()) {
    const { role, mayLack } = images[at]!;
    if (one.status === 'rejected' && mayLack && isMissing(one.reason)) missing[role] = one.reason;
  }
  const failed = [
    ...new Map(
      settled.flatMap((one, at) =>
        one.status === 'rejected' && !Object.hasOwn(missing, images[at]!.role)
          ? [[images[at]!.ref, one.reason as unknown] as const]
          : [],
      ),
    ),
  ];
  const [first] = failed;
  if (first) {
    const refs = new Set(failed.map(([ref]) => ref));
    const advice = images.flatMap(({ ref, advice = [] }) => (refs.has(ref) ? advice : []));
    throw withAdvice(failed.length === 1 ? first[1] : together(failed), advice);
  }
  return {
    images: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    missing,
    version: client.info.containerRuntime.serverVersion.toString(),
  };
}

/** Roles of images that cannot be had. Nothing is started; what is missing may be pulled. */
export async function missingImages(
  images: readonly { role: string; ref: string }[],
  pull: Pull,
): Promise<string[]> {
  const client = await connectDocker();
  const found = await Promise.allSettled(images.map(({ ref }) => obtainImage(client, ref, pull)));
  return found.flatMap((one, at) => {
    if (one.status === 'fulfilled') return [];
    if (!isMissing(one.reason)) throw one.reason;
    return [images[at]!.role];
  });
}

const isMissing = (error: unknown): error is InfrastructureError =>
  error instanceof InfrastructureError && error.code.startsWith('IMAGE_');

function withAdvice(error: unknown, advice: readonly string[]): unknown {
  if (!(error instanceof InfrastructureError) || !error.code.startsWith('IMAGE_') || !advice.length)
    return error;
  return new InfrastructureError(error.code, error.message, [error.todo, ...advice].join(' '), {
    cause: error,
  });
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
