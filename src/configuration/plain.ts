/** Reads the environment of one process: the output of `env`, or the EnvironmentFile of a systemd unit. */
import type { Configuration, Container, Remark, Value } from './model.ts';
import { readText, textOfFile } from './read-text.ts';
import { outputStatements } from './plain/output.ts';
import { systemdStatements } from './plain/systemd.ts';
import type { PlainStatement } from './plain/statement.ts';

export interface PlainFile {
  path: string;
  form: 'output' | 'systemd';
}

/** Of two values for a name the last one counts, also across files. */
export const readPlain = (files: readonly PlainFile[]): Configuration => {
  const remarks: Remark[] = [];
  const environment = new Map<string, Value>();
  for (const { path, form } of files) {
    for (const statement of statementsOf(path, form, remarks)) set(statement, environment, remarks);
  }
  const paths = files.map(({ path }) => path);
  return everyService(paths, 'process', environment, remarks);
};

/** What files without services come to: one container, whose variables are for every service. */
export const everyService = (
  paths: readonly string[],
  kind: 'env' | 'process',
  environment: ReadonlyMap<string, Value>,
  remarks: Remark[],
): Configuration => {
  const name = 'every service';
  const container: Container = {
    name,
    at: { file: paths[0] ?? '', line: 1, column: 1 },
    addresses: [],
    environment,
    mounts: [],
    ports: [],
    everyService: true,
    ...(kind === 'process' && { oneProcess: true }),
  };
  return {
    files: paths.map((path) => ({ path, kind })),
    containers: [container],
    variables: [...environment].map(([variable, value]) => ({ name: variable, value, reaches: [name] })),
    remarks,
  };
};

const statementsOf = (path: string, form: PlainFile['form'], remarks: Remark[]): PlainStatement[] => {
  if (form === 'systemd') return systemdStatements(path, readText(path, remarks), remarks);
  return outputStatements(path, textOfFile(path, true), remarks);
};

const set = (
  { name, text, at }: PlainStatement,
  environment: Map<string, Value>,
  remarks: Remark[],
): void => {
  const earlier = environment.get(name);
  if (earlier) remarks.push(duplicate(name, { at, text }, earlier));
  environment.set(name, { text, at, from: [], missing: [] });
};

type Placed = Pick<Value, 'at' | 'text'>;

const duplicate = (name: string, { at, text }: Placed, earlier: Placed): Remark => ({
  kind: 'duplicate',
  at,
  related: [earlier.at],
  name,
  says: `\`${name}\` is set twice, to ${text === earlier.text ? 'the same value' : 'different values'}: the last one counts.`,
});
