/** Counts what of the files this release knows; nothing known is never a good sign, and is said. */
import type { Configuration } from '../configuration/model.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import type { Instance } from './matching.ts';
import type { Advice, Statement } from './schema.ts';
import { statement } from './statement.ts';
import type { World } from './world.ts';
import { readersOf, variablesOf } from './variables.ts';

/** Settings of containers that their program reads, and lines of .env files that some program reads. */
export const recognisedIn = (
  { containers, variables }: Configuration,
  instances: readonly Instance[],
  release: ReleasePrograms,
): Advice['recognised'] => {
  const known = new Set<string>();
  for (const { container, program } of instances)
    for (const name of variablesOf(program))
      if (container.environment.has(name)) known.add(`${container.name}/${name}`);
  const settings =
    known.size +
    variables.filter(({ name, reaches }) => reaches.length === 0 && readersOf(name, release).length > 0)
      .length;
  const matched = instances.filter(({ container }) => !container.everyService || containers.length > 0);
  return { settings, services: [...new Set(matched.map(({ program }) => program.name))] };
};

export const sayUnknown = (
  { files, containers, variables }: Configuration,
  recognised: Advice['recognised'],
  { release, world }: { release: ReleasePrograms; world: Pick<World, 'readIn'> },
): Statement[] => {
  if (recognised.settings > 0) return [];
  const names = [
    ...variables.map(({ name }) => name),
    ...containers.flatMap(({ environment }) => [...environment.keys()]),
  ];
  const hint = bestOf(names, world);
  const at = containers[0]?.at ?? { file: files[0]?.path ?? 'the files', line: 1, column: 1 };
  return [
    statement({
      kind: 'unknown product',
      severity: 'availability',
      at,
      says: `Nothing in these files is a setting that ${release.release} reads: this is another product, or another release. Nothing can be said about them.`,
      todo: `Give the release that these files are for${hint}, or the files that set its variables.`,
    }),
  ];
};

/** The release that reads most of these names; of several the newest. */
const bestOf = (names: Iterable<string>, { readIn }: Pick<World, 'readIn'>): string => {
  const counts = new Map<string, number>();
  for (const name of new Set(names)) {
    const releases = /^(SMQ|MG|MF)_/.test(name) ? (readIn?.(name) ?? []) : [];
    for (const one of releases) counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  const [best] = [...counts].findLast(([, count]) => count === most) ?? [];
  return best === undefined ? '' : ` (${best} reads ${most} of the names in them)`;
};
