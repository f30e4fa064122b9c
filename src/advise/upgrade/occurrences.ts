/** Finds the settings of the files: every line that names a variable, and the services that get it. Pure. */
import type { Configuration, Container, Place, Value } from '../../configuration/model.ts';
import { programOf } from '../matching.ts';
import { newestName } from './vocabulary.ts';
import type { Way } from './way.ts';

/** A line of the files that sets a variable for services, or for the files alone. */
export interface Occurrence {
  variable: string;
  at: Place;
  value: Value;
  container?: Container;
  /** Services, by their newest names, that get it; absent: every service that reads it. */
  scope?: readonly string[];
  /** A line of an .env that services get by way of a Compose file, or not at all. */
  kind: 'entry' | 'plain file' | 'variable';
}

/** A container, and the service that it runs by the release that the files were written for. */
export interface Placed {
  container: Container;
  service: string;
}

export const placedOf = ({ containers }: Configuration, { from, changes }: Way): Placed[] =>
  containers.flatMap((container) => {
    const program = container.everyService ? undefined : programOf(container, from.programs);
    return program ? [{ container, service: newestName(program.name, changes) }] : [];
  });

export const occurrencesOf = (configuration: Configuration, placed: readonly Placed[]): Occurrence[] => {
  const entries = placed.flatMap(({ container, service }) =>
    settingsOf(container).map(([variable, value]): Occurrence => ({
      ...{ variable, value, container, scope: [service], kind: 'entry' },
      at: value.at,
    })),
  );
  const plain = configuration.containers
    .filter(({ everyService }) => everyService)
    .flatMap((container) =>
      settingsOf(container).map(([variable, value]): Occurrence => ({
        variable,
        value,
        container,
        at: value.at,
        kind: 'plain file',
      })),
    );
  const seen = new Set([...entries, ...plain].map(({ variable, at }) => `${variable} ${keyOf(at)}`));
  const reached = scopesOf(placed);
  const variables = configuration.variables
    .filter(({ name, value }) => !seen.has(`${name} ${keyOf(value.at)}`))
    .map(({ name, value }): Occurrence => {
      const scope = reached.get(name);
      return { variable: name, value, at: value.at, kind: 'variable', ...(scope && { scope }) };
    });
  return [...entries, ...plain, ...variables];
};

const settingsOf = ({ environment }: Container): [string, Value][] => [...environment];

/** Variable → services that have an entry of this name. */
const scopesOf = (placed: readonly Placed[]): ReadonlyMap<string, string[]> => {
  const scopes = new Map<string, string[]>();
  for (const { container, service } of placed)
    for (const name of container.environment.keys()) {
      const scope = scopes.get(name) ?? [];
      if (!scope.includes(service)) scope.push(service);
      scopes.set(name, scope);
    }
  return scopes;
};

export const keyOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Services that the files are about: those of containers, and of a plain file those whose own settings it has. */
export const servicesOf = (
  occurrences: readonly Occurrence[],
  placed: readonly Placed[],
  { from }: Way,
): Set<string> => {
  const services = new Set(placed.map(({ service }) => service));
  for (const { variable, kind } of occurrences) {
    if (kind !== 'plain file') continue;
    for (const { service, meaning } of from.uses.get(variable) ?? [])
      if (/^(?:listener|database)\./.test(meaning)) services.add(service);
  }
  return services;
};
