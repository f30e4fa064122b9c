/** Works out which image stands in a role: that of the release, from the wanted registry, or the user's own. Pure. */
import type { Release } from './schema.ts';

/** What a user asks for in place of the images of a release. */
export interface ImageChoice {
  /** Goes where an image of the release file says `{registry}`, in place of the release's own. */
  registry?: string;
  /** Role → reference. A role is a service, an infrastructure, `reference` or `postgres`. */
  images: Readonly<Record<string, string>>;
}

/** @param usual the reference that the role has without a choice */
export const imageReference = (
  role: string,
  usual: string,
  release: Pick<Release, 'registry'>,
  { registry = release.registry ?? '', images }: ImageChoice,
): string => images[role] ?? usual.replace('{registry}', registry).replace(/^\//, '');
