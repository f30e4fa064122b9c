/** Reads a project of Docker Compose: its files merged, variables replaced, and what each container gets in the end. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../model/errors.ts';
import { readEnvInto } from '../env/read.ts';
import { collectRemarks } from '../env/remarks.ts';
import { openScope, shellLookUp, type Definition, type Scope } from '../env/scope.ts';
import type { Configuration, Place, Value, Variable } from '../model.ts';
import { finished } from './include.ts';
import { loadFile } from './load.ts';
import { merge, settled } from './merge.ts';
import { containerOf, type Made } from './service.ts';
import { rememberFile, type Project } from './source.ts';
import { childOf, emptyMapping, entriesOf, listOf, textOf, type Mapping } from './tree.ts';

export interface ComposeOptions {
  /** As with `-f`, in their order. */
  files: readonly string[];
  /** As with `--env-file`; without them the .env of the project directory, if there is one. */
  envFiles?: readonly string[];
  /** Folder that relative paths start at; without it that of the first file. */
  projectDirectory?: string;
  /** As with `--profile`; without them those that `COMPOSE_PROFILES` names. */
  profiles?: readonly string[];
  /** Variables of the shell that starts Compose. Those of our own process are not read. */
  shell: ReadonlyMap<string, string>;
}

/** @throws UsageError where a file that the user named cannot be read, or no file has a service */
export const readCompose = (options: ComposeOptions): Configuration => {
  const { files, shell } = options;
  const folder = options.projectDirectory ?? dirname(files[0] ?? '.');
  const own = openScope(shellLookUp(shell));
  const project: Project = {
    remarks: collectRemarks(),
    files: [],
    scopes: [own],
    tags: new Set(),
    extended: new Map(),
    loaded: 0,
    shell,
  };
  const scope: Scope = { ...own, lookUp: (name) => own.lookUp(name) ?? ofProject(name, folder, project) };
  readEnvFiles(options, folder, own, project);
  const root = rootOf(files, { scope, folder }, project);
  const services = entriesOf(childOf(root, 'services'));
  if (services.length === 0) {
    throw new UsageError(
      `services in ${files.join(', ')}`,
      'none',
      'name the Compose file of the deployment',
    );
  }
  const profiles = profilesOf(options, scope);
  const made = services.flatMap(([name, { at, value }]) => {
    if (value.kind !== 'mapping') {
      const says = `Compose refuses these files: the service ${name} is no mapping.`;
      project.remarks.add({ kind: 'not understood', at, name, says, refused: true });
    }
    const service = value.kind === 'mapping' ? value : emptyMapping(value.at);
    if (!isActive(name, { at, service }, profiles, project)) return [];
    return [containerOf(name, { at, service, root }, scope, project)];
  });
  return {
    files: project.files,
    containers: made.map(({ container }) => container),
    variables: variablesOf(project, made),
    remarks: project.remarks.all(),
  };
};

const readEnvFiles = (
  { envFiles = [] }: ComposeOptions,
  folder: string,
  scope: Scope,
  project: Project,
): void => {
  const usual = join(folder, '.env');
  const paths = envFiles.length || !existsSync(usual) ? envFiles : [usual];
  for (const path of paths) {
    readEnvInto(scope, path, project.remarks);
    rememberFile(project, path, 'env');
  }
};

/** What Compose sets itself for references. */
const ofProject = (name: string, folder: string, project: Project) => {
  if (name !== 'COMPOSE_PROJECT_NAME') return undefined;
  const text = project.name ?? basename(resolve(folder));
  const normal = text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[-_]+/, '');
  return { text: normal, from: [], missing: [] };
};

const rootOf = (
  files: readonly string[],
  setting: { scope: Scope; folder: string },
  project: Project,
): Mapping => {
  let root: Mapping = emptyMapping({ file: files[0] ?? '', line: 1, column: 1 });
  for (const file of files) {
    for (const tree of loadFile(file, setting, project)) {
      const whole = finished(tree, file, { ...setting, chain: [] }, project);
      root = merge(root, whole, [], project.remarks) as Mapping;
    }
  }
  return settled(root) as Mapping;
};

/** A service without profiles is always started. */
const isActive = (
  name: string,
  { at, service }: { at: Place; service: Mapping },
  chosen: readonly string[],
  { remarks }: Project,
): boolean => {
  const profiles = listOf(childOf(service, 'profiles')).map(textOf);
  if (profiles.length === 0 || chosen.includes('*')) return true;
  if (profiles.some((profile) => profile !== undefined && chosen.includes(profile))) return true;
  const says = `${name} is not started: none of its profiles is chosen.`;
  remarks.add({ kind: 'profile not active', at, name, says });
  return false;
};

const profilesOf = ({ profiles }: ComposeOptions, { lookUp }: Scope): readonly string[] =>
  profiles ?? (lookUp('COMPOSE_PROFILES')?.text ?? '').split(',').map((one) => one.trim());

/** Each line once that sets a variable, with the containers that it reaches. */
const variablesOf = ({ scopes, shell }: Project, made: readonly Made[]): Variable[] => {
  const reaching = new Map<Definition, string[]>();
  for (const { container, reaching: reached } of made) {
    for (const one of reached) reaching.set(one, [...(reaching.get(one) ?? []), container.name]);
  }
  const inEffect = scopes.flatMap(({ definitions, lookUp }) =>
    // One that an earlier scope has as well counts there.
    [...definitions.values()].filter((one) => lookUp(one.name)?.definition === one),
  );
  const definitions = [
    ...inEffect.map((one) => ({ ...one, one, value: hiddenBy(shell, one) })),
    ...made.flatMap(({ fromFiles }) => Array.from(fromFiles.values(), (one) => ({ ...one, one }))),
  ];
  const variables = new Map<string, Variable>();
  for (const { name, value, one } of definitions) {
    const { file, line, column } = value.at;
    const key = `${name}\n${line}:${column}:${file}`;
    const others = variables.get(key)?.reaches ?? [];
    const reaches = [...new Set([...others, ...(reaching.get(one) ?? [])])];
    variables.set(key, { name, value, reaches });
  }
  return [...variables.values()];
};

/** The value in effect: the shell goes before the files. */
const hiddenBy = (shell: ReadonlyMap<string, string>, { name, value }: Definition): Value => {
  const text = shell.get(name);
  return text === undefined ? value : { text, at: value.at, from: [], missing: [] };
};
