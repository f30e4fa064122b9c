/** Tests images with a fake daemon: looked up once by reference, and used by id from then on. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectDocker } from '../../../src/system/docker/daemon.ts';
import { imageFinder } from '../../../src/system/docker/image.ts';
import { obtainImages } from '../../../src/system/docker/obtain.ts';
import { ryukImage, startRyuk } from '../../../src/system/docker/ryuk.ts';
import { startDaemon } from './daemon.ts';

const folder = mkdtempSync(join(tmpdir(), 'obtain-'));
const hex = (digit: string): string => `sha256:${digit.repeat(64)}`;
/** Name or id → the daemon's answer about it. */
const known = new Map<string, { Id: string; RepoDigests: string[]; Config: { User: string } }>();
const asked: string[] = [];

let daemon: Server;
beforeAll(async () => {
  daemon = await startDaemon(join(folder, 'docker.sock'), ({ pathname }, _, say) => {
    const [, image] = /\/images\/(.+)\/json$/.exec(pathname) ?? [];
    if (image === undefined) return false;
    const name = decodeURIComponent(image);
    asked.push(name);
    const found = known.get(name);
    say(found ? 200 : 404, found ?? { message: `No such image: ${name}` });
    return true;
  });
  vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'docker.sock')}`);
  vi.stubEnv('TESTCONTAINERS_HOST_OVERRIDE', '127.0.0.1');
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', '');
  vi.stubEnv('RYUK_CONTAINER_IMAGE', 'mine.test/ryuk:1');
});
afterAll(() => {
  vi.unstubAllEnvs();
  daemon.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
  known.clear();
  const users = { Id: hex('a'), RepoDigests: [`mine.test/users@${hex('d')}`], Config: { User: '65532' } };
  known.set('mine.test/users:1', users).set(users.Id, users);
  known.set('local:1', { Id: hex('b'), RepoDigests: [], Config: { User: '' } });
});

const signal = new AbortController().signal;

test('each image once, with the digest of its registry for the report and the id for starts', async () => {
  const images = [
    { role: 'users', ref: 'mine.test/users:1' },
    { role: 'clients', ref: 'mine.test/users:1' },
    { role: 'postgres', ref: 'local:1' },
  ];
  const obtained = await obtainImages(images, 'never', signal);
  expect(obtained.version).toBe('1.0');
  expect(obtained.images).toEqual([
    { ...images[0], id: hex('a'), digest: hex('d') },
    { ...images[1], id: hex('a'), digest: hex('d') },
    { ...images[2], id: hex('b'), digest: hex('b') },
  ]);
  expect(asked.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['local:1', 'mine.test/users:1']);
});

test('a tag that moves after that changes nothing for a start', async () => {
  const obtained = await obtainImages([{ role: 'users', ref: 'mine.test/users:1' }], 'never', signal);
  const other = { Id: hex('c'), RepoDigests: [], Config: { User: '' } };
  known.set('mine.test/users:1', other).set(other.Id, other);
  const find = imageFinder(await connectDocker());
  expect(await find(obtained.images[0]!)).toMatchObject({ id: hex('a'), user: { uid: 65532 } });
});

test('an image that is gone is named as the user knows it, and nothing is pulled', async () => {
  const obtained = await obtainImages([{ role: 'users', ref: 'mine.test/users:1' }], 'never', signal);
  known.clear();
  const find = imageFinder(await connectDocker());
  await expect(find(obtained.images[0]!)).rejects.toMatchObject({
    code: 'IMAGE_MISSING',
    message: expect.stringContaining('the image mine.test/users:1') as unknown,
  });
  known.set(hex('a'), { Id: hex('a'), RepoDigests: [], Config: { User: '' } });
  expect((await find(obtained.images[0]!)).id).toBe(hex('a'));
});

describe('Ryuk', () => {
  test('is named where its image is missing, with how to do without it', async () => {
    const ryuk = (await ryukImage())!;
    const obtaining = obtainImages([{ role: 'postgres', ref: 'local:1' }, ryuk], 'never', signal);
    await expect(obtaining).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: expect.stringContaining('the image mine.test/ryuk:1') as unknown,
      todo: expect.stringMatching(/^Pull it .* TESTCONTAINERS_RYUK_DISABLED=true does without it/) as unknown,
    });
  });

  test('is advised on only where its image is among those that are missing', async () => {
    const ryuk = (await ryukImage())!;
    known.set(ryuk.ref, { Id: hex('e'), RepoDigests: [], Config: { User: '' } });
    const obtaining = obtainImages([{ role: 'users', ref: 'gone:1' }, ryuk], 'never', signal);
    await expect(obtaining).rejects.toMatchObject({
      message: expect.stringContaining('the image gone:1') as unknown,
      todo: expect.not.stringContaining('RYUK') as unknown,
    });
  });

  test('is named where it does not start', async () => {
    known.set('mine.test/ryuk:1', { Id: hex('e'), RepoDigests: [], Config: { User: '' } });
    await expect(startRyuk(await connectDocker())).rejects.toMatchObject({
      code: 'RYUK_FAILED',
      message: expect.stringMatching(/^Expected Ryuk \(mine\.test\/ryuk:1\) to start .*; found: /) as unknown,
      todo: expect.stringContaining('TESTCONTAINERS_RYUK_DISABLED=true') as unknown,
    });
  });

  test('is not there where it is switched off', async () => {
    vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true');
    expect(await ryukImage()).toBeUndefined();
    vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', '');
  });
});
