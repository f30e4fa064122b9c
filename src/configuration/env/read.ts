/** Reads .env files in order, as `docker compose --env-file` does; the environment of our own process plays no part. */
import type { Remark, Value } from '../model.ts';
import { parseEnv } from './parse.ts';
import { collectRemarks, type Remarks } from './remarks.ts';
import { openScope, shellLookUp, type Scope } from './scope.ts';
import { readText } from './text.ts';

export interface EnvFiles {
  /** By name, in the order of the files; of two with the same name the later one. */
  values: ReadonlyMap<string, Value>;
  remarks: Remark[];
}

/**
 * @param shell variables that references see before those of the files
 * @throws UsageError where a file cannot be read
 */
export const readEnv = (
  paths: string | readonly string[],
  { shell }: { shell: ReadonlyMap<string, string> },
): EnvFiles => {
  const scope = openScope(shellLookUp(shell));
  const remarks = collectRemarks();
  for (const path of [paths].flat()) readEnvInto(scope, path, remarks);
  const values = new Map(Array.from(scope.definitions, ([name, { value }]) => [name, value]));
  return { values, remarks: remarks.all() };
};

/** @throws UsageError */
export const readEnvInto = (scope: Scope, path: string, remarks: Remarks): void => {
  parseEnv({ file: path, text: readText(path, 'an .env file') }, scope, remarks);
};
