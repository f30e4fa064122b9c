/** Writes the files of a project into a folder of the test, reads them as Compose does, and says in short what they come to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { readCompose, type ComposeOptions } from '../../../src/configuration/compose/read.ts';
import type { Configuration, Container, Mount, Place, Value } from '../../../src/configuration/model.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

export interface Options {
  files?: readonly string[];
  envFiles?: readonly string[];
  projectDirectory?: string;
  profiles?: readonly string[];
  shell?: Record<string, string>;
}

export type Files = Record<string, string | Uint8Array>;

export interface Read extends Configuration {
  folder: string;
}

export const written = (files: Files): string => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  folders.push(folder);
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  return folder;
};

export const read = (files: Files, options: Options = {}): Read => readIn(written(files), options);

export const readIn = (
  folder: string,
  { files = ['compose.yaml'], envFiles, projectDirectory, profiles, shell = {} }: Options = {},
): Read => {
  const within = (name: string) => join(folder, name);
  const composed: ComposeOptions = {
    files: files.map(within),
    ...(envFiles && { envFiles: envFiles.map(within) }),
    ...(projectDirectory !== undefined && { projectDirectory: within(projectDirectory) }),
    ...(profiles && { profiles }),
    shell: new Map(Object.entries(shell)),
  };
  return { ...readCompose(composed), folder };
};

/** A service `a` with these lines below it. */
export const service = (...lines: string[]): string =>
  ['services:', '  a:', '    image: x', ...lines.map((line) => `    ${line}`), ''].join('\n');

export const container = ({ containers }: Configuration, name = 'a'): Container => {
  const found = containers.find((one) => one.name === name);
  if (!found) throw new Error(`no container ${name}`);
  return found;
};

export const texts = (values: ReadonlyMap<string, Value>): Record<string, string | undefined> =>
  Object.fromEntries([...values].map(([name, { text }]) => [name, text]));

export const environment = (read: Read, name?: string): Record<string, string | undefined> =>
  texts(container(read, name).environment);

/** `127.0.0.1:80:8080/tcp` */
export const ports = (read: Read, name?: string): string[] =>
  container(read, name).ports.map(({ address, published, target, protocol }) =>
    [address, published, `${target}/${protocol}`].filter((part) => part !== undefined).join(':'),
  );

/** `/target < ./path`, and in brackets what lies elsewhere. */
export const mounts = ({ folder, ...read }: Read, name?: string): string[] =>
  container(read, name).mounts.map((mount) => `${mount.target} < ${sourceInShort(mount, folder)}`);

const sourceInShort = ({ source, mode }: Mount, folder: string): string => {
  if (source.kind === 'outside') return `[${source.name}]`;
  if (source.kind === 'host') return source.path.replace(folder, '.');
  const held = [...source.contents].map(([path, { text }]) => `${path}=${text}`).join(' ');
  return mode === undefined ? held : `${held} 0o${mode.toString(8)}`;
};

/** `compose.yaml:3:5` */
export const place = ({ file, line, column }: Place, folder: string): string =>
  `${file.replace(`${folder}/`, '')}:${line}:${column}`;

/** `text at compose.yaml:3:5 from .env:1:1; missing U at …` */
export const traced = ({ text, at, from, missing }: Value, folder: string): string =>
  [
    `${text ?? '(not known)'} at ${place(at, folder)}`,
    ...(from.length ? [`from ${from.map((one) => place(one, folder)).join(', ')}`] : []),
    ...missing.map((one) => `missing ${one.name} at ${place(one.at, folder)}`),
  ].join(' ');

export const tracedIn = (read: Read, variable: string, name?: string): string => {
  const value = container(read, name).environment.get(variable);
  if (!value) throw new Error(`no variable ${variable}`);
  return traced(value, read.folder);
};

/** `kind name at place, related places` */
export const remarks = ({ remarks: all, folder }: Pick<Read, 'remarks' | 'folder'>): string[] =>
  all.map(({ kind, name, at, related }) =>
    [
      `${kind} ${name.replace(`${folder}/`, '')} at ${place(at, folder)}`,
      ...related.map((one) => place(one, folder)),
    ].join(', '),
  );

/** `NAME: containers` */
export const reaches = ({ variables }: Configuration): Record<string, string> =>
  Object.fromEntries(variables.map((one) => [one.name, one.reaches.join(' ')]));
