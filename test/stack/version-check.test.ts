/** Tests that a service of another release is found out by its health answer before anything of it counts. */
import http from 'node:http';
import { expect, test } from 'vitest';
import { loadRelease } from '../../src/release/load.ts';
import type { StartedName } from '../../src/release/schema.ts';
import type { Ready } from '../../src/runtime/runtime.ts';
import type { RunContext } from '../../src/stack/context.ts';
import { checkVersion } from '../../src/stack/version-check.ts';
import { running } from '../probe/servers.ts';

const release = { ...loadRelease('v0.19.1'), version: '0.19.1' };

/** Checks a service whose health answer is `text`; each test has another service, as each is checked once. */
const check = async (name: StartedName, text: string): Promise<void> => {
  await using server = await running(http.createServer((_, response) => response.end(text)));
  const boot: Pick<Ready, 'address'> = { address: () => server.address };
  await checkVersion(name, { release } as RunContext, boot as Ready);
};

test('the version of the release is right, and is not asked for again', async () => {
  await expect(check('users', '{"version":"v0.19.1"}')).resolves.toBeUndefined();
  await expect(check('users', '{"version":"v0.20.0"}')).resolves.toBeUndefined();
});

test('another version ends the run', async () => {
  await expect(check('clients', '{"version":"v0.20.0"}')).rejects.toMatchObject({
    name: 'InfrastructureError',
    code: 'OTHER_RELEASE',
    message: 'clients says that it is version v0.20.0; the run is about v0.19.1 (0.19.1)',
  });
});

test.each(['', 'ok', 'null', '{"version":""}', '{"version":7}'])('%j names no version', async (text) => {
  await expect(check('domains', text)).resolves.toBeUndefined();
});
