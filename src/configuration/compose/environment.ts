/** Works out the environment of a service: its env_file, then what it lists itself, with names whose value is the shell's. */
import { existsSync } from 'node:fs';
import { UsageError } from '../../model/errors.ts';
import { parseEnv } from '../env/parse.ts';
import { parseRawEnv } from '../env/raw.ts';
import { openScope, valueAt, type Definition, type Scope } from '../env/scope.ts';
import { readText } from '../env/text.ts';
import type { Missing, Value } from '../model.ts';
import { variablesOf } from './merge.ts';
import { pathFrom } from './paths.ts';
import { rememberFile, type Project } from './source.ts';
import {
  childOf,
  entriesOf,
  isTrue,
  listOf,
  textOf,
  valueOf,
  type Entry,
  type Mapping,
  type Scalar,
  type Tree,
} from './tree.ts';

export interface Environment {
  variables: Map<string, Value>;
  /** Files that would give it further variables and are not there. */
  unknownSources: Missing[];
  /** What the env_file sets, whether or not the container gets it. */
  fromFiles: ReadonlyMap<string, Definition>;
  /** Variables of the project and of the env_file that its values come from. */
  uses: Set<Definition>;
}

export const environmentOf = (service: Mapping, scope: Scope, project: Project): Environment => {
  const uses = new Set<Definition>();
  const own = new Map<string, Value | undefined>();
  const tree = childOf(service, 'environment');
  for (const [name, entry] of tree ? variablesOf(tree, project.remarks).entries : []) {
    if (/\s$/.test(name)) odd(project, entry, name.trim(), 'has a blank behind its name');
    else own.set(name, ownValue(name, entry, uses, project));
  }
  const files = openScope((name) => {
    const value = own.get(name);
    return scope.lookUp(name) ?? (value && { ...value, text: value.text });
  });
  const unknownSources = readEnvFiles(service, files, project);
  const variables = new Map<string, Value>();
  for (const [name, definition] of files.definitions) {
    if (own.has(name)) continue;
    variables.set(name, definition.value);
    uses.add(definition);
  }
  for (const [name, value] of own) if (value) variables.set(name, value);
  return { variables, unknownSources, fromFiles: files.definitions, uses };
};

const ownValue = (name: string, entry: Entry, uses: Set<Definition>, project: Project): Value | undefined => {
  const { at, value } = entry;
  if (value.kind !== 'scalar') {
    odd(project, entry, name, 'has a value that is no text');
    return undefined;
  }
  if (!value.none) return valueOf(at, value);
  const found = value.setting.scope.lookUp(name);
  if (!found) {
    // What is no name may be anything, a password too.
    const called = /^[\w.-]*$/.test(name) ? name : 'an entry of environment';
    const says = `${called} has no value there, and neither the shell nor an .env file sets it: the container does not get it.`;
    project.remarks.add({ kind: 'unresolved', at, name: called, says });
    return undefined;
  }
  if (found.definition) uses.add(found.definition);
  return valueAt(at, { ...found, from: [...value.from, ...found.from] });
};

const odd = ({ remarks }: Project, { at }: Entry, name: string, what: string): void =>
  remarks.add({
    kind: 'not understood',
    at,
    name,
    says: `Compose refuses this file: ${name} ${what}.`,
    refused: true,
  });

const readEnvFiles = (service: Mapping, scope: Scope, project: Project): Missing[] => {
  const unknown: Missing[] = [];
  for (const { path, required, format } of envFilesOf(service)) {
    const named = pathFrom(path.setting.folder, path.text, project.shell);
    if (!required && !existsSync(named)) continue;
    try {
      const text = readText(named, 'an env_file');
      rememberFile(project, named, 'env');
      const parse = format === 'raw' ? parseRawEnv : parseEnv;
      parse({ file: named, text }, scope, project.remarks);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const says = `${named} is not read: ${error.found}.`;
      project.remarks.add({ kind: 'not read', at: path.at, name: named, says });
      unknown.push({ name: named, at: path.at, kind: 'outside' });
    }
  }
  return unknown;
};

interface EnvFile {
  path: Scalar & { text: string };
  required: boolean;
  format: string | undefined;
}

/** Of two entries with one path the later one counts, in the place of the first. */
const envFilesOf = (service: Mapping): Iterable<EnvFile> => {
  const files = new Map<string, EnvFile>();
  for (const item of listOf(childOf(service, 'env_file'))) {
    const path: Tree | undefined = entriesOf(item).length ? childOf(item, 'path') : item;
    const text = textOf(path);
    if (path?.kind !== 'scalar' || !text) continue;
    const required = childOf(item, 'required');
    files.set(text, {
      path: { ...path, text },
      required: !required || isTrue(required),
      format: textOf(childOf(item, 'format')),
    });
  }
  return files.values();
};
