/** Works out the program, environment and files of one service of a start. */
import type { PlacedFile } from '../model/placed-file.ts';
import { furtherVariables, servedBy } from '../plan/deployment.ts';
import type { Variable } from '../plan/plan.ts';
import { tracesOfText } from '../probe/output/traces.ts';
import type { Program } from '../runtime/runtime.ts';
import { environmentOf } from './environment.ts';
import { serviceProgram } from './program.ts';
import type { Identities, Stack, StackService } from './stack.ts';
import { arrangeVariables, type Arrangement } from './variables.ts';

export interface Arranged {
  program: Program;
  env: Record<string, string>;
  files: PlacedFile[];
  arrangement: Arrangement;
}

/** `hosts`: of listeners whose host moves an inner port, by listener. */
export const arrange = async (
  service: StackService,
  stack: Stack,
  { hosts, identity }: { hosts: ReadonlyMap<string, string>; identity: Identities },
): Promise<Arranged> => {
  const { name, place, postgres } = service;
  const { plan, ctx } = stack;
  const variables = [...settingsOf(service, stack), ...foreignOf(stack)];
  const arrangement = await arrangeVariables(variables, place, ctx.authorities, identity);
  for (const { setting, name: variable } of plan.mentions) {
    arrangement.names.push({ label: setting, needles: [variable] });
  }
  if (postgres) {
    const traces = tracesOfText(...partsOf(postgres.database.password));
    arrangement.secrets.push({ kind: 'password', of: `${name}.db`, traces });
  }
  const { program, env } = serviceProgram(name, ctx);
  const base = environmentOf(service, stack, hosts);
  stack.addSecrets([...arrangement.secrets, ...base.secrets]);
  return {
    program,
    env: { ...base.env, ...env, ...arrangement.env },
    files: [...base.files, ...arrangement.files],
    arrangement,
  };
};

/** In a deployment a service gets its settings, and those of the services that its program also serves. */
const settingsOf = ({ name }: StackService, { plan, ctx }: Stack): readonly Variable[] => {
  if (plan.start.services.length === 1) return plan.variables;
  const names = [name, ...servedBy(name, plan, ctx)];
  return [...plan.variables, ...furtherVariables(plan, ctx)].filter(({ settings }) =>
    settings.some((setting) => names.some((one) => setting.startsWith(`${one}.`))),
  );
};

/** Variables that belong to no setting. */
const foreignOf = ({ plan }: Stack): Variable[] =>
  Object.entries(plan.start.environment ?? {}).map(([name, value]) => ({ name, value, settings: [name] }));

/** Parts of a password that an output shows when the password is cut at blanks. */
const partsOf = (password: string): string[] => [
  password,
  ...password.split(/\s+/).filter((part) => part.length >= 6),
];
