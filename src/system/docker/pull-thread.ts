/** Pulls one image in a thread, for `pull.ts`. */
import { parentPort } from 'node:worker_threads';
import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import type { PullAnswer, PullRequest } from './pull.ts';

const pull = async ({ image, force }: PullRequest): Promise<void> => {
  const client = await getContainerRuntimeClient();
  await client.image.pull(ImageName.fromString(image), { force, platform: undefined });
};

const answer = (it: PullAnswer): void => parentPort?.postMessage(it);

parentPort?.on('message', (request: PullRequest) => {
  const { id } = request;
  void pull(request).then(
    () => answer({ id }),
    (error: unknown) => answer({ id, failed: error instanceof Error ? error.message : String(error) }),
  );
});
