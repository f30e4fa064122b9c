/** Puts the prefix of a mirror before images of Docker Hub, as Testcontainers does for every image that it starts. */

/** Variable of Testcontainers: `mirror.test:5000`, or `mirror.test/hub`. */
export const hubPrefixVariable = 'TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX';

/** The reference with the prefix, where there is one and the reference names no registry. */
export async function fromHub(ref: string): Promise<string> {
  if (!process.env[hubPrefixVariable] || ref.startsWith('sha256:')) return ref;
  const { ImageName } = await import('testcontainers');
  return ImageName.fromString(ref).string;
}
