/** Tests how a target yields the programs of its services, without starting any. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultOptions, type TargetOptions } from '../../src/plan/options.ts';
import { loadRelease } from '../../src/release/load.ts';
import { neededImages } from '../../src/run/needed-images.ts';
import { referenceProgram } from '../../src/run/reference-program.ts';
import { describeTarget, digestsOf, programSource } from '../../src/run/target.ts';
import type { ProgramSource, RunContext } from '../../src/stack/context.ts';
import { serviceProgram } from '../../src/stack/program.ts';
import { catalogueFor } from '../../suites/catalogue.ts';

const release = loadRelease('v0.19.1');
const pin = (ref: string) => ({ ref, id: `sha256:${ref}` });
const programOf = (name: 'users' | 'http-adapter' | 'ws-adapter', programs: ProgramSource) =>
  serviceProgram(name, { release, programs } as RunContext).program;

test('every service that cases start has an image among those that are obtained, started by its id', async () => {
  const target: TargetOptions = { kind: 'images', images: { users: 'mine/users:2' }, pull: 'never' };
  const { cases } = catalogueFor(release);
  const obtained = Object.fromEntries(
    neededImages(release, cases, target).map(({ role, ref }) => [role, pin(ref)]),
  );
  const source = await programSource(target, obtained);
  expect(programOf('users', source)).toMatchObject({ kind: 'container', image: pin('mine/users:2') });
  const adapter = pin('docker.io/supermq/http:v0.19.1');
  expect(programOf('http-adapter', source)).toMatchObject({ image: adapter });
  // One program serves both services.
  expect(programOf('ws-adapter', source)).toMatchObject({ image: adapter });
  for (const name of new Set(cases.flatMap((one) => one.start.services))) {
    expect(programOf(name as 'users', source)).toMatchObject({
      image: { id: expect.stringMatching(/^sha256:/) },
    });
  }
});

test('the reference in a container, and as a process with its mutant', async () => {
  const inContainer: TargetOptions = { kind: 'reference', runtime: 'containers', images: {} };
  const image = pin('reference:dev');
  expect(await programSource(inContainer, { reference: image })).toEqual({
    kind: 'reference-image',
    image,
    mutant: null,
  });
  const mutated = { ...inContainer, runtime: 'processes', mutant: 'any' } as const;
  const source = await programSource(mutated, {});
  expect(source).toEqual({ kind: 'reference', entry: await referenceProgram(), mutant: 'any' });
});

test('a folder of binaries that is not there is the user’s mistake', async () => {
  const options = { ...defaultOptions(), target: { kind: 'binaries', folder: '/no/such/folder' } } as const;
  await expect(describeTarget(options, release)).rejects.toMatchObject({
    name: 'UsageError',
    found: 'no folder at /no/such/folder',
  });
});

test('of each program in the folder that is there, the digest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binaries-'));
  await writeFile(join(folder, 'users'), 'a'.repeat(3 * 2 ** 20));
  const sha256 = createHash('sha256')
    .update('a'.repeat(3 * 2 ** 20))
    .digest('hex');
  expect(await digestsOf({ kind: 'binaries', folder }, release, [])).toEqual([{ service: 'users', sha256 }]);
  expect(await digestsOf({ kind: 'images', images: {}, pull: 'never' }, release, [])).toEqual([]);
  await rm(folder, { recursive: true });
});

test('the description of a target names the release and the release file, and no image before it is there', async () => {
  const target: TargetOptions = { kind: 'images', images: {}, pull: 'always' };
  expect(await describeTarget({ ...defaultOptions(), target, releaseFile: 'mine.yaml' }, release)).toEqual({
    kind: 'images',
    release: 'v0.19.1',
    runtime: 'containers',
    images: [],
    binaries: [],
    releaseFile: 'mine.yaml',
  });
});
