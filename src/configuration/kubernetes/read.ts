/** Reads manifests of Kubernetes: containers of all pods, with the environment and files that they get. */
import type { Configuration, Container, Remark, Value, Variable } from '../model.ts';
import { Context } from './context.ts';
import { environmentOf, type PodFacts } from './environment.ts';
import { heldIn, type Held } from './held.ts';
import { objectsOf, titleOf, type ManifestObject } from './objects.ts';
import { podsOf, type Pod, type PodContainer } from './pods.ts';
import { reachedBy } from './services.ts';
import { mountsOf, volumesOf } from './volumes.ts';

/**
 * What is wrong in a document is remarked on, and the rest is read.
 * @param files as the user named them; manifests, or what a renderer such as `helm template` makes
 * @throws UsageError where a file cannot be read, or is no text
 */
export const readKubernetes = ({ files }: { files: readonly string[] }): Configuration => {
  const remarks: Remark[] = [];
  const objects = objectsOf(files, remarks);
  const held = heldIn(objects, remarks);
  const doors = objects.filter(({ kind }) => kind === 'Service' || kind === 'Ingress');
  const services = doors.filter(({ kind }) => kind === 'Service').map(({ name }) => name);
  const context = new Context(held, services, remarks);
  const containers = podsOf(objects).flatMap((pod) => containersOf(pod, doors, context));
  return {
    files: files.map((path) => ({ path, kind: 'kubernetes' })),
    containers,
    variables: held.flatMap((one) => variablesOf(one, context)),
    remarks: inOrder(remarks, files),
  };
};

const containersOf = (pod: Pod, doors: readonly ManifestObject[], context: Context): Container[] => {
  const { object, spec } = pod;
  const claims = object.root.find('spec.volumeClaimTemplates').items();
  const volumes = volumesOf(spec, claims, object, context);
  const facts = factsOf(pod);
  const restartOfPod = spec.find('restartPolicy').string();
  return pod.containers.map((container): Container => {
    const { root, name } = container;
    const { variables, unknownSources } = environmentOf(root, name, facts, context);
    const restart = root.find('restartPolicy').string() ?? restartOfPod;
    const named = root.find('name');
    return {
      name,
      at: named.exists ? named.at : root.at,
      ...imageOf(container),
      ...reachedBy(doors, pod, container),
      environment: variables,
      mounts: mountsOf(root, volumes, context),
      ...(restart !== undefined && { restart }),
      everyService: false,
      ...(unknownSources.length > 0 && { unknownSources }),
      document: titleOf(object),
    };
  });
};

const imageOf = ({ root }: PodContainer): { image?: Value } => {
  const image = root.find('image');
  const text = image.string();
  if (text === undefined) return {};
  const { anchor } = image;
  return { image: { text, at: image.at, from: anchor ? [anchor] : [], missing: [] } };
};

/** What the downward API says of a pod before it runs. */
const factsOf = ({ object, template, spec }: Pod): PodFacts => ({
  ...(object.namespace !== undefined && { namespace: object.namespace }),
  fieldAt: (path) => {
    if (path === 'metadata.namespace') return object.namespace;
    if (path === 'spec.serviceAccountName') return spec.find('serviceAccountName').text();
    const [, map = '', key = ''] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
    return map === '' ? undefined : template.find('metadata').find(map).fields().get(key)?.text();
  },
});

/** Keys that can be names of variables; others are files, and are reached by mounts. */
const variablesOf = ({ keys }: Held, context: Context): Variable[] =>
  [...keys.values()]
    .filter(({ key }) => /^[A-Za-z_]\w*$/.test(key))
    .map((held) => ({ name: held.key, value: held.value, reaches: context.reachedBy(held) }));

const inOrder = (remarks: Remark[], files: readonly string[]): Remark[] =>
  remarks.toSorted(
    (a, b) =>
      files.indexOf(a.at.file) - files.indexOf(b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column,
  );
