/** Tests the order in which a sweep removes containers: Podman keeps one whose network another one uses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { HOLDER_LABEL } from '../../src/runtime/containers/holders.ts';
import { sweepDocker } from '../../src/runtime/sweep/docker.ts';
import { RUN_LABEL } from '../../src/system/run-folder.ts';
import { startDaemon } from '../system/docker/daemon.ts';

test('services go before the containers that hold their networks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-docker-'));
  const labels = { [RUN_LABEL]: 'a-run' };
  const there = new Map([
    ['holder', { ...labels, ...HOLDER_LABEL }],
    ['service', labels],
  ]);
  const daemon = await startDaemon(join(folder, 'docker.sock'), ({ pathname }, { method }, say) => {
    if (pathname.endsWith('/containers/json')) {
      say(
        200,
        [...there].map(([name, Labels]) => ({ Id: name, Names: [`/${name}`], Labels })),
      );
      return true;
    }
    if (pathname.endsWith('/volumes')) say(200, { Volumes: [] });
    const [, name] = /\/containers\/(\w+)$/.exec(pathname) ?? [];
    if (method !== 'DELETE' || name === undefined) return pathname.endsWith('/volumes');
    if (name === 'holder' && there.has('service')) say(500, { message: 'has dependent containers' });
    else {
      there.delete(name);
      say(204, undefined);
    }
    return true;
  });
  vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'docker.sock')}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    daemon.close();
    rmSync(folder, { recursive: true, force: true });
  });
  expect(await sweepDocker((label) => label === 'a-run')).toMatchObject({
    containers: ['service', 'holder'],
    left: [],
  });
  expect([...there]).toEqual([]);
});
