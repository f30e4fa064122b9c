/** The environment that a service of a release needs to start at all; nothing of security is in it. */
import { randomBytes } from 'node:crypto';
import { minimalFile } from '../../fixtures/backplane/minimal-files.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { PlacedFile } from '../model/placed-file.ts';
import { isDeployment, securesBackplane } from '../plan/deployment.ts';
import type { Secret } from '../probe/output.ts';
import { tracesOfText } from '../probe/output/traces.ts';
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
    content: minimalFile(kind),
  }));
  const secrets: Secret[] = [];
  const keep = (of: string, secret: string): string => {
    secrets.push({ kind: 'token', of, traces: tracesOfText(secret) });
    return secret;
  };
  const ofDeployment = isDeployment(plan.start, ctx.release) ? declared.inPlatform?.environment : undefined;
  for (const [variable, template] of Object.entries({
    ...ctx.release.environment,
    ...declared.environment,
    ...ofDeployment,
  })) {
    env[variable] = fill(template, variable, { service, keep });
  }
  const trust = ctx.release.platform?.trust;
  if (trust !== undefined && securesBackplane(plan, ctx)) {
    files.push({ name: 'trusted-ca.crt', kind: 'file', content: ctx.authorities.right.certificatePem });
    env[trust] = place.path('trusted-ca.crt');
  }
  for (const [listener, { variables }] of Object.entries(declared.listeners)) {
    if (variables.host) env[variables.host] = hosts.get(listener) ?? place.bindHost;
    env[variables.port] = String(place.ports[listener]);
  }
  if (declared.database && service.postgres) {
    const { database, tap } = service.postgres;
    const byAddress = plan.start.postgres?.address === 'ip';
    env[declared.database.host] = byAddress ? ctx.runtime.peerAddress : ctx.runtime.peerHost('postgres');
    env[declared.database.port] = String(tap.port);
    env[declared.database.user] = database.user;
    env[declared.database.password] = database.password;
    env[declared.database.name] = database.name;
  }
  for (const [peer, { url }] of Object.entries(declared.peers)) {
    const { host, port } = stack.peerAddress(name, peer);
    env[url] = `${host}:${port}`;
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
