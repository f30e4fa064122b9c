/** Starts what real services need besides PostgreSQL, once a run. The reference needs none of it. */
import type { Authorities } from '../../certs/authorities.ts';
import { identitiesFor } from '../../certs/identities.ts';
import { greets, infrastructure, type Infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import type { InfrastructurePlace } from '../../fixtures/backplane/place.ts';
import type { Case } from '../../suites/vocabulary.ts';
import type { Address } from '../model/address.ts';
import type { Backplane, BackplaneAddress, InfrastructureName } from '../model/backplane.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { PlacedFile } from '../model/placed-file.ts';
import type { RunOptions } from '../plan/options.ts';
import { openRelay } from '../probe/tap/relay.ts';
import type { Release } from '../release/schema.ts';
import type { Program, Runtime } from '../runtime/runtime.ts';
import { findProgram, foldersOfPath } from '../system/find-program.ts';
import { neededInfrastructure } from './needed-images.ts';

export interface StartedBackplane extends AsyncDisposable {
  addresses: Backplane;
}

const startLimitMs = 15_000;

export const startBackplane = async (
  options: RunOptions,
  {
    release,
    cases,
    runtime,
    authorities,
    signal,
  }: {
    release: Release;
    cases: readonly Case[];
    runtime: Runtime;
    authorities: Authorities;
    signal: AbortSignal;
  },
): Promise<StartedBackplane> => {
  const stack = new AsyncDisposableStack();
  try {
    const found = neededInfrastructure(release, cases).filter(
      // Without SpiceDB the deployments run with scripted Auth, Channels and Domains.
      (name) =>
        name !== 'spicedb' || options.runtime === 'containers' || lookFor(name, options) !== undefined,
    );
    const started = await Promise.all(
      found.map(
        async (name) =>
          [name, await startOne(name, { options, runtime, authorities, stack, signal })] as const,
      ),
    );
    return { addresses: Object.fromEntries(started), [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

const startOne = async (
  name: InfrastructureName,
  {
    options,
    runtime,
    authorities,
    stack,
    signal,
  }: {
    options: RunOptions;
    runtime: Runtime;
    authorities: Authorities;
    stack: AsyncDisposableStack;
    signal: AbortSignal;
  },
): Promise<BackplaneAddress> => {
  const what = infrastructure[name];
  const ports = Object.entries(what.ports).map(
    ([port, fixed]) => [port, { fixed, protocol: 'tcp' as const }] as const,
  );
  const place = stack.use(await runtime.place({ service: name, ports: Object.fromEntries(ports) }));
  const at: InfrastructurePlace = {
    host: place.bindHost,
    ports: place.ports,
    path: (file) => place.path(file),
  };
  const program = programOf(name, what, options, at);
  const boot = await runtime.boot(
    {
      place,
      program,
      env: {},
      files: [...(what.files?.(at) ?? []), ...(what.secure ? await pairOf(name, runtime, authorities) : [])],
      // Some images start as root and give that up before they read their key: Redis does. As another user from the
      // beginning it owns its files.
      otherUser: runtime.kind === 'containers',
      timeoutMs: startLimitMs,
      ready: (address, stop) => greets(what, address('main'), stop),
    },
    signal,
  );
  if (boot.outcome !== 'ready') {
    const words = boot.output.trim().split('\n').slice(-3).join(' | ');
    throw new InfrastructureError(
      'BACKPLANE_FAILED',
      `${what.binary} (${what.purpose}) ${boot.outcome === 'hung' ? `was not up after ${startLimitMs} ms` : `ended with code ${boot.code}`}: ${words}`,
      program.kind === 'container'
        ? `look at what the image ${program.image} needs, or give another one: --image ${name}=REF`
        : what.todo,
    );
  }
  stack.use(boot);
  const reached = async (port: string): Promise<{ local: Address; host: string; port: number }> => {
    const local = boot.address(port);
    if (runtime.kind === 'processes') return { local, ...local };
    // Containers reach it by its name, which stands for this machine: through a relay.
    const relay = stack.use(
      await openRelay({
        listenHost: runtime.listenHost,
        target: () => local,
        protocol: 'any',
        clock: () => Math.round(performance.now()),
      }),
    );
    return { local, host: runtime.peerHost(name), port: relay.port };
  };
  const main = await reached('main');
  return { ...main, ...(what.secure && { secure: await reached(what.secure) }) };
};

/** A pair of the run's own authority, under every name by which a service may reach it. */
const pairOf = async (
  name: InfrastructureName,
  runtime: Runtime,
  authorities: Authorities,
): Promise<PlacedFile[]> => {
  const names = [...new Set(['localhost', runtime.peerHost(name)])];
  const issued = await identitiesFor(authorities, { label: name, names, ips: ['127.0.0.1', '::1'] })('right');
  const key = issued.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return [
    { name: 'server.crt', kind: 'file', content: issued.filePem },
    { name: 'server.key', kind: 'file', content: key },
    { name: 'ca.crt', kind: 'file', content: authorities.right.certificatePem },
  ];
};

const programOf = (
  name: InfrastructureName,
  what: Infrastructure,
  options: RunOptions,
  at: InfrastructurePlace,
): Program => {
  const { target } = options;
  if (options.runtime === 'containers') {
    return {
      kind: 'container',
      image: target.images[name] ?? what.image,
      command: what.args(at),
      pull: target.pull,
    };
  }
  const command = lookFor(name, options);
  if (command !== undefined) return { kind: 'process', command, args: what.args(at) };
  throw new InfrastructureError(
    `${name.toUpperCase()}_ABSENT`,
    `${what.binary} (${what.purpose}) is neither in the folder of --binaries nor on the PATH`,
    what.todo,
  );
};

/** In the folder of the binaries first, then on the PATH. */
const lookFor = (name: InfrastructureName, { target }: RunOptions): string | undefined => {
  const own = target.binaries ? [target.binaries] : [];
  // v0.20.0 has a service `fluxmq` of its own, which is no broker: the broker is looked for on the PATH first.
  const path = foldersOfPath();
  return findProgram(infrastructure[name].binary, name === 'amqp' ? [...path, ...own] : [...own, ...path]);
};
