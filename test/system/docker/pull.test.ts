/** A pull against a daemon that only pretends: what the login program and the registry are told. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { command } from '../../cli/command.ts';

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'pull-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

/** Knows no image, and refuses every pull; tells what it was asked to pull with which login. */
const startDaemon = async (socket: string) => {
  const pulls: { image: string; login: unknown }[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://daemon');
    const say = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname.endsWith('/images/create')) {
      const header = String(request.headers['x-registry-auth'] ?? '');
      pulls.push({
        image: String(searchParams.get('fromImage')),
        login: JSON.parse(Buffer.from(header, 'base64').toString() || 'null'),
      });
      say(500, { message: 'no such registry' });
    } else if (pathname.endsWith('/info')) {
      say(200, { ServerVersion: '1.0', OperatingSystem: 'none', OSType: 'linux', Architecture: 'x86_64' });
    } else if (pathname.endsWith('/containers/json') || pathname.endsWith('/networks')) say(200, []);
    else say(404, { message: 'no such thing' });
  });
  server.listen(socket);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return pulls;
};

test("a registry's login program has the user's proxy and variables, nothing else has", async () => {
  const home = folder();
  const pulls = await startDaemon(join(home, 'docker.sock'));
  const bin = join(home, 'bin');
  const seen = join(home, 'seen');
  mkdirSync(bin);
  mkdirSync(join(home, '.docker'));
  writeFileSync(
    join(bin, 'docker-credential-mine'),
    `#!/bin/sh\ncat >/dev/null\nprintf '%s %s' "$https_proxy" "$CLOUD_PROFILE" >'${seen}'\n` +
      `echo '{"ServerURL":"mine.test","Username":"me","Secret":"mine"}'\n`,
  );
  chmodSync(join(bin, 'docker-credential-mine'), 0o755);
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ credsStore: 'mine' }));

  const proxy = 'http://proxy.test:3128';
  const { code, stderr } = await command(
    [
      ...['--target', 'images', '--release', 'v0.19.1', '--registry', 'mine.test'],
      ...['--case', 'server.none-is-insecure/users.http/neither-set', '--out', join(home, 'out')],
    ],
    {
      env: {
        ...{ HOME: home, PATH: `${bin}:${process.env['PATH']}`, NODE_OPTIONS: '--no-deprecation' },
        TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
        ...{ DOCKER_HOST: `unix://${join(home, 'docker.sock')}`, https_proxy: proxy, CLOUD_PROFILE: 'me' },
      },
    },
  );
  expect(stderr).toContain('IMAGE_PULL');
  expect(code).toBe(4);
  expect(readFileSync(seen, 'utf8')).toBe(`${proxy} me`);
  expect(pulls).toContainEqual({
    image: 'mine.test/supermq/users',
    login: expect.objectContaining({ username: 'me', password: 'mine' }) as unknown,
  });
});
