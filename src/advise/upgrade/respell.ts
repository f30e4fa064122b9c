/** Says what a configuration comes to when its images, and then its names, are those of the new release. Pure. */
import type { Configuration, Container, Value } from '../../configuration/model.ts';
import { fateOf } from './fate.ts';
import type { Placed } from './occurrences.ts';
import type { Way } from './way.ts';

/** Only the images are new: what happens where an operator changes the tag alone. */
export const withNewImages = (
  configuration: Configuration,
  placed: readonly Placed[],
  way: Way,
): Configuration => ({
  ...configuration,
  containers: configuration.containers.map((container) => withImage(container, placed, way)),
});

const withImage = (container: Container, placed: readonly Placed[], { to }: Way): Container => {
  const service = placed.find((one) => one.container === container)?.service;
  const [image] = (service !== undefined && to.services.get(service)?.images) || [];
  if (image === undefined) return container;
  const { at } = container.image ?? container;
  return { ...container, image: { text: image, at, from: [], missing: [] } };
};

/** Names are new as well: what the files come to after `--write`. */
export const respelled = (
  configuration: Configuration,
  placed: readonly Placed[],
  way: Way,
): Configuration => ({
  ...configuration,
  containers: configuration.containers.map((container) => {
    const service = placed.find((one) => one.container === container)?.service;
    if (service === undefined && !container.everyService) return container;
    const scope = container.everyService ? undefined : [service!];
    return { ...withImage(container, placed, way), environment: renamed(container, scope, way) };
  }),
});

const renamed = (
  container: Container,
  scope: readonly string[] | undefined,
  way: Way,
): Map<string, Value> => {
  const environment = new Map<string, Value>();
  for (const [name, value] of container.environment) {
    const { status, newNames } = fateOf(name, scope, way) ?? { status: undefined, newNames: [] };
    const [newName] = newNames;
    const moves = newNames.length === 1 && (status === 'renamed' || status === 'prefix renamed');
    // A setting that the files have under its new name already stays as it is.
    const taken = moves && container.environment.has(newName!);
    if (status !== 'dropped') environment.set(moves && !taken ? newName! : name, value);
  }
  return environment;
};
