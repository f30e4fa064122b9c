/** Opens a folder of files as an operator would, and asks what they will do. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { advise } from '../../src/advise/advise.ts';
import { adviceSchema, type Advice } from '../../src/advise/schema.ts';
import { lookUp, type Found } from '../../src/configuration/look-up.ts';
import type { Configuration } from '../../src/configuration/model.ts';
import { openConfiguration } from '../../src/configuration/open.ts';
import { now, programsOf } from './build.ts';

const folder = fileURLToPath(new URL('../inputs/', import.meta.url));

export interface Given {
  release: string;
  /** Below `test/inputs`, or a path as it is. */
  files: readonly string[];
  envFiles?: readonly string[];
  shell?: Readonly<Record<string, string>>;
  /** Files that are made before the start, by the end of their path; without it those on this machine. */
  made?: RegExp;
}

export const configurationOf = ({ files, envFiles = [], shell = {} }: Given): Configuration => {
  const paths = files.map(pathOf);
  return openConfiguration({
    files: paths,
    envFiles: envFiles.map(pathOf),
    shell: new Map(Object.entries(shell)),
  });
};

const pathOf = (path: string): string => (existsSync(folder + path) ? folder + path : path);

export const adviceOf = (given: Given): Advice => {
  const look = (...[container, path]: Parameters<typeof lookUp>): Found => {
    const found = lookUp(container, path);
    if (found.is !== 'source missing' || !given.made) return found;
    return given.made.test(found.host)
      ? { is: 'outside', name: found.host, at: found.at }
      : { ...found, folder: true };
  };
  const advice = advise(configurationOf(given), programsOf(given.release), { lookUp: look, now });
  return adviceSchema.parse(advice);
};

/** `users → auth grpc: plaintext`, sorted. */
export const grpcHops = ({ hops }: Advice): string[] =>
  hops
    .filter(({ from, listener }) => from !== '*' && listener === 'grpc')
    .map(({ from, to, transport }) => `${from} → ${to}: ${transport}`)
    .toSorted();

/** `never read clients SMQ_X`: kinds of the statements, with container and variable. */
export const inShort = ({ statements }: Advice): string[] =>
  statements.map(({ kind, container, variable }) =>
    [kind, container, variable].filter((part) => part !== undefined).join(' '),
  );
