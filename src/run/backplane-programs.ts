/** Finds the programs of the backplane, and leaves aside what only has the name of one. */
import { infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import type { InfrastructureName } from '../model/backplane.ts';
import { findProgram, foldersOfPath } from '../system/find-program.ts';
import { goModuleOf } from '../system/processes/build-info.ts';

export interface FoundProgram {
  path: string | undefined;
  /** Programs of the same name that are another one, in words. */
  others: string[];
}

/**
 * In the folder of the binaries first, then on the PATH. Where a service may have the same name, a program that says of
 * which Go module it was built is believed; of those that do not say, the one on the PATH comes first.
 * @param folder that of `--binaries`
 */
export const findBackplaneProgram = (name: InfrastructureName, folder: string | undefined): FoundProgram => {
  const { binary, module, homonym } = infrastructure[name];
  const at = (folders: readonly string[]): string[] =>
    folders.flatMap((one) => findProgram(binary, [one]) ?? []);
  const [own, onPath] = [at(folder === undefined ? [] : [folder]), at(foldersOfPath())];
  if (homonym === undefined) return { path: own[0] ?? onPath[0], others: [] };
  const modules = new Map([...own, ...onPath].map((path) => [path, goModuleOf(path)]));
  const mayBe = (path: string): boolean => modules.get(path) !== homonym.module;
  return {
    path: [...own, ...onPath].find((path) => modules.get(path) === module) ?? [...onPath, ...own].find(mayBe),
    others: [...modules.keys()]
      .filter((path) => !mayBe(path))
      .map((path) => `${path} is ${homonym.is} (module ${homonym.module})`),
  };
};
