/** Says what the new release reads that the files do not give, and that their services need. Pure. */
import type { Container } from '../../configuration/model.ts';
import type { ProgramReads } from '../../release/programs.ts';
import { fateOf, unique } from './fate.ts';
import type { Placed } from './occurrences.ts';
import { isOnTheWay } from './order.ts';
import type { NeededSetting } from './schema.ts';
import { newestName } from './vocabulary.ts';
import { sinceWhen, type Way } from './way.ts';

/** A container that runs services: one of Compose runs one, a plain file is for all that it is about. */
interface Runs {
  container: Container;
  services: string[];
  /** Names under which its settings are read afterwards. */
  has: ReadonlySet<string>;
  /** One of its settings asks for TLS. */
  secured: boolean;
}

export const neededOf = (
  containers: readonly Container[],
  placed: readonly Placed[],
  { services, way }: { services: ReadonlySet<string>; way: Way },
): NeededSetting[] => {
  const runs = [
    ...placed.map(({ container, service }) => runOf(container, [service], way)),
    ...containers
      .filter(({ everyService }) => everyService)
      .map((container) => runOf(container, [...services], way)),
  ];
  const found = runs.flatMap((run) => [
    ...known(run, way),
    ...run.services.flatMap((service) => [
      ...newDefaults(run, service, way),
      ...newListeners(run, service, way),
      ...newPeers(run, service, way),
    ]),
  ]);
  return merged(found.map(perhapsGiven));
};

const runOf = (container: Container, services: string[], way: Way): Runs => {
  const scope = container.everyService ? undefined : services;
  const filled = [...container.environment].filter(([, { text }]) => text !== '');
  const fates = filled.map(([name]) => ({ name, fate: fateOf(name, scope, way) }));
  return {
    container,
    services,
    has: new Set(fates.flatMap(({ name, fate }) => [name, ...(fate?.newNames ?? [])])),
    secured: fates.some(
      ({ fate }) => fate?.meanings.some((one) => /\.(cert|key|ca|clientCa)$/.test(one)) ?? false,
    ),
  };
};

type Found = Omit<NeededSetting, 'services' | 'containers'> & { service: string; container: Container };

/** What `changes.yaml` tells. */
const known = ({ container, services, has }: Runs, { from, to, changes }: Way): Found[] =>
  changes.needed
    .filter(({ since }) => isOnTheWay(since, from.release, to.release))
    .flatMap(({ variable: rest, services: of, ...need }) => {
      const variable = to.prefix + rest;
      const reads = (to.uses.get(variable) ?? []).map(({ service }) => service);
      return services
        .filter((service) => of.includes(service) && reads.includes(service) && !has.has(variable))
        .map((service): Found => ({
          ...definedOnly(need),
          ...{ variable, service, container, source: `${need.source} at ${need.since}` },
        }));
    });

/** zod leaves optional fields as `T | undefined`. */
const definedOnly = <T extends { value?: string | undefined }>({
  value,
  ...rest
}: T): Omit<T, 'value'> & { value?: string } => ({
  ...rest,
  ...(value !== undefined && { value }),
});

/** A default that is another one at the end of the way, where the files leave it to the default. */
const newDefaults = ({ container, has }: Runs, service: string, way: Way): Found[] => {
  const { from, to, changes } = way;
  const onTheWay = changes.defaults.filter(({ since }) => isOnTheWay(since, from.release, to.release));
  return [...Map.groupBy(onTheWay, ({ of }) => of)].flatMap(([meaning, list]) => {
    const [first, last] = [list[0]!, list.at(-1)!];
    const variable = to.spelled.get(service)?.get(meaning);
    const had = from.spelled.get(service)?.has(meaning) ?? false;
    if (variable === undefined || !had || has.has(variable) || first.before === last.after) return [];
    return [
      {
        ...{ variable, service, container, severity: 'availability', since: last.since },
        says: `the default is ${last.after}, and was ${first.before}; ${last.says}`,
        todo: 'set what the service has had until now',
        source: `${last.source} at ${last.since}`,
      },
    ];
  });
};

const newListeners = ({ container, has, secured }: Runs, service: string, way: Way): Found[] => {
  const [before, after] = both(service, way);
  if (!before || !after) return [];
  return Object.entries(after.listeners)
    .filter(([name]) => !before.listeners[name])
    .flatMap(([name, { cert, key, port, heedsPair }]) => {
      const since = sinceWhen(way, (step) => step.services.get(service)?.listeners[name] !== undefined, [
        `listener ${service}.${name}`,
      ]);
      const says = `${service} has a new listener, ${name}${port ? `, on port ${port}` : ''}: plaintext unless it has a pair`;
      return [cert, key]
        .filter((variable) => variable !== undefined && heedsPair && !has.has(variable))
        .map((variable): Found => ({
          ...{ variable: variable!, service, container, severity: secured ? 'weaker' : 'note', says },
          ...(since !== undefined && { since }),
          todo: secured
            ? 'give it a certificate and a key, as the other listeners have'
            : 'give it a pair if it must not speak plaintext',
          source: `${after.source} at ${way.to.release}`,
        }));
    });
};

const newPeers = ({ container, has, secured }: Runs, service: string, way: Way): Found[] => {
  const [before, after] = both(service, way);
  if (!before || !after) return [];
  const calls = (program: ProgramReads, peer: string): boolean =>
    program.peers.some((one) => newestName(one.service, way.changes) === newestName(peer, way.changes));
  return after.peers
    .filter((peer) => !calls(before, peer.service))
    .flatMap(({ service: peer, url, ca, atStart }) => {
      const since = sinceWhen(way, (step) => {
        const program = step.services.get(service);
        return program !== undefined && calls(program, peer);
      });
      const fact = {
        service,
        container,
        source: `${after.source} at ${way.to.release}`,
        ...(since !== undefined && { since }),
      };
      const address: Found = {
        ...fact,
        variable: url,
        severity: 'availability',
        says: `the service calls ${peer}, which it did not before; without an address ${atStart ? 'it does not start' : 'the calls fail'}`,
        todo: `run ${peer} and give its gRPC address`,
      };
      const authorities: Found[] =
        ca !== undefined && secured
          ? [
              {
                ...{ ...fact, variable: ca, severity: 'weaker' },
                says: `the service calls ${peer}, which it did not before: in plaintext, unless it has a list of certificate authorities`,
                todo: `give the authorities of its certificate, where ${peer} has one`,
              },
            ]
          : [];
      return [address, ...authorities].filter(({ variable }) => !has.has(variable));
    });
};

const both = (service: string, { from, to }: Way): [ProgramReads | undefined, ProgramReads | undefined] => [
  from.services.get(service),
  to.services.get(service),
];

/** What is not in the files may be in a ConfigMap or a file that they name and do not hold. */
const perhapsGiven = (found: Found): Found => {
  const elsewhere = (found.container.unknownSources ?? []).map(({ name }) => name);
  if (elsewhere.length === 0) return found;
  const says = `${found.says}; it may be set in ${elsewhere.join(', ')}, which is not among the files`;
  return { ...found, severity: 'note', says };
};

/** One entry for a variable and a reason, however many services need it. */
const merged = (found: readonly Found[]): NeededSetting[] => {
  const groups = new Map<string, NeededSetting>();
  for (const { service, container, ...need } of found) {
    const key = `${need.variable}\n${need.says}`;
    const group = groups.get(key) ?? { ...need, services: [], containers: [] };
    group.services = unique([...group.services, service]);
    if (!container.everyService) group.containers = unique([...group.containers, container.name]);
    groups.set(key, group);
  }
  return [...groups.values()];
};
