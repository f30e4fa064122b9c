/** Tests the runtime of containers: faults of the daemon and of images, and the sweep of what a run left. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tar } from '../../src/runtime/containers/tar.ts';
import type { Program } from '../../src/runtime/runtime.ts';
import { sweep } from '../../src/runtime/sweep/sweep.ts';
import { connectDocker } from '../../src/system/docker/daemon.ts';
import { createRunFolder, runLabels } from '../../src/system/run-folder.ts';
import { byName, containersOf, harness, holdersOf, kinds } from './harness.ts';

const noSignal = () => new AbortController().signal;
const run = promisify(execFile);

/** What a separate process reports about a daemon at this address. */
async function connecting(DOCKER_HOST: string): Promise<Record<string, string>> {
  const module = new URL('../../src/system/docker/daemon.ts', import.meta.url);
  const script = `import { connectDocker } from ${JSON.stringify(module.href)};
    await connectDocker().then(() => console.log('{"code":"connected"}'),
      ({ code, message, todo }) => console.log(JSON.stringify({ code, message, todo })));`;
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', DOCKER_HOST };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env });
  return JSON.parse(stdout) as Record<string, string>;
}

describe('a daemon that is not there', () => {
  test('no socket', async () => {
    expect(await connecting('unix:///no/such/docker.sock')).toEqual({
      code: 'DOCKER_ABSENT',
      message: 'Expected a Docker daemon; found no socket at /no/such/docker.sock.',
      todo: expect.stringContaining('Install and start Docker'),
    });
  });

  test('a socket without a listener', async () => {
    const folder = createRunFolder();
    const path = join(folder.folder, 'docker.sock');
    const holder = createServer().listen(path);
    const answer = connecting(`unix://${path}`);
    // The server accepts, but does not speak Docker's API.
    holder.on('connection', (socket) => socket.end('who are you?\n'));
    expect(await answer).toMatchObject({ code: 'DOCKER_REFUSED', message: expect.stringContaining(path) });
    holder.close();
    await sweep({ label: folder.label, docker: false });
  });
});

describe.runIf(kinds.includes('containers'))('containers', () => {
  test.for([
    ['BINARY_MISSING', ['/no/such/program']],
    ['BINARY_NOT_EXECUTABLE', ['/etc/passwd']],
  ] as const)('%s', async ([code, command]) => {
    const from = await harness('containers');
    await using place = await from.place();
    const program: Program = {
      ...(from.program('hang') as Program & { kind: 'container' }),
      command: [...command],
    };
    const boot = from.runtime.boot(from.spec(place, 'hang', { program }), noSignal());
    await expect(boot).rejects.toMatchObject({ name: 'InfrastructureError', code });
    expect(await containersOf(from.run.label)).toEqual([]);
  });

  test('BINARY_FORMAT', async () => {
    const from = await harness('containers');
    await using place = await from.place();
    const { dockerode } = (await connectDocker()).container;
    const owner = { uid: 0, gid: 0 };
    const garbage = { name: 'garbage', content: Buffer.from('no program'), mode: 0o755, owner };
    const image = `magistrala-conformance-test/${from.run.label}:garbage`;
    const [repo, tag] = image.split(':');
    const imported = await dockerode.importImage(Readable.from([tar('bin', [garbage], owner)]), {
      repo,
      tag,
    });
    await text(imported);
    const program: Program = { kind: 'container', image: byName(image), command: ['/bin/garbage'] };
    const spec = from.spec(place, 'hang', { program, ready: async () => false });
    try {
      await expect(from.runtime.boot(spec, noSignal())).rejects.toMatchObject({ code: 'BINARY_FORMAT' });
    } finally {
      await dockerode.getImage(image).remove();
    }
  });

  test('an image that is not there', async () => {
    const from = await harness('containers');
    await using place = await from.place();
    const program: Program = {
      kind: 'container',
      image: byName('no.such.registry.test/x:1'),
      command: [],
    };
    const spec = from.spec(place, 'hang', { program });
    await expect(from.runtime.boot(spec, noSignal())).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      todo: expect.stringContaining('docker pull no.such.registry.test/x:1'),
    });
  });

  test('a sweep takes containers, networks and volumes of the run, and only of that', async () => {
    const from = await harness('containers');
    const other = await harness('containers');
    const { dockerode } = (await connectDocker()).container;
    for (const { label } of [from.run, other.run]) {
      await dockerode.createNetwork({ Name: `test-${label}`, Labels: runLabels(label) });
      await dockerode.createVolume({ Name: `test-${label}`, Labels: runLabels(label) });
    }
    const place = await from.place();
    expect((await from.runtime.boot(from.spec(place, 'stubborn'), noSignal())).outcome).toBe('ready');
    // It may take what killed runs have left on this machine, and nothing of a run that goes on.
    await sweep();
    expect((await containersOf(from.run.label)).length).toBe(1);
    expect((await holdersOf(from.run.label)).length).toBe(1);
    const name = `test-${from.run.label}`;
    expect(await sweep({ label: from.run.label })).toMatchObject({
      // The service, and the container that holds its network.
      containers: [expect.any(String), expect.any(String)],
      networks: [name],
      volumes: [name],
      folders: [from.run.folder],
      left: [],
    });
    expect(await containersOf(from.run.label)).toEqual([]);
    expect(await holdersOf(from.run.label)).toEqual([]);
    const { Volumes } = await dockerode.listVolumes({ filters: { name: [`test-${other.run.label}`] } });
    expect(Volumes.length).toBe(1);
    await place[Symbol.asyncDispose]();
  });
});
