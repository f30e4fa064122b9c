/** Tests that calls at the same time share one search for the daemon. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connectDocker } from '../../../src/system/docker/daemon.ts';
import { startDaemon } from './daemon.ts';

test('two calls at the same time find the same client', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const socket = join(folder, 'docker.sock');
  const server = await startDaemon(socket, ({ pathname }, _, say) => {
    if (!pathname.endsWith('/info')) return false;
    say(200, { ServerVersion: '1.0', OperatingSystem: 'none', OSType: 'linux', Architecture: 'x86_64' });
    return true;
  });
  onTestFinished(() => void server.close());
  vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const [one, other] = await Promise.all([connectDocker(), connectDocker()]);
  expect(other).toBe(one);
});
