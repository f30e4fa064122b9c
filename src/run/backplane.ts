/** Starts what real services need besides PostgreSQL, once a run. The reference needs none of it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  greets,
  infrastructure,
  type Infrastructure,
  type InfrastructureName,
} from '../../fixtures/platform/infrastructure.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { openRelay } from '../observe/relay.ts';
import type { Release } from '../release/schema.ts';
import type { Backplane } from './context.ts';
import type { RunOptions } from './options.ts';
import { InfrastructureError, type Address, type Program, type Runtime } from './runtime.ts';

export interface StartedBackplane extends AsyncDisposable {
  addresses: Backplane;
}

const startLimitMs = 15_000;

export const startBackplane = async (
  options: RunOptions,
  release: Release,
  cases: readonly Case[],
  runtime: Runtime,
  signal: AbortSignal,
): Promise<StartedBackplane> => {
  const stack = new AsyncDisposableStack();
  try {
    const started = await Promise.all(
      needed(release, cases).map(
        async (name) => [name, await startOne(name, options, runtime, stack, signal)] as const,
      ),
    );
    const at = new Map<InfrastructureName, Address>(started);
    const url = (scheme: string, name: InfrastructureName): string | undefined => {
      const address = at.get(name);
      return address && `${scheme}://${address.host}:${address.port}`;
    };
    const [nats, redis, amqp] = [url('nats', 'nats'), url('redis', 'redis'), url('amqp', 'amqp')];
    const spicedb = at.get('spicedb');
    return {
      addresses: {
        ...(nats && { nats }),
        ...(redis && { redis: `${redis}/0` }),
        ...(amqp && { amqp }),
        ...(spicedb && { spicedb }),
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

const needed = (release: Release, cases: readonly Case[]): InfrastructureName[] => {
  const services = new Set(cases.flatMap((one) => one.start.services));
  const needs = [...services].flatMap((name) => release.services[name]?.needs ?? []);
  return [...new Set(needs)].filter((need) => need !== 'mqtt-broker');
};

const startOne = async (
  name: InfrastructureName,
  options: RunOptions,
  runtime: Runtime,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Address> => {
  const what = infrastructure[name];
  const place = stack.use(
    await runtime.place({ service: name, ports: { main: { fixed: what.port, protocol: 'tcp' } } }),
  );
  const boot = await runtime.boot(
    {
      place,
      program: programOf(name, what, options, place.bindHost, place.ports.main!, place.path('data')),
      env: {},
      files: [],
      otherUser: false,
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
      what.todo,
    );
  }
  stack.use(boot);
  const address = boot.address('main');
  if (runtime.kind === 'processes') return address;
  // Published on the loopback of this machine: containers reach it through a relay at the gateway.
  const relay = stack.use(
    await openRelay({
      listenHost: runtime.listenHost,
      target: () => address,
      protocol: 'any',
      clock: () => Math.round(performance.now()),
    }),
  );
  return { host: runtime.peerHost(name), port: relay.port };
};

const programOf = (
  name: InfrastructureName,
  what: Infrastructure,
  { runtime, target }: RunOptions,
  host: string,
  port: number,
  folder: string,
): Program => {
  const args = what.args(host, port, folder);
  if (runtime === 'containers') {
    return { kind: 'container', image: target.images[name] ?? what.image, command: args, pull: target.pull };
  }
  return { kind: 'process', command: findProgram(name, what, target.binaries), args };
};

/** In the folder of the binaries first, then on the PATH. */
const findProgram = (
  name: InfrastructureName,
  what: Infrastructure,
  binaries: string | undefined,
): string => {
  const folders = [...(binaries ? [binaries] : []), ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, what.binary)).find(isExecutable);
  if (found) return found;
  throw new InfrastructureError(
    `${name.toUpperCase()}_ABSENT`,
    `${what.binary} (${what.purpose}) is neither in the folder of --binaries nor on the PATH`,
    what.todo,
  );
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
