/** Tests what `doctor` says of a daemon, and of the ways between it and this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judged } from '../../src/cli/commands/doctor-docker.ts';
import type { Reach } from '../../src/system/docker/reach.ts';
import { startDaemon } from '../system/docker/daemon.ts';
import { command } from './command.ts';

const direct: Reach = {
  ...{ listenHost: '172.17.0.1', peerAddress: '172.17.0.1', peerAlias: 'host-gateway' },
  ...{ host: '127.0.0.1', loopback: true, direct: true },
};
const published: Reach = { ...direct, direct: false };
const all = { network: true, published: true, back: true };

test.for([
  ['everything', direct, all, 'ok'],
  ['published ports that are not needed', direct, { ...all, published: false }, 'ok'],
  ['no address of a container', direct, { ...all, network: false }, 'broken'],
  ['no way back', direct, { ...all, back: false }, 'broken'],
  ['addresses that are not needed', published, { ...all, network: false }, 'ok'],
  ['no published port', published, { ...all, published: false }, 'broken'],
  ['nothing to try it with', direct, { network: undefined, published: undefined, back: undefined }, 'absent'],
] as const)('reached is %s', ([, reach, tried, state]) => {
  expect(judged(reach, tried).state).toBe(state);
});

test('the finding names each way', () => {
  expect(judged(published, { network: false, published: true, back: false }).says).toBe(
    'by ports published on this machine: addresses of containers NOT reached, ' +
      'published ports at 127.0.0.1 reached, this process NOT reached from containers at 172.17.0.1',
  );
});

describe('doctor', () => {
  const versions = {
    Docker: { Version: '28.2.2', Components: [{ Name: 'Engine', Version: '28.2.2' }] },
    Podman: { Version: '5.4.2', Components: [{ Name: 'Podman Engine', Version: '5.4.2' }] },
  };

  const daemon = (at: string | number, engine: keyof typeof versions, rootless: boolean) =>
    startDaemon(at, ({ pathname }, _, say) => {
      const info = { ServerVersion: '1.0', OperatingSystem: 'none', OSType: 'linux', Architecture: 'x86_64' };
      if (pathname.endsWith('/version')) say(200, versions[engine]);
      else if (pathname.endsWith('/info')) {
        say(200, { ...info, SecurityOptions: rootless ? ['name=rootless'] : [] });
      } else return false;
      return true;
    });

  const doctor = async (DOCKER_HOST: string): Promise<string> => {
    const env = { DOCKER_HOST, TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: '' };
    return (await command(['doctor'], { env })).stdout;
  };

  test('names Podman without root, at its socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const socket = join(folder, 'podman.sock');
    const server = await daemon(socket, 'Podman', true);
    onTestFinished(() => void server.close());
    const said = await doctor(`unix://${socket}`);
    expect(said).toContain(`ok      Docker: Podman 5.4.2 without root at unix://${socket}\n`);
    expect(said).toMatch(
      /^absent {2}Containers: by ports published on this machine; not tried: it takes the image /m,
    );
  });

  test('names Docker, at its URL', async () => {
    const server = await daemon(0, 'Docker', false);
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await doctor(`tcp://127.0.0.1:${port}`)).toContain(
      `ok      Docker: Docker 28.2.2 at tcp://127.0.0.1:${port}\n`,
    );
  });

  test('says where no daemon answers', async () => {
    const said = await doctor('unix:///no/such/docker.sock');
    expect(said).toMatch(/^absent {2}Docker: .*no socket at \/no\/such\/docker\.sock/m);
    expect(said).toMatch(/^absent {2}Containers: not tried without Docker$/m);
  });
});
