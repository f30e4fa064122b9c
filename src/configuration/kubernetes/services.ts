/** Says under which names and ports the containers of pods are reached, within the cluster and from other machines. */
import type { Address, PublishedPort } from '../model.ts';
import { isTrue } from './environment.ts';
import type { Cursor } from './cursor.ts';
import { sameNamespace, type ManifestObject } from './objects.ts';
import type { Pod, PodContainer } from './pods.ts';

interface ServicePort {
  port: number;
  name: string | undefined;
  target: number;
  cursor: Cursor;
}

/** A Service, as it is seen by one container of a pod that it selects. */
interface Selected {
  service: ManifestObject;
  headless: boolean;
  ports: ServicePort[];
}

export interface Reached {
  addresses: Address[];
  ports: PublishedPort[];
}

/** @param objects all Services and Ingresses */
export const reachedBy = (objects: readonly ManifestObject[], pod: Pod, container: PodContainer): Reached => {
  const hostPorts = hostPortsOf(pod, container);
  if (container.startsBefore) return { addresses: [], ports: [] };
  const selected = objects
    .filter((object) => object.kind === 'Service' && selects(object, pod))
    .map((service) => seenBy(service, pod, container))
    .filter(({ ports, headless }) => ports.length > 0 || headless);
  const ingresses = objects.filter(({ kind }) => kind === 'Ingress');
  return {
    addresses: selected.flatMap(addressesOf),
    ports: [
      ...hostPorts,
      ...selected.flatMap(outsidePorts),
      ...selected.flatMap((one) => ingresses.flatMap((ingress) => ingressPorts(ingress, one))),
    ],
  };
};

/** A Service without a selector gets its addresses from elsewhere. */
const selects = ({ root, namespace }: ManifestObject, { labels, object }: Pod): boolean => {
  const selector = [...root.find('spec.selector').fields()];
  const within = namespace === undefined ? {} : { namespace };
  return (
    selector.length > 0 &&
    sameNamespace(within, object) &&
    selector.every(([key, value]) => labels.get(key) === value.text())
  );
};

const number = (cursor: Cursor): number | undefined => {
  const text = cursor.text() ?? '';
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
};

const portsOf = (container: PodContainer): { name: string | undefined; port: number; cursor: Cursor }[] =>
  container.root
    .field('ports')
    .items()
    .flatMap((cursor) => {
      const port = number(cursor.field('containerPort'));
      return port === undefined ? [] : [{ port, name: cursor.find('name').text(), cursor }];
    });

const seenBy = (service: ManifestObject, pod: Pod, container: PodContainer): Selected => {
  const own = portsOf(container);
  const others = pod.containers.filter((one) => one !== container && !one.startsBefore).flatMap(portsOf);
  const ports = service.root
    .field('spec')
    .field('ports')
    .items()
    .flatMap((cursor): ServicePort[] => {
      const port = number(cursor.field('port'));
      if (port === undefined) return [];
      const written = cursor.find('targetPort');
      const name = cursor.find('name').text();
      const target = number(written);
      if (written.exists && target === undefined) {
        const named = own.find((one) => one.name === written.text());
        return named ? [{ port, name, target: named.port, cursor }] : [];
      }
      const reached = target ?? port;
      // A port that another container of the pod declares is that one's.
      const isOthers = !own.some((one) => one.port === reached) && others.some((one) => one.port === reached);
      return isOthers ? [] : [{ port, name, target: reached, cursor }];
    });
  return { service, ports, headless: service.root.find('spec.clusterIP').text() === 'None' };
};

/** A headless Service resolves to the pod itself, so that every port is the container's own. */
const addressesOf = ({ service, ports, headless }: Selected): Address[] => {
  const { name, namespace = 'default' } = service;
  const mapped = headless ? {} : { ports: new Map(ports.map(({ port, target }) => [port, target])) };
  return ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`].map((suffix) => ({
    host: `${name}${suffix}`,
    ...mapped,
  }));
};

const protocolOf = (cursor: Cursor): 'tcp' | 'udp' =>
  cursor.find('protocol').text()?.toUpperCase() === 'UDP' ? 'udp' : 'tcp';

const hostPortsOf = (pod: Pod, container: PodContainer): PublishedPort[] => {
  const onHost = isTrue(pod.spec.find('hostNetwork'));
  return portsOf(container).flatMap(({ port, cursor }): PublishedPort[] => {
    const written = cursor.find('hostPort');
    const published = number(written) ?? (onHost ? port : undefined);
    if (published === undefined) return [];
    const address = cursor.find('hostIP').text();
    const at = written.exists ? written.at : cursor.at;
    return [{ published, target: port, protocol: protocolOf(cursor), ...(address && { address }), at }];
  });
};

const outsidePorts = ({ service, ports }: Selected): PublishedPort[] => {
  const spec = service.root.find('spec');
  const type = spec.find('type').text();
  const balanced = type === 'LoadBalancer';
  const external = spec.find('externalIPs').items().length > 0;
  return ports.flatMap(({ port, target, cursor }): PublishedPort[] => {
    const common = { target, protocol: protocolOf(cursor), at: cursor.at };
    const nodePort = number(cursor.find('nodePort'));
    const published: PublishedPort[] = [];
    if (balanced || external) published.push({ published: port, ...common });
    // A load balancer is given a port of the nodes as well; where the manifest does not say which, one is enough.
    if (nodePort !== undefined) published.push({ published: nodePort, ...common });
    else if (type === 'NodePort') published.push(common);
    return published;
  });
};

/**
 * An Ingress without TLS publishes plain HTTP at port 80; one that passes TLS through publishes the port of the container.
 * Any other ends TLS itself, and what it publishes is not the container's.
 */
const ingressPorts = (ingress: ManifestObject, { service, ports }: Selected): PublishedPort[] => {
  if (!sameNamespace(ingress, service)) return [];
  const { root } = ingress;
  const annotations = [...root.find('metadata.annotations').fields()];
  const through = annotations.some(([key, value]) => key.endsWith('/ssl-passthrough') && isTrue(value));
  const secured = root
    .find('spec.tls')
    .items()
    .flatMap((tls) =>
      tls
        .find('hosts')
        .items()
        .map((host) => host.text()),
    );
  const everyHost = root
    .find('spec.tls')
    .items()
    .some((tls) => !tls.find('hosts').exists);
  const rules = root.find('spec.rules').items();
  const backends = [
    { host: undefined, backend: root.find('spec.defaultBackend') },
    { host: undefined, backend: root.find('spec.backend') },
    ...rules.flatMap((rule) =>
      rule
        .find('http.paths')
        .items()
        .map((path) => ({ host: rule.find('host').text(), backend: path.find('backend') })),
    ),
  ];
  return backends.flatMap(({ host, backend }): PublishedPort[] => {
    const port = portOf(backend, service.name, ports);
    if (!port) return [];
    const tls = everyHost || secured.includes(host);
    if (tls && !through) return [];
    return [{ published: through ? 443 : 80, target: port.target, protocol: 'tcp', at: backend.at }];
  });
};

const portOf = (backend: Cursor, service: string, ports: ServicePort[]): ServicePort | undefined => {
  const now = backend.find('service');
  // extensions/v1beta1, which old manifests still have.
  const name = now.exists ? now.find('name').text() : backend.find('serviceName').text();
  if (name !== service) return undefined;
  const written = now.exists ? now.find('port.number') : backend.find('servicePort');
  const text = written.text() ?? now.find('port.name').text();
  return ports.find((one) => String(one.port) === text || (one.name !== undefined && one.name === text));
};
