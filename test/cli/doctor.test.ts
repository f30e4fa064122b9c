/** Tests what `doctor` says of a daemon, and of the ways between it and this process. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judged } from '../../src/cli/commands/doctor/docker.ts';
import { imageFinding } from '../../src/cli/commands/doctor/run.ts';
import type { Reach } from '../../src/system/docker/reach.ts';
import { startDaemon } from '../system/docker/daemon.ts';
import { goProgram } from '../system/processes/go-program.ts';
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

describe('doctor --target images', () => {
  test('without Docker names it, and all images in one line', async () => {
    const env = { DOCKER_HOST: 'unix:///no/such/docker.sock', TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: '' };
    const { code, stdout } = await command(['doctor', '--target', 'images', '--release', 'v0.20.0'], { env });
    expect(stdout).toMatch(
      /^absent {2}Images: not looked for without Docker: .*magistrala\/users:v0\.20\.0, /m,
    );
    expect(stdout).toMatch(/\nThis run of v0\.20\.0 \(images\) cannot be made: Docker\.\n$/);
    expect(code).toBe(4);
  });

  test.each([
    [true, 'never', 'ok', 'is here'],
    [false, 'never', 'absent', 'is not here'],
    [false, 'missing', 'ok', 'if its registry gives it'],
  ] as const)('an image that is here: %s, --pull %s', (isHere, pull, state, words) => {
    const found = imageFinding('nats:2.10', isHere, pull);
    expect(found.state).toBe(state);
    expect(found.says).toContain(words);
  });
});

describe('doctor --target binaries', () => {
  /** A folder of programs, and another PATH. */
  const place = (own: readonly string[], onPath: Record<string, Buffer> = {}) => {
    const base = mkdtempSync(join(tmpdir(), 'doctor-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    const put = (folder: string, name: string, bytes: Buffer): void => {
      mkdirSync(join(base, folder), { recursive: true });
      writeFileSync(join(base, folder, name), bytes);
      chmodSync(join(base, folder, name), 0o755);
    };
    for (const name of own) {
      const service =
        name === 'fluxmq' ? goProgram('github.com/absmach/magistrala') : Buffer.from('#!/bin/sh\n');
      put('build', name, service);
    }
    for (const [name, bytes] of Object.entries(onPath)) put('path', name, bytes);
    const args = [
      'doctor',
      '--target',
      'binaries',
      '--release',
      'v0.20.0',
      '--binaries',
      join(base, 'build'),
    ];
    return {
      base,
      ask: (more: string[] = []) => command([...args, ...more], { env: { PATH: join(base, 'path') } }),
    };
  };
  const broker = { fluxmq: goProgram('github.com/absmach/fluxmq') };

  test('a folder that upstream has built lacks the broker, whatever its fluxmq is called', async () => {
    const { base, ask } = place(['users', 'clients', 'fluxmq']);
    const { code, stdout } = await ask();
    expect(stdout).toContain(`ok      Program users: ${join(base, 'build/users')}\n`);
    expect(stdout).toMatch(/^absent {2}Backplane fluxmq: .*build\/fluxmq is the service fluxmq-auth/m);
    expect(stdout).toMatch(/^ +to get it: {2}.*github\.com\/absmach\/fluxmq/m);
    expect(stdout).toMatch(/\nThis run of v0\.20\.0 \(binaries\) cannot be made: Backplane fluxmq\.\n$/);
    expect(code).toBe(4);
  });

  test('with the broker on the PATH the run can be made', async () => {
    const { base, ask } = place(['users', 'clients', 'fluxmq'], broker);
    const { code, stdout } = await ask();
    expect(stdout).toContain(`ok      Backplane fluxmq: ${join(base, 'path/fluxmq')}; `);
    expect(stdout).toMatch(/\nThis run of v0\.20\.0 \(binaries\) can be made\.\n$/);
    expect(code).toBe(0);
  });

  test('names the program of a service that is missing, and no other release asks for more', async () => {
    const { ask } = place(['users'], broker);
    const { code, stdout } = await ask();
    expect(stdout).toMatch(
      /^absent {2}Program clients: Expected a program at .*build\/clients; found nothing\.$/m,
    );
    expect(stdout).not.toMatch(/spicedb|nats-server|Program http/);
    expect(stdout).toContain('cannot be made: Program clients.');
    expect(code).toBe(4);
  });

  test('of a selection only what it needs', async () => {
    const { ask } = place(['users'], broker);
    const { code, stdout } = await ask(['--rule', 'server.none-is-insecure', '--subject', 'users.http']);
    expect(stdout).not.toContain('Program clients');
    expect(code).toBe(0);
  });

  test.for([
    ['without a target', ['--release', 'v0.20.0'], /expected {2}--target .*\n.*--release without it/],
    ['without a folder', ['--target', 'binaries', '--release', 'v0.20.0'], /--binaries with a folder/],
    [
      'of an unknown release',
      ['--target', 'images', '--release', 'v0.99.0'],
      /a release that the suite knows/,
    ],
  ] as const)('%s is a mistake', async ([, args, said]) => {
    const { code, stdout, stderr } = await command(['doctor', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
  });
});
