/** What `doctor` looks at where containers are wanted: which daemon it is, and whether it and this process meet. */
import { postgresImage } from '../../../../fixtures/postgres/default-image.ts';
import { aboutDaemon } from '../../../system/docker/about.ts';
import { connectDocker } from '../../../system/docker/daemon.ts';
import { fromHub } from '../../../system/docker/hub.ts';
import { findReach, type Reach } from '../../../system/docker/reach.ts';
import { tryReach, type Tried } from '../../../system/docker/try-reach.ts';
import { createRunFolder, runLabels } from '../../../system/run-folder.ts';
import { answerInTime } from '../../../system/wait.ts';
import { sweep } from '../../../runtime/sweep/sweep.ts';
import type { DoctorCheck, Finding } from './check.ts';

/** ms for an answer: long for a daemon, and not too short for a busy machine that has yet to load the client. */
const boundMs = 20_000;
const trialMs = 20_000;
const neededFor = '--target images and --runtime containers';

export const docker: DoctorCheck = {
  name: 'Docker',
  neededFor,
  get: 'start a Docker daemon that this user may use, or point DOCKER_HOST at one (unix:// or tcp://, also Podman)',
  always: false,
  look: async () => {
    try {
      const { engine, version, rootless, endpoint } = await answerInTime(
        connectDocker().then(aboutDaemon),
        boundMs,
      );
      return {
        state: 'ok',
        says: `${engine} ${version}${rootless ? ' without root' : ''} at ${endpoint}`,
      };
    } catch (error) {
      return { state: 'absent', says: (error as Error).message };
    }
  },
};

/** Starts one container for a moment: what is only worked out may be wrong. */
export const containers: DoctorCheck = {
  name: 'Containers',
  neededFor: `${neededFor}: the suite reaches the services, and they reach the peers that the suite plays`,
  get: 'let a firewall pass what goes between this machine and the containers; TESTCONTAINERS_HOST_OVERRIDE names the host of published ports',
  always: false,
  look: async () => {
    const client = await connectDocker().catch(() => undefined);
    if (!client) return { state: 'absent', says: 'not tried without Docker' };
    const reach = await answerInTime(findReach(client), boundMs);
    const image = await fromHub(postgresImage());
    const { dockerode } = client.container;
    const there = await dockerode
      .getImage(image)
      .inspect()
      .catch(() => undefined);
    if (!there) {
      return { state: 'absent', says: `${inWords(reach)}; not tried: it takes the image ${image}` };
    }
    const { label } = createRunFolder();
    try {
      const trial = tryReach(dockerode, reach, { image, labels: runLabels(label) });
      return judged(reach, await answerInTime(trial, trialMs));
    } finally {
      await sweep({ label });
    }
  },
};

/** What a trial says about the way that a run would go. */
export const judged = (reach: Reach, tried: Tried): Finding => {
  const { network, published, back } = tried;
  if (network === undefined) {
    return { state: 'absent', says: `${inWords(reach)}; not tried: the image has neither perl nor nc` };
  }
  const says = [
    `addresses of containers ${reached(network)}`,
    `published ports at ${reach.host} ${reached(published)}`,
    `this process ${reached(back)} from containers at ${reach.peerAddress}`,
  ].join(', ');
  const enough = (reach.direct ? network : published) && back;
  return { state: enough ? 'ok' : 'broken', says: `${inWords(reach)}: ${says}` };
};

const reached = (is: boolean | undefined): string => (is ? 'reached' : 'NOT reached');

const inWords = ({ direct, network, loopback, host }: Reach): string => {
  if (network !== undefined) return `by the network ${network}, which this container shares`;
  if (direct) return "by their addresses in the daemon's network";
  return loopback ? 'by ports published on this machine' : `by ports published on ${host}`;
};
