/** Starts what real services need besides PostgreSQL, once a run. The reference needs none of it. */
import type { Authorities } from '../../certs/authorities.ts';
import { identitiesFor, pemPairOf } from '../../certs/identities.ts';
import { greets, infrastructure, type Infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import type { InfrastructurePlace } from '../../fixtures/backplane/place.ts';
import type { Address } from '../model/address.ts';
import type { Backplane, BackplaneAddress, InfrastructureName } from '../model/backplane.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { PinnedImage } from '../model/image.ts';
import type { PlacedFile } from '../model/placed-file.ts';
import { openRelay } from '../probe/tap/relay.ts';
import type { Program, Runtime } from '../runtime/runtime.ts';
import { findBackplaneProgram } from './backplane-programs.ts';

export interface StartedBackplane extends AsyncDisposable {
  addresses: Backplane;
}

/** A busy machine may take long: no verdict is about it. */
const startLimitMs = 60_000;

/** What the programs of the backplane are taken from, and what they run in. */
interface Surroundings {
  /** By name, in containers. */
  images: Readonly<Record<string, PinnedImage>>;
  /** Folder of `--binaries`, which may hold them. */
  folder: string | undefined;
  runtime: Runtime;
  authorities: Authorities;
  signal: AbortSignal;
  /** Gets what the user has to know of what is absent. */
  note?: (line: string) => void;
}

export const startBackplane = async (
  names: readonly InfrastructureName[],
  around: Surroundings,
): Promise<StartedBackplane> => {
  const stack = new AsyncDisposableStack();
  try {
    const found = names.filter((name) => name !== 'spicedb' || isThere(name, around));
    if (found.length < names.length) around.note?.(amongScripts);
    const started = await Promise.all(
      found.map(async (name) => [name, await startOne(name, around, stack)] as const),
    );
    return { addresses: Object.fromEntries(started), [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

const isThere = (name: InfrastructureName, { runtime, folder }: Surroundings): boolean =>
  runtime.kind === 'containers' || findBackplaneProgram(name, folder).path !== undefined;

const amongScripts =
  'There is no SpiceDB: in deployments scripts stand for Auth, Channels and Domains. Known deviations on file were ' +
  `observed with these services, and may come out as graver or as stale. To do: ${infrastructure.spicedb.todo}.`;

const startOne = async (
  name: InfrastructureName,
  around: Surroundings,
  stack: AsyncDisposableStack,
): Promise<BackplaneAddress> => {
  const { runtime, authorities, signal } = around;
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
  const program = infrastructureProgram(name, what, around, at);
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
      `${what.binary} (${what.purpose}) ${boot.outcome === 'hung' ? `was not up after ${startLimitMs / 1000} s` : `ended with code ${boot.code}`}: ${words}`,
      program.kind === 'container'
        ? `look at what the image ${program.image.ref} needs, or give another one: --image ${name}=REF`
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
  const { cert, key } = pemPairOf(issued);
  return [
    { name: 'server.crt', kind: 'file', content: cert },
    { name: 'server.key', kind: 'file', content: key },
    { name: 'ca.crt', kind: 'file', content: authorities.right.certificatePem },
  ];
};

const infrastructureProgram = (
  name: InfrastructureName,
  what: Infrastructure,
  { images, folder, runtime }: Surroundings,
  at: InfrastructurePlace,
): Program => {
  if (runtime.kind === 'containers') {
    return { kind: 'container', image: images[name]!, command: what.args(at) };
  }
  const { path: command, others } = findBackplaneProgram(name, folder);
  if (command !== undefined) return { kind: 'process', command, args: what.args(at) };
  throw new InfrastructureError(
    `${name.toUpperCase()}_ABSENT`,
    [
      `${what.binary} (${what.purpose}) is neither in the folder of --binaries nor on the PATH`,
      ...others,
    ].join('; '),
    what.todo,
  );
};
