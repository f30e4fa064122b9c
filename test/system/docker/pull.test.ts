/** Tests a pull against a fake daemon: what the login program and the registry receive. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { command } from '../../cli/command.ts';
import { startDaemon } from './daemon.ts';

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'pull-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

/** A daemon that knows no image and refuses every pull; records each requested image with its login. */
const startRegistry = async (socket: string) => {
  const pulls: { image: string; login: unknown }[] = [];
  const daemon = await startDaemon(socket, ({ pathname, searchParams }, { headers }, say) => {
    if (!pathname.endsWith('/images/create')) return false;
    const header = String(headers['x-registry-auth'] ?? '');
    pulls.push({
      image: String(searchParams.get('fromImage')),
      login: JSON.parse(Buffer.from(header, 'base64').toString() || 'null'),
    });
    say(500, { message: 'no such registry' });
    return true;
  });
  onTestFinished(() => void daemon.close());
  return pulls;
};

test("a registry's login program has the user's proxy and variables, nothing else has", async () => {
  const home = folder();
  const pulls = await startRegistry(join(home, 'docker.sock'));
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
