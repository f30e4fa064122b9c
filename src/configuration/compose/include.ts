/** Takes in what a Compose file includes: whole projects, each with its own folder and .env files. */
import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { UsageError } from '../../model/errors.ts';
import { readEnvInto } from '../env/read.ts';
import { openScope, type Scope } from '../env/scope.ts';
import type { Place } from '../model.ts';
import { extended, loadedOrNot, refused } from './extends.ts';
import { merge, mergeMappings, settled } from './merge.ts';
import { pathFrom } from './paths.ts';
import { rememberFile, type Project } from './source.ts';
import {
  childOf,
  emptyMapping,
  entriesOf,
  listOf,
  textOf,
  type Mapping,
  type Scalar,
  type Tree,
  type Setting,
} from './tree.ts';

/** One file with what it includes and extends. `chain` holds the files that led there, to see a circle. */
export const finished = (
  tree: Mapping,
  file: string,
  { chain, ...setting }: Setting & { chain: readonly string[] },
  project: Project,
): Mapping => {
  let made = tree;
  for (const item of listOf(childOf(tree, 'include'))) {
    const taken = included(item, { ...setting, chain: [...chain, resolve(file)] }, project);
    if (taken) made = mergeMappings(resourcesOf(taken), made, [], project.remarks);
  }
  const entries = new Map([...made.entries].filter(([key]) => key !== 'include'));
  return extended({ ...made, entries }, file, setting, project);
};

const resources = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

const resourcesOf = (tree: Mapping): Mapping => ({
  ...tree,
  entries: new Map(entriesOf(tree).filter(([key]) => resources.includes(key))),
});

const included = (
  item: Tree,
  { scope, folder, chain }: Setting & { chain: readonly string[] },
  project: Project,
): Mapping | undefined => {
  const paths = listOf(childOf(item, 'path') ?? item).filter(isNamed);
  const [main] = paths;
  if (!main) return undefined;
  const [mainPath, ...others] = paths.map((path) => pathFrom(folder, path.text, project.shell));
  const inner = textOf(childOf(item, 'project_directory'));
  const within = inner === undefined ? dirname(mainPath!) : pathFrom(folder, inner, project.shell);
  if (chain.includes(resolve(mainPath!))) {
    refused(project, main.at, mainPath!, 'files include each other in a circle');
    return undefined;
  }
  const own = openScope(scope.lookUp);
  project.scopes.push(own);
  const envFiles = childOf(item, 'env_file');
  for (const { text, at } of listOf(envFiles).filter(isNamed)) {
    if (text !== '/dev/null') readEnvOrNot(own, pathFrom(folder, text, project.shell), at, project);
  }
  const usual = pathFrom(within, '.env', project.shell);
  if (!envFiles && existsSync(usual)) readEnvOrNot(own, usual, main.at, project);

  let merged: Mapping = emptyMapping(main.at);
  for (const [index, path] of [mainPath!, ...others].entries()) {
    const { text: named, at } = paths[index]!;
    const setting = { scope: own, folder: within };
    for (const tree of loadedOrNot({ path, named, at }, setting, project) ?? []) {
      const whole = finished(tree, path, { ...setting, chain }, project);
      merged = merge(merged, whole, [], project.remarks) as Mapping;
    }
  }
  return settled(merged) as Mapping;
};

const readEnvOrNot = (scope: Scope, path: string, at: Place, project: Project): void => {
  try {
    readEnvInto(scope, path, project.remarks);
    rememberFile(project, path, 'env');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const says = `${path} is not read: ${error.found}.`;
    project.remarks.add({ kind: 'not read', at, name: path, says });
  }
};

const isNamed = (tree: Tree): tree is Scalar & { text: string } => Boolean(textOf(tree));
