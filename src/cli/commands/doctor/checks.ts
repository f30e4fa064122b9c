/** What `doctor` looks at. Everything is bounded, and nothing is left. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { executable, findBinaries, serverOwner } from '../../../../fixtures/postgres/binaries.ts';
import { knownReleases, loadRelease } from '../../../release/load.ts';
import { findProgram } from '../../../system/find-program.ts';
import { whyNoNamespace } from '../../../system/network/namespace.ts';
import { manifest } from '../../../system/package.ts';
import { innerPorts, portName } from '../../../system/ports/inner.ts';
import { portReserver } from '../../../system/ports/reserve.ts';
import { howToGetNode, isEnough } from '../../node-version.ts';
import type { DoctorCheck } from './check.ts';
import { containers, docker } from './docker.ts';

const BOUND_MS = 5000;
const GIB = 1024 ** 3;

export const node: DoctorCheck = {
  name: 'Node',
  neededFor: 'everything',
  get: howToGetNode,
  always: true,
  look: async () => ({
    state: isEnough(process.versions.node) ? 'ok' : 'broken',
    says: `${process.version} (${manifest.engines.node})`,
  }),
};

export const postgres: DoctorCheck = {
  name: 'PostgreSQL',
  neededFor: 'the reference and binaries (processes); containers bring their own',
  get: 'npm ci with optional dependencies; as root, a user such as nobody must exist',
  always: true,
  look: async () => {
    const program = join(findBinaries(), 'bin', executable('postgres'));
    serverOwner();
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: BOUND_MS });
    return { state: 'ok', says: stdout.trim() };
  },
};

export const disk: DoctorCheck = {
  name: 'Disk',
  neededFor: 'databases and files of a run (1 GiB), images (8 GiB more)',
  get: `make room in ${tmpdir()}, or set TMPDIR`,
  always: true,
  look: async () => {
    const { bavail, bsize } = statfsSync(tmpdir());
    const free = bavail * bsize;
    return {
      state: free >= GIB ? 'ok' : 'broken',
      says: `${(free / GIB).toFixed(1)} GiB free in ${tmpdir()}`,
    };
  },
};

const MANY_PORTS = 64;

export const ports: DoctorCheck = {
  name: 'Ports',
  neededFor: 'services and peers of a run',
  get: 'end what holds so many ports, or choose others with --ports FROM-TO',
  always: true,
  look: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conformance-doctor-'));
    const reserved: { port: number; release: () => void }[] = [];
    try {
      const reserver = portReserver({ folder });
      for (let n = 0; n < MANY_PORTS; n += 1) reserved.push(await reserver.reserve(n % 2 ? 'udp' : 'tcp'));
      const range = `${Math.min(...reserved.map((one) => one.port))} and above`;
      return { state: 'ok', says: `${MANY_PORTS} free at once (${range})` };
    } finally {
      for (const one of reserved) one.release();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Ports that real services bind whatever is configured. */
const fixedPorts: DoctorCheck = {
  name: 'Fixed ports',
  neededFor: '--target binaries, adapters only: they bind these whatever is configured',
  get: 'end what holds them; for ports below 1024 run as root, or lower net.ipv4.ip_unprivileged_port_start',
  always: false,
  look: async () => {
    const all = knownReleases().flatMap((name) =>
      Object.values(loadRelease(name).services).flatMap((service) => innerPorts(service).map(portName)),
    );
    const wanted = [...new Set(all)].toSorted();
    const taken = (await Promise.all(wanted.map(async (port) => [port, await bindable(port)] as const)))
      .filter(([, code]) => code !== undefined)
      .map(([port, code]) => `${port} ${code}`);
    if (!wanted.length) return { state: 'ok', says: 'none is needed' };
    return taken.length
      ? { state: 'absent', says: taken.join(', ') }
      : { state: 'ok', says: `${wanted.join(', ')} free` };
  },
};

/** Starts that bind a fixed port run at the same time only where each worker has the port. */
export const namespaces: DoctorCheck = {
  name: 'Network namespaces',
  neededFor: '--target binaries of a release that binds fixed ports: without them, its starts take turns',
  get: 'run as root on Linux, with the optional package koffi (npm ci with optional dependencies)',
  always: false,
  look: async () => {
    const why = await whyNoNamespace();
    return why === undefined
      ? { state: 'ok', says: 'each worker can have one' }
      : { state: 'absent', says: why };
  },
};

/** Undefined when the port can be bound, else the system's code. */
export const bindable = async (name: string): Promise<string | undefined> => {
  const [protocol, port] = name.split('/');
  return new Promise((resolve) => {
    const done = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
    if (protocol === 'udp') {
      const socket = createSocket('udp4').once('error', done);
      socket.bind(Number(port), '0.0.0.0', () => socket.close(() => resolve(undefined)));
    } else {
      const server = createServer().once('error', done);
      server.listen(Number(port), '0.0.0.0', () => server.close(() => resolve(undefined)));
    }
  });
};

const program = (name: string, neededFor: string, get: string): DoctorCheck => ({
  name,
  neededFor,
  get,
  always: false,
  look: async () => {
    const path = findProgram(name);
    return path ? { state: 'ok', says: path } : { state: 'absent', says: 'not in PATH' };
  },
});

export const checks: readonly DoctorCheck[] = [
  node,
  postgres,
  disk,
  ports,
  docker,
  containers,
  fixedPorts,
  namespaces,
  program(
    'nats-server',
    '--target binaries up to v0.19.1: event store and message broker, with JetStream',
    'a package of your system (nats-server), or nats.io',
  ),
  program(
    'redis-server',
    '--target binaries where Clients authenticates devices',
    'a package of your system (redis-server or redis)',
  ),
  program(
    'spicedb',
    '--target binaries, deployments of a whole deployment with the real Auth',
    'a release of authzed/spicedb',
  ),
];
