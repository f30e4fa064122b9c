/** Counts what of the files this release knows; nothing known is never a good sign, and is said. */
import type { Configuration } from '../configuration/model.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import type { Instance } from './matching.ts';
import type { Advice, Statement } from './schema.ts';
import { statement } from './statement.ts';
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
  { files, containers }: Configuration,
  recognised: Advice['recognised'],
  release: ReleasePrograms,
): Statement[] => {
  if (recognised.settings > 0) return [];
  const at = containers[0]?.at ?? { file: files[0]?.path ?? 'the files', line: 1, column: 1 };
  return [
    statement({
      kind: 'unknown product',
      severity: 'availability',
      at,
      says: `Nothing in these files is a setting that ${release.release} reads: this is another product, or another release. Nothing can be said about them.`,
      todo: 'Give the release that these files are for, or the files that set its variables.',
    }),
  ];
};
