/** Makes a container of a service: its image, names, environment, mounts and ports, and the variables that it gets. */
import { reached, type Definition, type Scope } from '../env/scope.ts';
import type { Address, Container } from '../model.ts';
import { environmentOf } from './environment.ts';
import { namesOf } from './merge.ts';
import { portsOf } from './ports.ts';
import { secretsOf } from './secrets.ts';
import type { Project } from './source.ts';
import {
  childOf,
  collectUses,
  entriesOf,
  entryOf,
  isNone,
  listOf,
  textOf,
  valueOf,
  type Entry,
  type Mapping,
} from './tree.ts';
import { volumesOf } from './volumes.ts';

export interface Made {
  container: Container;
  /** Variables that anything of the service comes from. */
  reaching: ReadonlySet<Definition>;
  /** Those of its env_file, also where the service sets them itself. */
  fromFiles: ReadonlyMap<string, Definition>;
}

export const containerOf = (
  name: string,
  { at, service, root }: { at: Entry['at']; service: Mapping; root: Mapping },
  scope: Scope,
  project: Project,
): Made => {
  const { variables, unknownSources, fromFiles, uses } = environmentOf(service, scope, project);
  const image = entryOf(service, 'image');
  const restart = textOf(childOf(service, 'restart'));
  const networks = networksOf(service);
  const container: Container = {
    name,
    at,
    ...(image?.value.kind === 'scalar' && !isNone(image.value) && { image: valueOf(image.at, image.value) }),
    addresses: addressesOf(name, service, networks),
    ...(networks && { networks: [...networks.entries.keys()] }),
    environment: variables,
    mounts: [...volumesOf(service, name, root, project), ...secretsOf(service, name, root, project)],
    ports: portsOf(service, name, project.remarks),
    ...(restart !== undefined && { restart }),
    everyService: false,
    ...(unknownSources.length > 0 && { unknownSources }),
  };
  collectUses(service, uses);
  for (const part of partsOf(service, root)) collectUses(part, uses);
  collectUses(childOf(root, 'name'), uses);
  return { container, reaching: reached(uses), fromFiles };
};

/** Absent where the service has the network of something else. */
const networksOf = (service: Mapping): Mapping | undefined => {
  if (textOf(childOf(service, 'network_mode')) !== undefined) return undefined;
  const written = childOf(service, 'networks');
  const names = written && namesOf(written);
  if (names?.entries.size) return names;
  const usual: Entry = { at: service.at, value: { kind: 'mapping', at: service.at, entries: new Map() } };
  return { kind: 'mapping', at: service.at, entries: new Map([['default', usual]]) };
};

const addressesOf = (name: string, service: Mapping, networks: Mapping | undefined): Address[] => {
  const aliases = entriesOf(networks).flatMap(([, { value }]) =>
    listOf(childOf(value, 'aliases')).map(textOf),
  );
  const given = ['container_name', 'hostname'].map((key) => textOf(childOf(service, key)));
  const hosts = new Set([name, ...given, ...aliases].filter((host) => host !== undefined && host !== ''));
  return Array.from(hosts, (host) => ({ host: host! }));
};

/** What the service names in other sections of the file. */
const partsOf = (service: Mapping, root: Mapping) =>
  ['volumes', 'networks', 'secrets', 'configs'].flatMap((section) =>
    entriesOf(childOf(root, section))
      .filter(([key]) => mentions(service, section, key))
      .map(([, { value }]) => value),
  );

const mentions = (service: Mapping, section: string, key: string): boolean => {
  const written = childOf(service, section);
  if (written?.kind === 'mapping') return written.entries.has(key);
  return listOf(written).some((item) => {
    const name = textOf(item.kind === 'mapping' ? childOf(item, 'source') : item);
    return name === key || (section === 'volumes' && Boolean(name?.startsWith(`${key}:`)));
  });
};
