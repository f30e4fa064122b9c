/** Makes configurations by hand: a plain .env, and containers with their environment. */
import type { Configuration, Container, Value, Variable } from '../../../src/configuration/model.ts';
import { statementsOf } from '../../../src/advise/upgrade/rewrite/statements.ts';
import { loadChanges } from '../../../src/release/changes.ts';
import { loadAllPrograms } from '../../../src/release/load-programs.ts';
import { wayBetween, type Way } from '../../../src/advise/upgrade/way.ts';

const known = loadAllPrograms();
const changes = loadChanges();

export const releases = known.map(({ release }) => release);

export const way = (from: string, to: string): Way => wayBetween(from, to, known, changes);

const valueAt = (text: string, file: string, line: number, column = 1): Value => ({
  text,
  at: { file, line, column },
  from: [],
  missing: [],
});

const settings = (file: string, text: string): [string, Value][] =>
  statementsOf(text).map(({ name, value, firstLine }) => [
    name,
    valueAt(
      value ? text.slice(value.start, value.end).replaceAll(/^["']|["']$/g, '') : '',
      file,
      firstLine + 1,
    ),
  ]);

/** An .env for every service that reads it. */
export const plainEnv = (text: string, file = '.env'): Configuration => {
  const environment = new Map(settings(file, text));
  const container: Container = {
    ...{ name: file, at: { file, line: 1, column: 1 }, addresses: [], environment, mounts: [], ports: [] },
    everyService: true,
  };
  return {
    files: [{ path: file, kind: 'env' }],
    containers: [container],
    variables: [...environment].map(([name, value]): Variable => ({ name, value, reaches: [file] })),
    remarks: [],
  };
};

interface Written {
  image: string;
  /** Line of its name. */
  line: number;
  /** Name → value and line. */
  entries: Readonly<Record<string, [value: string, line: number]>>;
}

/** Containers of a Compose file, and an .env beside it that gives their entries. */
export const composed = (
  services: Readonly<Record<string, Written>>,
  env = '',
  file = 'docker-compose.yaml',
): Configuration => ({
  files: [{ path: file, kind: 'compose' }, ...(env === '' ? [] : [{ path: '.env', kind: 'env' as const }])],
  containers: Object.entries(services).map(([name, { image, line, entries }]) => ({
    ...{ name, at: { file, line, column: 3 }, addresses: [], mounts: [], ports: [], everyService: false },
    image: valueAt(image, file, line + 1),
    environment: new Map(
      Object.entries(entries).map(([key, [text, at]]) => [key, valueAt(text, file, at, 7)]),
    ),
  })),
  variables: settings('.env', env).map(([name, value]) => ({ name, value, reaches: [] })),
  remarks: [],
});
