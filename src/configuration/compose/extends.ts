/** Puts under each service what it extends: another service of the file, or of another file. */
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import type { Scope } from '../env/scope.ts';
import type { Place } from '../model.ts';
import { loadFile } from './load.ts';
import { merge, mergeMappings, settled } from './merge.ts';
import { isRemote, pathFrom } from './paths.ts';
import type { Project } from './source.ts';
import type { Setting } from './tree.ts';
import { childOf, entryOf, textOf, type Entry, type Mapping, type Scalar } from './tree.ts';

/** The services of one file, and how to find those of others. */
interface Services {
  entries: ReadonlyMap<string, Entry>;
  file: string;
  setting: Setting;
  project: Project;
}

/** Services that extend each other in a row, far beyond what a person writes. */
const mostInChain = 100;

/** The file with every `extends` of its services carried out. */
export const extended = (tree: Mapping, file: string, setting: Setting, project: Project): Mapping => {
  const services = entryOf(tree, 'services');
  if (services?.value.kind !== 'mapping') return tree;
  const from = { entries: services.value.entries, file, setting, project };
  const entries = new Map<string, Entry>();
  for (const [name, entry] of from.entries) {
    const value = entry.value.kind === 'mapping' ? whole(name, entry.value, from, []) : entry.value;
    entries.set(name, { ...entry, value });
  }
  const value: Mapping = { ...services.value, entries };
  return { ...tree, entries: new Map([...tree.entries, ['services', { ...services, value }]]) };
};

/** @param chain services that led there, to see a circle */
const whole = (name: string, service: Mapping, services: Services, chain: readonly string[]): Mapping => {
  const extending = entryOf(service, 'extends');
  if (!extending) return service;
  const rest = new Map([...service.entries].filter(([key]) => key !== 'extends'));
  const own: Mapping = { ...service, entries: rest };
  const base = baseOf(name, extending, services, chain);
  if (!base) return own;
  const merged = mergeMappings(base, own, ['services', name], services.project.remarks);
  return merged;
};

const baseOf = (
  name: string,
  { at, value }: Entry,
  services: Services,
  chain: readonly string[],
): Mapping | undefined => {
  const wanted = textOf(childOf(value, 'service')) ?? textOf(value);
  const file = childOf(value, 'file');
  if (wanted === undefined) return undefined;
  const others = file?.kind === 'scalar' ? fromFile(file, services) : services;
  if (!others) return undefined;
  const link = `${resolve(others.file)}\n${wanted}`;
  const here = `${resolve(services.file)}\n${name}`;
  if (link === here || chain.includes(link) || chain.length > mostInChain) {
    refused(services.project, at, wanted, 'services extend each other in a circle, or too many in a row');
    return undefined;
  }
  const base = others.entries.get(wanted)?.value;
  if (base?.kind === 'mapping') {
    return settled(whole(wanted, base, others, [...chain, here])) as Mapping;
  }
  if (!base) refused(services.project, at, wanted, `there is no service ${wanted} to extend`);
  return undefined;
};

const fromFile = (file: Scalar, { setting, project }: Services): Services | undefined => {
  const named = textOf(file);
  if (named === undefined) return undefined;
  const path = pathFrom(file.setting.folder, named, project.shell);
  const inner = { ...setting, folder: dirname(path) };
  const key = `${resolve(path)}\n${inner.folder}`;
  const known = project.extended.get(setting.scope)?.get(key);
  const trees = known ?? loadedOrNot({ path, named, at: file.at }, inner, project);
  if (!trees) return undefined;
  remember(project, setting.scope, key, trees);
  const [first, ...rest] = trees;
  const tree = rest.reduce<Mapping | undefined>(
    (merged, next) => merged && (merge(merged, next, [], project.remarks) as Mapping),
    first,
  );
  const services = childOf(tree, 'services');
  const entries = services?.kind === 'mapping' ? services.entries : new Map<string, Entry>();
  return { entries, file: path, setting: inner, project };
};

/** Several services often extend one file. */
const remember = ({ extended }: Project, scope: Scope, key: string, trees: readonly Mapping[]): void => {
  extended.set(scope, (extended.get(scope) ?? new Map<string, readonly Mapping[]>()).set(key, trees));
};

/** Files that another file names, and that are not there or cannot be read, are no mistake of the command line. */
export const loadedOrNot = (
  { path, named, at }: { path: string; named: string; at: Place },
  setting: Setting,
  project: Project,
): readonly Mapping[] | undefined => {
  const notRead = (why: string): undefined => {
    const says = `${path} is not read: ${why}.`;
    project.remarks.add({ kind: 'not read', at, name: path, says });
  };
  if (isRemote(named)) return notRead('Compose fetches it from elsewhere');
  try {
    return loadFile(path, setting, project);
  } catch (error) {
    if (error instanceof UsageError) return notRead(error.found);
    throw error;
  }
};

export const refused = ({ remarks }: Project, at: Place, name: string, why: string): void =>
  remarks.add({ kind: 'unresolved', at, name, says: `Compose refuses these files: ${why}.`, refused: true });
