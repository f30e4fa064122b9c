/**
 * Tests runs whose daemon is reached by TCP, as with `DOCKER_HOST=tcp://…`, where MAGISTRALA_CONFORMANCE_DOCKER=1: a proxy
 * stands before the daemon's socket.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../cli/command.ts';
import { kinds } from '../runtime/harness.ts';

let folder = '';
let proxy: Server;
const sockets = new Set<Socket>();
let env: Record<string, string> = {};

describe.runIf(kinds.includes('containers'))('a daemon at a URL', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'containers-url-'));
    // The streams of containers end in one direction first.
    proxy = createServer({ allowHalfOpen: true }, (client) => {
      const daemon = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
      for (const socket of [client, daemon]) {
        sockets.add(socket);
        socket.on('error', () => {
          client.destroy();
          daemon.destroy();
        });
        socket.once('close', () => sockets.delete(socket));
      }
      client.pipe(daemon);
      daemon.pipe(client);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    env = { DOCKER_HOST: `tcp://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('doctor names it, and reaches its containers by published ports', async () => {
    const { stdout } = await command(['doctor'], { env });
    expect(stdout).toContain(` at ${env['DOCKER_HOST']}\n`);
    expect(stdout).toMatch(
      /^ok {6}Containers: by ports published on this machine: .*published ports at 127\.0\.0\.1 reached, this process reached from containers/m,
    );
  });

  test('a run with a database', async () => {
    const out = join(folder, 'out');
    const args = [
      '--runtime',
      'containers',
      '--case',
      'server.pair-is-tls/users.http/cert-key',
      '--out',
      out,
    ];
    const { code, stdout, stderr } = await command(args, { env });
    expect(code, stdout + stderr).toBe(0);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { gate: string };
    expect(report.gate).toBe('conformant');
  });
});
