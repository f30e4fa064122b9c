/** The environment that a service of a release needs to start at all; nothing of security is in it. */
import type { ServiceName } from '../../suites/vocabulary.ts';
import { minimalFile } from '../../fixtures/platform/minimal-files.ts';
import type { RunContext } from './context.ts';
import type { StartPlan } from './plan.ts';
import { InfrastructureError, type PlacedFile } from './runtime.ts';
import { serviceOf, type World } from './world.ts';

export const environmentOf = (
  name: ServiceName,
  plan: StartPlan,
  ctx: RunContext,
  world: World,
): { env: Record<string, string>; files: PlacedFile[] } => {
  const service = serviceOf(ctx, name);
  const place = world.places.get(name)!;
  const env: Record<string, string> = {};
  const files: PlacedFile[] = Object.entries(service.files).map(([file, kind]) => ({
    name: file,
    kind: 'file',
    content: minimalFile(kind),
  }));
  for (const [variable, template] of Object.entries(service.environment)) {
    env[variable] = fill(template, variable, { ctx, world, path: (file) => place.path(file) });
  }
  for (const [listener, { variables }] of Object.entries(service.listeners)) {
    if (variables.host) env[variables.host] = place.bindHost;
    env[variables.port] = String(place.ports[listener]);
  }
  const opened = world.databases.get(name);
  if (service.database && opened) {
    const { database, tap } = opened;
    const byAddress = plan.start.postgres?.address === 'ip';
    env[service.database.host] = byAddress ? ctx.runtime.peerAddress : ctx.runtime.peerHost('postgres');
    env[service.database.port] = String(tap.port);
    env[service.database.user] = database.user;
    env[service.database.password] = database.password;
    env[service.database.name] = database.name;
  }
  for (const [peer, { url }] of Object.entries(service.peers)) {
    const { host, port } = world.peerAddress(name, peer);
    env[url] = `${host}:${port}`;
  }
  return { env, files };
};

interface Filling {
  ctx: RunContext;
  world: World;
  path: (file: string) => string;
}

const fill = (template: string, variable: string, { ctx, world, path }: Filling): string =>
  template.replaceAll(/\{([a-z.]+)(?::([^}]+))?\}/g, (_, word: string, argument: string | undefined) => {
    const { backplane } = ctx;
    const known: Record<string, string | undefined> = {
      nats: backplane.nats,
      redis: backplane.redis,
      amqp: backplane.amqp,
      'spicedb.host': backplane.spicedb?.host,
      'spicedb.port': backplane.spicedb && String(backplane.spicedb.port),
      'broker.host': world.broker?.host,
      'broker.port': world.broker && String(world.broker.port),
      file: argument && path(argument),
    };
    const value = known[word];
    if (value !== undefined) return value;
    throw new InfrastructureError(
      'BACKPLANE_ABSENT',
      `${variable} needs ${word}, which this run does not have`,
      'see what `doctor` says is missing',
    );
  });
