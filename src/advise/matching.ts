/** Says which program of the release a container runs: by image, else by name, else by the variables that it gets. */
import type { Container, Place, Value } from '../configuration/model.ts';
import type { ProgramReads, ReleasePrograms } from '../release/programs.ts';
import { variablesOf } from './variables.ts';

/** One program in one container. */
export interface Instance {
  /** As hops and statements call it: the container, or the program of a plain file. */
  name: string;
  container: Container;
  program: ProgramReads;
}

export const instancesOf = (
  containers: readonly Container[],
  release: ReleasePrograms,
): { instances: Instance[]; strangers: Container[] } => {
  const instances: Instance[] = [];
  const strangers: Container[] = [];
  for (const container of containers) {
    if (container.everyService) {
      for (const program of programsOfPlain(container, release))
        instances.push({ name: program.name, container, program });
      continue;
    }
    const program = programOf(container, release);
    if (program) instances.push({ name: container.name, container, program });
    else strangers.push(container);
  }
  return { instances, strangers };
};

/** The environment of one process that sets up a single program is for that one, and not for all that call the same. */
const programsOfPlain = (container: Container, release: ReleasePrograms): ProgramReads[] => {
  const concerned = [...release.programs.values()].filter((program) => concerns(container, program));
  const owners = concerned.filter((program) => ownSet(container, program) > 0);
  return container.oneProcess && owners.length === 1 ? owners : concerned;
};

export const programOf = (container: Container, release: ReleasePrograms): ProgramReads | undefined => {
  const programs = [...release.programs.values()];
  const image = imageName(container.image?.text);
  const byImage = programs.find(({ images }) =>
    images.some((one) => image !== undefined && (image === one || image.endsWith(`/${one}`))),
  );
  if (byImage) return byImage;
  if (isOtherProduct(image)) return undefined;
  const name = withoutPrefix(container.name);
  const byName = programs.find((program) => namesOf(program).includes(name));
  if (byName && (container.environment.size === 0 || sets(container, byName) > 0)) return byName;
  return byVariables(container, programs);
};

/** Registry, tag and digest left out; a variable that is not known ends it. */
export const imageName = (image: string | undefined): string | undefined => {
  if (image === undefined) return undefined;
  const name = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return name === '' ? undefined : name;
};

const known = 'postgres|nats|redis|nginx|rabbitmq|spicedb|jaeger|envoy|vault|openbao|timescaledb|vernemq';
const isOtherProduct = (image: string | undefined): boolean =>
  image !== undefined && new RegExp(`(^|/)(${known})$`).test(image);

/** A server of the platform around the product, which may be given a whole .env and reads none of it. */
export const isInfrastructure = ({ image }: Container): boolean => isOtherProduct(imageName(image?.text));

const withoutPrefix = (name: string): string => name.replace(/^(smq|supermq|magistrala|mainflux|mg|mf)-/, '');

/** `http-adapter` is also called `adapter-http` and `http`. */
const namesOf = ({ name, images }: ProgramReads): string[] => {
  const short = name.replace(/-adapter$/, '');
  return [
    name,
    ...(short === name ? [] : [short, `adapter-${short}`]),
    ...images.map((image) => image.slice(image.lastIndexOf('/') + 1)),
  ];
};

/** Variables that no other program reads say most. */
const byVariables = (container: Container, programs: readonly ProgramReads[]): ProgramReads | undefined => {
  const ranked = programs
    .map((program) => ({ program, own: ownSet(container, program) }))
    .filter(({ own }) => own >= 2)
    .sort((a, b) => b.own - a.own);
  return ranked[0] && ranked[0].own > (ranked[1]?.own ?? 0) ? ranked[0].program : undefined;
};

const sets = (container: Container, program: ProgramReads): number =>
  [...variablesOf(program)].filter((name) => container.environment.has(name)).length;

const ownSet = (container: Container, program: ProgramReads): number => {
  const own = [
    ...Object.values(program.listeners).flatMap((one) => [one.host, one.portVariable, one.cert, one.key]),
    ...Object.values(program.database ?? {}),
  ];
  return new Set(own.filter((name) => name !== undefined && container.environment.has(name))).size;
};

/** Of a plain file: programs whose own variables it sets, and those that call a service that it is about. */
const concerns = (container: Container, program: ProgramReads): boolean =>
  ownSet(container, program) > 0 ||
  program.peers.some((peer) =>
    [peer.url, peer.ca, peer.cert, peer.key].some((name) => name !== undefined && has(container, name)),
  );

const has = ({ environment }: Container, name: string): boolean => (environment.get(name)?.text ?? '') !== '';

/** What an instance gets for a variable. */
export type Setting =
  | { state: 'unset'; at: Place }
  /** The empty text: the programs take it as not set. */
  | { state: 'empty'; at: Place; value: Value }
  | { state: 'set'; at: Place; text: string; value: Value }
  | { state: 'unknown'; at: Place; value?: Value; name: string };

export const settingOf = ({ container }: Instance, variable: string | undefined): Setting => {
  const value = variable === undefined ? undefined : container.environment.get(variable);
  if (!value) {
    const [source] = variable === undefined ? [] : (container.unknownSources ?? []);
    return source
      ? { state: 'unknown', at: source.at, name: source.name }
      : { state: 'unset', at: container.at };
  }
  if (value.text === undefined)
    return { state: 'unknown', at: value.at, value, name: value.missing[0]?.name ?? 'a value' };
  if (value.text === '') return { state: 'empty', at: value.at, value };
  return { state: 'set', at: value.at, text: value.text, value };
};

export const isSet = (setting: Setting): boolean => setting.state === 'set' || setting.state === 'unknown';

/** Lines that decide a setting, nearest first. */
export const linesOf = (setting: Setting): Place[] =>
  setting.state === 'unset' ? [] : [setting.at, ...(setting.value?.from ?? [])];
