/** Says which services are gone, new, renamed, or have another image. Pure. */
import type { Severity } from '../schema.ts';
import type { Placed } from './occurrences.ts';
import type { ServiceChange } from './schema.ts';
import { newestName, type Vocabulary } from './vocabulary.ts';
import { sinceWhen, type Way } from './way.ts';

/** @param services of the files, by their newest names */
export const serviceChangesOf = (
  services: ReadonlySet<string>,
  placed: readonly Placed[],
  way: Way,
): ServiceChange[] => [
  ...[...services].flatMap((service) => {
    const containers = placed.filter((one) => one.service === service);
    return containers.length > 0
      ? containers.flatMap((one) => changesOf(service, one, way))
      : changesOf(service, undefined, way);
  }),
  ...newServices(services, way),
];

const changesOf = (service: string, placed: Placed | undefined, way: Way): ServiceChange[] => {
  const { from, to } = way;
  const before = from.services.get(service);
  const after = to.services.get(service);
  if (!before) return [];
  const at = placed && { container: placed.container.name, at: placed.container.at };
  if (!after) {
    const since = sinceWhen(way, (step) => !step.services.has(service), [`service ${service}`]);
    return [
      {
        ...{ service: before.name, ...at, became: 'gone', severity: placed ? 'availability' : 'note' },
        ...(since !== undefined && { since }),
        says: goneIn(to, before.name, way) ?? 'there is no such service any more',
        todo: placed ? 'take the container out, with what only it uses' : 'take its settings out',
      },
    ];
  }
  const renamed: ServiceChange[] =
    before.name === after.name
      ? []
      : [
          {
            ...{ service: before.name, ...at, became: 'renamed', severity: 'note' },
            says: `the service is called ${after.name}`,
          },
        ];
  const image = placed && imageChange(placed, before.images, after.images);
  return [...renamed, ...(image ? [{ service: after.name, ...at, ...image }] : [])];
};

/** What became of it when it went, and what of that in the new release. */
const goneIn = ({ programs, release }: Vocabulary, name: string, { steps }: Way): string | undefined => {
  const first = steps.map((step) => step.programs.gone[name]).find((text) => text !== undefined);
  const last = programs.gone[name];
  return first !== undefined && last !== undefined && first !== last
    ? `${first}; in ${release}: ${last}`
    : (last ?? first);
};

const imageChange = (
  { container }: Placed,
  before: readonly string[],
  after: readonly string[],
): Pick<ServiceChange, 'became' | 'severity' | 'says' | 'todo'> | undefined => {
  const [image] = after;
  const text = container.image?.text;
  const old = before.find((one) => text !== undefined && repositoryOf(text).endsWith(one));
  if (image === undefined || old === undefined || after.includes(old)) return undefined;
  const severity: Severity = 'availability';
  return {
    became: 'another image',
    severity,
    says: `its image is ${image}, no longer ${old}`,
    todo: `take ${image}`,
  };
};

/** Without tag and digest. */
const repositoryOf = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');

/** Services that only the new release has; one that a service of the files calls must run. */
const newServices = (services: ReadonlySet<string>, way: Way): ServiceChange[] => {
  const { from, to, changes } = way;
  return [...to.services].flatMap(([service, { name }]): ServiceChange[] => {
    if (from.services.has(service) || services.has(service)) return [];
    const callers = [...services].filter((one) =>
      to.services.get(one)?.peers.some((peer) => newestName(peer.service, changes) === service),
    );
    const since = sinceWhen(way, (step) => step.services.has(service), [`service ${service}`]);
    return [
      {
        service: name,
        became: 'new',
        severity: callers.length > 0 ? 'availability' : 'note',
        ...(since !== undefined && { since }),
        says: callers.length > 0 ? `called by ${callers.join(', ')}` : 'no service of the files calls it',
        ...(callers.length > 0 && { todo: 'run it' }),
      },
    ];
  });
};
