/** Starts services in both runtimes for the contract tests. */
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
import { createRunFolder, RUN_LABEL, type Run } from '../../src/system/run-folder.ts';
import { patienceMs } from '../patience.ts';
import { lockSoon } from '../system/ports/hold.ts';
import { services, type Service } from './services.ts';

export const kinds: Runtime['kind'][] =
  process.env['MAGISTRALA_CONFORMANCE_DOCKER'] === '1' ? ['processes', 'containers'] : ['processes'];

const image = process.env['MAGISTRALA_CONFORMANCE_TEST_IMAGE'] ?? 'magistrala-conformance/base:bookworm';
/** The image by its name: the daemon takes a name in place of an id. */
export const byName = (ref: string): PinnedImage => ({ ref, id: ref });

const root = process.getuid?.() === 0;

export interface Harness {
  run: Run;
  runtime: Runtime;
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
export async function harness(kind: Runtime['kind'], publish = false): Promise<Harness> {
  const run = createRunFolder();
  onTestFinished(async () => {
    await sweep({ label: run.label, docker: kind === 'containers' });
  });
  const runtime =
    kind === 'processes'
      ? createProcessRuntime(run)
      : await createContainerRuntime({ ...run, holder: byName(image), publish });
  const program = (service: Service): Program =>
    kind === 'processes'
      ? { kind: 'process', command: 'perl', args: ['-e', services[service]] }
      : { kind: 'container', image: byName(image), command: ['perl', '-e', services[service]] };
  return {
    run,
    runtime,
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
export async function leftovers({ run, runtime }: Harness, ports: number[]): Promise<string[]> {
  const locked = await Promise.all(
    ports.map(async (port) => {
      const release = await lockSoon(port);
      release?.();
      return release ? [] : [`lock of port ${port}`];
    }),
  );
  return [
    ...pidsOf(run.label).map((pid) => `process ${pid}`),
    ...(runtime.kind === 'containers' ? await containersOf(run.label) : []),
    ...readdirSync(run.folder).filter((name) => name.startsWith('sample')),
    ...(statSync(`${run.folder}/processes`, { throwIfNoEntry: false })
      ? readdirSync(`${run.folder}/processes`).map((pid) => `record of ${pid}`)
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
