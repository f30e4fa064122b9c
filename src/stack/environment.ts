/** Makes the environment that a service of a release needs to start; no security setting is in it. */
import { randomBytes } from 'node:crypto';
import { minimalFile } from '../../fixtures/backplane/minimal-files.ts';
import type { Setting } from '../../suites/vocabulary.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { PlacedFile } from '../model/placed-file.ts';
import { isDeployment, securesBackplane } from '../plan/deployment.ts';
import type { Secret } from '../probe/output.ts';
import { tracesOfText } from '../probe/output/traces.ts';
import { variableOf } from '../release/naming.ts';
import type { Stack, StackService } from './stack.ts';

/** @param hosts of listeners whose host moves an inner port, by listener */
export const environmentOf = (
  service: StackService,
  stack: Stack,
  hosts: ReadonlyMap<string, string>,
): { env: Record<string, string>; files: PlacedFile[]; secrets: Secret[] } => {
  const { plan, ctx } = stack;
  const { name, declared, place } = service;
  const env: Record<string, string> = {};
  const files: PlacedFile[] = Object.entries(declared.files).map(([file, kind]) => ({
    name: file,
    kind: 'file',
    content: typeof kind === 'string' ? minimalFile(kind) : kind.content,
  }));
  const secrets: Secret[] = [];
  const keep = (of: string, secret: string): string => {
    secrets.push({ kind: 'token', of, traces: tracesOfText(secret) });
    return secret;
  };
  const ofDeployment = isDeployment(plan.start, ctx.release) ? declared.inDeployment?.environment : undefined;
  for (const [variable, template] of Object.entries({
    ...ctx.release.environment,
    ...declared.environment,
    ...ofDeployment,
  })) {
    env[variable] = fill(template, variable, { service, keep });
  }
  const set = (setting: Setting, value: string): void => {
    const variable = variableOf(setting, ctx.release);
    if (variable !== undefined) env[variable] = value;
  };
  if (ctx.release.deployment?.trust !== undefined && securesBackplane(plan, ctx)) {
    files.push({ name: 'trusted-ca.crt', kind: 'file', content: ctx.authorities.right.certificatePem });
    set(`${name}.backplane.ca`, place.path('trusted-ca.crt'));
  }
  for (const listener of Object.keys(declared.listeners)) {
    set(`${name}.${listener}.host`, hosts.get(listener) ?? place.bindHost);
    set(`${name}.${listener}.port`, String(place.ports[listener]));
  }
  if (declared.database && service.postgres) {
    const { database, tap } = service.postgres;
    const byAddress = plan.start.postgres?.address === 'ip';
    set(`${name}.db.host`, byAddress ? ctx.runtime.peerAddress : ctx.runtime.peerHost('postgres'));
    set(`${name}.db.port`, String(tap.port));
    set(`${name}.db.user`, database.user);
    set(`${name}.db.password`, database.password);
    set(`${name}.db.name`, database.name);
  }
  for (const [peer, { protocol }] of Object.entries(declared.peers)) {
    const { host, port } = stack.peerAddress(name, peer);
    set(`${name}.${peer}.url`, `${protocol === 'http' ? 'http://' : ''}${host}:${port}`);
  }
  return { env, files, secrets };
};

interface Filling {
  service: StackService;
  keep: (variable: string, secret: string) => string;
}

const fill = (template: string, variable: string, { service, keep }: Filling): string =>
  template.replaceAll(/\{([a-z.]+)(?::([^}]+))?\}/g, (_, word: string, argument: string | undefined) => {
    const known: Readonly<Record<string, string | undefined>> = {
      ...service.words,
      // Auth signs tokens with this; no other service needs it.
      ...(word === 'secret' && { secret: keep(variable, randomBytes(24).toString('hex')) }),
      file: argument && service.place.path(argument),
    };
    const value = known[word];
    if (value !== undefined) return value;
    throw new InfrastructureError(
      'BACKPLANE_ABSENT',
      `${variable} needs ${word}, which this run does not have`,
      'see what `doctor` says is missing',
    );
  });
