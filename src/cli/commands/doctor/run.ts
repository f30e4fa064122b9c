/** What `doctor` looks at for one run: what exactly this target and this release need, and what of it is here. */
import { join } from 'node:path';
import { infrastructure } from '../../../../fixtures/backplane/infrastructure.ts';
import type { Case } from '../../../../suites/vocabulary.ts';
import type { InfrastructureName } from '../../../model/backplane.ts';
import { InfrastructureError } from '../../../model/errors.ts';
import { isDeployment } from '../../../plan/deployment.ts';
import { runtimeOf, type TargetOptions } from '../../../plan/options.ts';
import type { Release, StartedName } from '../../../release/schema.ts';
import { findBackplaneProgram } from '../../../run/backplane-programs.ts';
import { neededInfrastructure } from '../../../run/needed-images.ts';
import { serversFor } from '../../../run/prepare.ts';
import { pulledImages, type PulledImage } from '../../../run/pulled-images.ts';
import { connectDocker } from '../../../system/docker/daemon.ts';
import { whyNoNamespace } from '../../../system/network/namespace.ts';
import { innerPorts, portName } from '../../../system/ports/inner.ts';
import { runnable } from '../../../system/processes/binary.ts';
import { goModuleOf } from '../../../system/processes/build-info.ts';
import type { DoctorCheck, Finding } from './check.ts';
import { bindable, disk, namespaces, node, ports, postgres } from './checks.ts';
import { containers, docker } from './docker.ts';

/** `always`: without it this run cannot be made. */
export const checksOfRun = async (
  target: TargetOptions,
  release: Release,
  cases: readonly Case[],
): Promise<DoctorCheck[]> => {
  const general = [node, disk, ports];
  if (runtimeOf(target) === 'containers' && target.kind !== 'binaries') {
    const needed = [docker, containers].map((check) => ({ ...check, always: check === docker }));
    const images = await pulledImages(release, cases, target);
    const pull = target.kind === 'images' ? target.pull : 'missing';
    return [...general, ...needed, ...(await imagesOf(images, pull))];
  }
  const databases = serversFor(cases, release).length > 0 ? [postgres] : [];
  if (target.kind !== 'binaries') return [...general, ...databases];
  const started = startedFor(release, cases);
  return [
    ...general,
    ...databases,
    ...programsOf(release, started).map(([name, services]) => service(name, services, target.folder)),
    ...neededInfrastructure(release, cases).map((name) => backplane(name, target.folder)),
    ...(await portsOf(release, started)),
  ];
};

/** Every service that some case starts, those of whole deployments included. */
const startedFor = (release: Release, cases: readonly Case[]): StartedName[] => {
  const whole = cases.some(({ start }) => isDeployment(start, release));
  const names = [
    ...cases.flatMap(({ start }) => start.services),
    ...(whole ? (release.deployment?.order ?? []) : []),
  ];
  return [...new Set(names.map((name) => release.services[name]?.servedBy ?? name))];
};

/** By name of the program: the services that it serves. */
const programsOf = (release: Release, started: readonly StartedName[]): [string, StartedName[]][] => {
  const present = started.flatMap((name) => {
    const binary = release.services[name]?.binary;
    return binary === undefined ? [] : [{ name, binary }];
  });
  return [...Map.groupBy(present, ({ binary }) => binary)].map(([binary, all]) => [
    binary,
    all.map(({ name }) => name),
  ]);
};

const service = (binary: string, services: readonly StartedName[], folder: string): DoctorCheck => {
  const path = join(folder, binary);
  return {
    name: `Program ${binary}`,
    neededFor: `the service ${services.join(', ')}: its cases could not be set up without it`,
    get: `build it for this machine in a checkout of the release (make ${binary}), or give the right folder with --binaries`,
    always: true,
    look: async () => {
      try {
        runnable(path);
      } catch (error) {
        if (!(error instanceof InfrastructureError)) throw error;
        return { state: error.code === 'BINARY_MISSING' ? 'absent' : 'broken', says: error.message };
      }
      const module = goModuleOf(path);
      return { state: 'ok', says: `${path}${module === undefined ? '' : `, built of ${module}`}` };
    },
  };
};

const backplane = (name: InfrastructureName, folder: string): DoctorCheck => {
  const { binary, purpose, todo } = infrastructure[name];
  // Without SpiceDB the deployments run with scripted Auth, Channels and Domains.
  const optional = name === 'spicedb';
  return {
    name: `Backplane ${binary}`,
    neededFor: `${purpose}${optional ? '; without it scripts stand for Auth, Channels and Domains, and known deviations of deployments may not fit' : ''}`,
    get: todo,
    always: !optional,
    look: async () => {
      const { path, others } = findBackplaneProgram(name, folder);
      if (path !== undefined) return { state: 'ok', says: [path, ...others].join('; ') };
      return {
        state: 'absent',
        says: ['neither in the folder of --binaries nor on the PATH', ...others].join('; '),
      };
    },
  };
};

/** In its own network every worker has all ports; without one they must be free on this machine. */
const portsOf = async (release: Release, started: readonly StartedName[]): Promise<DoctorCheck[]> => {
  const fixed = [
    ...new Set(
      started.flatMap((name) => {
        const one = release.services[name];
        return one === undefined ? [] : innerPorts(one).map(portName);
      }),
    ),
  ];
  if (fixed.length === 0) return [];
  if ((await whyNoNamespace()) === undefined) return [namespaces];
  const port = (name: string): DoctorCheck => ({
    name: `Port ${name}`,
    neededFor: 'a service of this release, which binds it whatever is configured',
    get: 'end what holds it; for a port below 1024 run as root, or lower net.ipv4.ip_unprivileged_port_start',
    always: true,
    look: async () => {
      const code = await bindable(name);
      return code === undefined ? { state: 'ok', says: 'free' } : { state: 'absent', says: code };
    },
  });
  return [namespaces, ...fixed.map(port)];
};

/** One by one where there is a Docker that has them or not; without one it is Docker that is missing. */
const imagesOf = async (
  images: readonly PulledImage[],
  pull: 'never' | 'missing' | 'always',
): Promise<DoctorCheck[]> => {
  const neededFor = 'this run in containers';
  const client = await connectDocker().catch(() => undefined);
  if (client) {
    return images.map(({ role, ref, advice }) => ({
      name: `Image ${role}`,
      neededFor,
      get: `docker pull ${ref}, or ${advice ?? `another one with --image ${role}=REF`}`,
      always: true,
      look: async () => {
        const image = client.container.dockerode.getImage(ref);
        return imageFinding(ref, (await image.inspect().catch(() => undefined)) !== undefined, pull);
      },
    }));
  }
  const all = images.map(({ ref }) => ref).join(', ');
  const look = async () => ({ state: 'absent' as const, says: `not looked for without Docker: ${all}` });
  return [{ name: 'Images', neededFor, get: 'see Docker', always: false, look }];
};

/** What is not here is pulled when the run begins: whether its registry gives it shows only then. */
export const imageFinding = (ref: string, isHere: boolean, pull: 'never' | 'missing' | 'always'): Finding => {
  if (isHere) return { state: 'ok', says: `${ref} is here` };
  return pull === 'never'
    ? { state: 'absent', says: `${ref} is not here, and --pull never was given` }
    : { state: 'ok', says: `${ref} is not here: the run pulls it, if its registry gives it` };
};
