/** Starts services in both runtimes for the contract tests, as processes directly and by a launcher. */
import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { PinnedImage } from '../../src/model/image.ts';
import { HOLDER_LABEL } from '../../src/runtime/containers/holders.ts';
import { createContainerRuntime } from '../../src/runtime/containers/runtime.ts';
import { createProcessRuntime } from '../../src/runtime/processes/runtime.ts';
import type { BootSpec, Place, Program, Runtime } from '../../src/runtime/runtime.ts';
import { sweep } from '../../src/runtime/sweep/sweep.ts';
import { connectDocker } from '../../src/system/docker/daemon.ts';
import { connectLauncher, type LauncherAddress } from '../../src/system/processes/launcher.ts';
import { openLauncher } from '../../src/system/processes/open-launcher.ts';
import { createRunFolder, RUN_LABEL, type Run } from '../../src/system/run-folder.ts';
import { patienceMs } from '../patience.ts';
import { lockSoon } from '../system/ports/hold.ts';
import { services, type Service } from './services.ts';

/** As processes, as processes that a launcher starts, or as containers. */
export type Kind = Runtime['kind'] | 'launched processes';

export const processKinds = ['processes', 'launched processes'] as const satisfies Kind[];
export const kinds: Kind[] =
  process.env['MAGISTRALA_CONFORMANCE_DOCKER'] === '1' ? [...processKinds, 'containers'] : [...processKinds];

const image = process.env['MAGISTRALA_CONFORMANCE_TEST_IMAGE'] ?? 'magistrala-conformance/base:bookworm';
/** The image by its name: the daemon takes a name in place of an id. */
export const byName = (ref: string): PinnedImage => ({ ref, id: ref });

const root = process.getuid?.() === 0;

export interface Harness {
  run: Run;
  runtime: Runtime;
  /** Process that starts the services, where it is not this one. */
  launcher: number | undefined;
  /** Whether a file can be made unreadable only by running the service as another user. */
  otherUser: boolean;
  program: (service: Service) => Program;
  place: (protocol?: 'tcp' | 'udp') => Promise<Place>;
  /** A spec with everything given; the environment already holds HOST and PORT. */
  spec: (place: Place, service: Service, over?: Partial<BootSpec>) => BootSpec;
}

/**
 * A separate run, removed when the test ends.
 * @param publish ports of containers, instead of reaching them in a network that is held for them
 */
export async function harness(kind: Kind, publish = false): Promise<Harness> {
  const run = createRunFolder();
  onTestFinished(async () => {
    await sweep({ label: run.label, docker: kind === 'containers' });
  });
  const launched = kind === 'launched processes' ? await launcherOf(run) : undefined;
  const runtime =
    kind === 'containers'
      ? await createContainerRuntime({ ...run, holder: byName(image), publish })
      : createProcessRuntime({ ...run, launcher: launched && connectLauncher(launched) });
  const program = (service: Service): Program =>
    kind !== 'containers'
      ? { kind: 'process', command: 'perl', args: ['-e', services[service]] }
      : { kind: 'container', image: byName(image), command: ['perl', '-e', services[service]] };
  return {
    run,
    runtime,
    launcher: launched?.pid,
    otherUser: kind === 'containers' || root,
    program,
    place: (protocol = 'tcp') =>
      runtime.place({ service: 'sample', ports: { main: { fixed: 9001, protocol } } }),
    spec: (place, service, { env, ...over } = {}) => ({
      place,
      program: program(service),
      env: { HOST: place.bindHost, PORT: String(place.ports['main']), ...env },
      files: [],
      otherUser: false,
      timeoutMs: patienceMs,
      ready: async (address) => (await firstLine(address('main'), '', 200)) === 'hello',
      ...over,
    }),
  };
}

/** Ended before the sweep, as at the end of a run. */
export async function launcherOf(run: Run): Promise<LauncherAddress> {
  const launcher = await openLauncher(run);
  onTestFinished(async () => {
    await launcher?.[Symbol.asyncDispose]();
  });
  return launcher!.address;
}

/** First line that a listener sends, empty when there is none within `waitMs`. `say` is sent before. */
export function firstLine({ host, port }: Address, say = '', waitMs = patienceMs): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    if (say) socket.write(say);
    socket.setTimeout(waitMs, () => socket.destroy());
    socket.once('data', (data) => {
      resolve(data.toString().trim());
      socket.destroy();
    });
    socket.once('error', () => {});
    socket.once('close', () => resolve(''));
  });
}

/** Answer to a datagram, or nothing within 200 ms. */
export function datagram({ host, port }: Address, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (answer: string) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(''), 200);
    socket.once('message', (message) => end(message.toString()));
    socket.once('error', () => end(''));
    socket.connect(port, host, () => socket.send(text));
  });
}

/** What a run has left: processes, containers, places, locked ports. Does not use the sweep to find them. */
export async function leftovers({ run, runtime, launcher }: Harness, ports: number[]): Promise<string[]> {
  const locked = await Promise.all(
    ports.map(async (port) => {
      const release = await lockSoon(port);
      release?.();
      return release ? [] : [`lock of port ${port}`];
    }),
  );
  return [
    ...pidsOf(run.label)
      .filter((pid) => pid !== launcher)
      .map((pid) => `process ${pid}`),
    ...(runtime.kind === 'containers' ? await containersOf(run.label) : []),
    ...readdirSync(run.folder).filter((name) => name.startsWith('sample')),
    ...(statSync(`${run.folder}/processes`, { throwIfNoEntry: false })
      ? readdirSync(`${run.folder}/processes`)
          .filter((pid) => Number(pid) !== launcher)
          .map((pid) => `record of ${pid}`)
      : []),
    ...locked.flat(),
  ];
}

export function pidsOf(label: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      return environment.includes(`MAGISTRALA_CONFORMANCE_RUN=${label}`) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

/** Containers of services; the containers that hold a network stay until the run ends. */
export async function containersOf(label: string): Promise<string[]> {
  const holders = await holdersOf(label);
  return (await labelled([`${RUN_LABEL}=${label}`])).filter((id) => !holders.includes(id));
}

export const holdersOf = (label: string): Promise<string[]> =>
  labelled([
    `${RUN_LABEL}=${label}`,
    ...Object.entries(HOLDER_LABEL).map(([name, value]) => `${name}=${value}`),
  ]);

async function labelled(label: string[]): Promise<string[]> {
  const { dockerode } = (await connectDocker()).container;
  return (await dockerode.listContainers({ all: true, filters: { label } })).map(({ Id }) => Id);
}

export async function killContainers(label: string): Promise<void> {
  const { dockerode } = (await connectDocker()).container;
  for (const id of await containersOf(label)) await dockerode.getContainer(id).kill({ signal: 'SIGKILL' });
}
