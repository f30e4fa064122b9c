/** Tests which images a run with containers needs, and that `images` lists each of them once. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { loadRelease } from '../../src/release/load.ts';
import { neededImages } from '../../src/run/needed-images.ts';
import { pulledImages } from '../../src/run/pulled-images.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { command } from '../cli/command.ts';

const release = loadRelease('v0.19.1');
const { cases } = catalogueFor(release);
const alone = cases.filter(({ id }) => id.startsWith('ca.unset-is-insecure/coap-adapter/'));
const target = { kind: 'images', images: {} } as const;

vi.stubEnv('MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE', '');
afterEach(() => vi.stubEnv('MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE', ''));

const services = ['users', 'clients', 'http', 'mqtt', 'coap', 'auth', 'domains', 'channels'];
const behind = ['nats:2.10', 'authzed/spicedb:v1.37.0', 'redis:7', 'postgres:17-alpine'];

/** As the installed testcontainers has it. */
const [ryuk] = /testcontainers\/ryuk:[\d.]+/.exec(
  readFileSync(createRequire(import.meta.url).resolve('testcontainers/build/reaper/reaper.js'), 'utf8'),
)!;

const listed = async (env: Record<string, string> = {}, args: string[] = []): Promise<string[]> => {
  const usual = {
    ...{ MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE: '', TESTCONTAINERS_RYUK_DISABLED: '' },
    ...{ RYUK_CONTAINER_IMAGE: '', TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: '' },
  };
  const { code, stdout } = await command(['images', '--release', 'v0.19.1', ...args], {
    env: { ...usual, ...env },
  });
  expect(code).toBe(0);
  return stdout.trim().split('\n').sort();
};
const own = services.map((name) => `docker.io/supermq/${name}:v0.19.1`);

test('the command `images` lists what a whole run pulls, and nothing twice', async () => {
  expect(await listed()).toEqual([...own, ...behind, ryuk].sort());
});

test.for([
  ['switched off', { TESTCONTAINERS_RYUK_DISABLED: 'true' }, [...own, ...behind]],
  ['another image', { RYUK_CONTAINER_IMAGE: 'mine/ryuk:1' }, [...own, ...behind, 'mine/ryuk:1']],
  [
    // A reference that names its registry stays as it is.
    'from a mirror of Docker Hub',
    { TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: 'mirror.test/hub' },
    [...own, ...[...behind, ryuk].map((ref) => `mirror.test/hub/${ref}`)],
  ],
] as const)('Ryuk, %s', async ([, env, expected]) => {
  expect(await listed(env)).toEqual([...expected].sort());
});

test('what the cases beyond the page start may be missing, and what stands behind them may not', async () => {
  const platform = catalogueFor(release, 'platform').cases.filter(({ scope }) => scope === 'platform');
  const pulled = await pulledImages(release, platform, target);
  const mayLack = pulled.filter((one) => one.mayLack).map(({ role }) => role);
  expect(mayLack).toEqual(expect.arrayContaining(['auth', 'groups', 'journal']));
  expect(mayLack).not.toContain('nats');
  expect(mayLack).not.toContain('postgres');
  // Of a run of the page nothing may.
  expect((await pulledImages(release, cases, target)).filter((one) => one.mayLack)).toEqual([]);
});

test('an image of your own takes the place of the usual one', async () => {
  const [users = '', ...others] = own;
  expect(await listed({}, ['--image', 'users=mine/users:1', '--registry', 'docker.io'])).toEqual(
    ['mine/users:1', ...others, ...behind, ryuk].sort(),
  );
  expect(users).toContain('users');
});

test('a selection needs the images of its services and of their backplane', () => {
  expect(alone.length).toBeGreaterThan(0);
  expect(neededImages(release, alone, target).map(({ role }) => role)).toEqual([
    ...['coap-adapter', 'nats', 'postgres'],
  ]);
});

test('Ryuk is beside PostgreSQL, and so only where a selection has a database', async () => {
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', '');
  vi.stubEnv('RYUK_CONTAINER_IMAGE', '');
  const roles = async (chosen: typeof cases) =>
    (await pulledImages(release, chosen, target)).map(({ role }) => role);
  expect(await roles(alone)).toEqual(['coap-adapter', 'nats', 'postgres']);
  const users = cases.filter(({ id }) => id.startsWith('postgres.disabled/users/'));
  expect(users.length).toBeGreaterThan(0);
  expect((await roles(users)).at(-1)).toBe('ryuk');
});

test('another registry, and other images', () => {
  const images = { 'coap-adapter': 'mine/coap@sha256:00', nats: 'mine/nats:1' };
  const needed = neededImages(release, alone, { ...target, registry: 'mirror.test:5000', images });
  expect(needed.map(({ ref }) => ref)).toEqual(['mine/coap@sha256:00', 'mine/nats:1', 'postgres:17-alpine']);
  const other = neededImages(release, alone, { ...target, registry: 'mirror.test:5000' });
  expect(other[0]!.ref).toBe('mirror.test:5000/supermq/coap:v0.19.1');
});

test('PostgreSQL by the option, then by the variable', () => {
  vi.stubEnv('MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE', 'by/variable:1');
  const refOf = (images: Record<string, string>) =>
    neededImages(release, alone, { ...target, images }).find(({ role }) => role === 'postgres')?.ref;
  expect(refOf({})).toBe('by/variable:1');
  expect(refOf({ postgres: 'by/option:1' })).toBe('by/option:1');
});
