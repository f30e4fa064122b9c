/** Runs services as child processes. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrastructureError } from '../../model/errors.ts';
import { watchLostTime } from '../../system/lost-time.ts';
import { ownerOfPort } from '../../system/ports/owner.ts';
import type { PortRange } from '../../system/ports/range.ts';
import { isFree, portReserver, type ReservedPort } from '../../system/ports/reserve.ts';
import { runnable } from '../../system/processes/binary.ts';
import { startChild, type Child, type ChildSpec } from '../../system/processes/child.ts';
import type { Launcher } from '../../system/processes/launcher.ts';
import { bootRace } from '../boot-race.ts';
import { addressesOf } from '../listener-address.ts';
import type { BootSpec, Exited, Hung, PlaceRequest, Ready, Runtime } from '../runtime.ts';
import { withLowPorts } from './low-ports.ts';
import { openOutput, type OutputFile } from './output-file.ts';
import { ProcessPlace } from './place.ts';
import { socketsOf } from './sockets.ts';

export interface ProcessRuntimeOptions {
  /** Folder of the run, as `createRunFolder` makes it. */
  folder: string;
  /** Label of the run. */
  label: string;
  /** Ports to choose from; by default all that are free and not given to outgoing connections. */
  ports?: PortRange | undefined;
  /** Starts the services; by default this process does. */
  launcher?: Launcher | undefined;
  /** File that stands for the network namespace of the services, where it is another one than the launcher's. */
  namespace?: string | undefined;
}

/** Runs services as child processes on loopback, with a separate port for each listener. Needs no Docker. */
export function createProcessRuntime(options: ProcessRuntimeOptions): Runtime {
  const { folder, ports } = options;
  const reserver = portReserver({ folder, range: ports });
  return {
    kind: 'processes',
    peerHost: () => 'localhost',
    peerAddress: '127.0.0.1',
    listenHost: '127.0.0.1',
    async place({ service, start, ports }: PlaceRequest) {
      const name = start === undefined ? service : `${service}-${start}`;
      return reserver.reserveEach(ports, (reserved) => new ProcessPlace(folder, service, reserved, name));
    },
    boot: (spec, signal) => boot(spec, signal, options),
  };
}

async function boot(
  spec: BootSpec,
  signal: AbortSignal,
  options: ProcessRuntimeOptions,
): Promise<Ready | Exited | Hung> {
  signal.throwIfAborted();
  const { place, program, env } = spec;
  if (program.kind !== 'process' || !(place instanceof ProcessPlace)) {
    throw new InfrastructureError(
      'PROGRAM_KIND',
      `Expected a program and a place for processes; found a ${program.kind} program for ${place.service}.`,
      'Use the place and the program of the same runtime.',
    );
  }
  const path = runnable(program.command);
  const user = place.write(spec.files, spec.otherUser);
  const cwd = workingFolder(program.cwd ?? place.folder);
  const address = addressesOf(place, place.bindHost, (listener) => place.ports[listener]);
  await spec.onAddress?.(address);

  const output = openOutput(place.nextOutput());
  let child: Child | undefined;
  try {
    const { args } = program;
    const started = user && spec.lowPorts ? withLowPorts(path, args, user) : { path, args, user };
    child = await startChild({
      ...started,
      cwd,
      env,
      output: output.fd,
      label: options.label,
      folder: options.folder,
      by: launcherOf(options, output),
    });
    const { began, exited } = child;
    const { pid } = child;
    const ready = async (over: AbortSignal) => (await spec.ready(address, over)) && answersItself(place, pid);
    const { timeoutMs, pollMs } = spec;
    using time = watchLostTime();
    const lostMs = () => time.lostMs(pid);
    const outcome = await bootRace({ exited, ready, timeoutMs, lostMs, pollMs, signal });
    const ms = performance.now() - began;
    if (outcome === 'ready') return readyChild(child, place, { address, output, ms });
    const lost = outcome === 'starved' && { starvedMs: lostMs() };
    const exit = outcome === 'exited' ? await exited : await child.kill();
    await refuseStrangers(place);
    output.close();
    const all = output.read();
    if (outcome === 'exited') return { outcome, ...exit, output: all };
    return { outcome: 'hung', ms, ...lost, output: all };
  } catch (error) {
    await child?.kill();
    output.close();
    throw error;
  }
}

const launcherOf = (
  { launcher, namespace }: ProcessRuntimeOptions,
  { path: output }: OutputFile,
): ChildSpec['by'] => launcher && { launcher, output, ...(namespace !== undefined && { namespace }) };

/** Counts an answer only when the service gave it, not another program that took its port in between. */
function answersItself(place: ProcessPlace, pid: number): boolean {
  const owners = place.reserved.map((one) => ({ ...one, owner: ownerOfPort(one.port, one.protocol, pid) }));
  const stranger = owners.find(({ owner }) => owner === 'stranger');
  if (stranger) throw portTaken(place, stranger);
  return owners.length === 0 || owners.some(({ owner }) => owner !== 'nobody');
}

function portTaken(place: ProcessPlace, { port, protocol }: ReservedPort): InfrastructureError {
  return new InfrastructureError(
    'PORTS_IN_USE',
    `Expected port ${port} (${protocol.toUpperCase()}) to belong to ${place.service} alone; found that another program listens there.`,
    'Give another range of ports, or end what listens there.',
  );
}

/** ms in which child processes of an ended service must release its ports. */
const portsFreeMs = 500;

/**
 * Throws when a program still listens at a port of a service that has ended: that program answered in the service's
 * place, or kept it from starting.
 */
async function refuseStrangers(place: ProcessPlace): Promise<void> {
  for (const one of place.reserved) {
    const end = performance.now() + portsFreeMs;
    while (!(await isFree(one.port, one.protocol))) {
      if (performance.now() > end) throw portTaken(place, one);
      await sleep(10);
    }
  }
}

/** A missing folder would otherwise look like a missing program: both are ENOENT. */
function workingFolder(cwd: string): string {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return cwd;
  throw new InfrastructureError(
    'FOLDER_MISSING',
    `Expected the working folder ${cwd}; found no folder there.`,
    'Correct the folder that the target gives for this service.',
  );
}

function readyChild(
  child: Child,
  place: ProcessPlace,
  {
    address,
    output,
    ms,
  }: {
    address: Ready['address'];
    output: OutputFile;
    ms: number;
  },
): Ready {
  const close = () => output.close();
  void child.exited.then(close, close);
  return {
    outcome: 'ready',
    ms,
    address,
    exited: child.exited,
    output: async () => output.read(),
    sockets: async () => socketsOf(child.pid),
    stop: (graceMs = 2000) => child.stop(graceMs),
    async [Symbol.asyncDispose]() {
      try {
        await child.stop(2000);
      } finally {
        await place[Symbol.asyncDispose]();
      }
    },
  };
}
