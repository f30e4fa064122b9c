/** Finds pods in objects of any kind, and the containers in them. */
import type { ManifestObject } from './objects.ts';
import type { Cursor } from './cursor.ts';

export interface Pod {
  object: ManifestObject;
  /** The object with its `metadata`: a pod template, or a Pod itself. */
  template: Cursor;
  spec: Cursor;
  labels: ReadonlyMap<string, string>;
  containers: PodContainer[];
}

export interface PodContainer {
  root: Cursor;
  /** As the manifest calls it. */
  written: string;
  /** `written`, or with the object before it where several containers are called so. */
  name: string;
  /** Ends before the others start, and so is reached by nothing. */
  startsBefore: boolean;
}

/** Where a kind keeps its pod: that of a CronJob, of all that make pods, of a PodTemplate, and a Pod itself. */
const places = ['spec.jobTemplate.spec.template', 'spec.template', 'template', ''];

export const podsOf = (objects: readonly ManifestObject[]): Pod[] => {
  const pods = objects.flatMap(podOf);
  const counts = new Map<string, number>();
  const all = pods.flatMap(({ containers }) => containers);
  for (const { written } of all) counts.set(written, (counts.get(written) ?? 0) + 1);
  const given = new Set<string>();
  for (const { object, containers } of pods) {
    for (const container of containers) {
      const { written } = container;
      const full = (counts.get(written) ?? 0) > 1 ? `${object.name}/${written}` : written;
      // A Deployment and a Job may be called alike, with containers that are called alike.
      container.name = given.has(full) ? `${object.kind}/${full}` : full;
      given.add(container.name);
    }
  }
  return pods;
};

const podOf = (object: ManifestObject): Pod[] => {
  for (const place of places) {
    const template = place === '' ? object.root : object.root.find(place);
    const spec = template.find('spec');
    if (!spec.find('containers').exists) continue;
    const labels = new Map(
      [...template.find('metadata').find('labels').fields()].map(([key, value]) => [key, value.text() ?? '']),
    );
    const containers = (['initContainers', 'containers'] as const).flatMap((list) =>
      spec
        .field(list)
        .items()
        .flatMap((root) => containerOf(root, list === 'initContainers')),
    );
    return [{ object, template, spec, labels, containers }];
  }
  return [];
};

const containerOf = (root: Cursor, init: boolean): PodContainer[] => {
  if (!root.isMap) {
    root.fields();
    return [];
  }
  const written = root.field('name').string() ?? '(without a name)';
  // One that is restarted is a sidecar, and stays.
  const startsBefore = init && root.find('restartPolicy').text() !== 'Always';
  return [{ root, written, name: written, startsBefore }];
};
