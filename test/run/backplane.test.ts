/** Tests what is said of a program of the backplane that does not come up, and that nothing of it stays. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createAuthorities } from '../../certs/authorities.ts';
import { startBackplane } from '../../src/run/backplane.ts';
import { referenceContext } from '../observe/reference-context.ts';
import { patience } from '../patience.ts';

let programs: string;
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'backplane-'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(programs, { recursive: true, force: true }));

const place = (name: string, script: string): void =>
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

test('the last words of a program that ends, and what to do', async () => {
  await using opened = await referenceContext();
  const { runtime, folder } = opened.ctx;
  place('nats-server', 'echo first; echo no room for a store >&2; exit 3');
  // The other one comes up, and ends with it.
  place(
    'redis-server',
    `exec '${process.execPath}' -e 'require("net").createServer((s) => s.end("+PONG\\r\\n")).listen(process.argv[process.argv.indexOf("--port") + 1], "127.0.0.1")' -- "$@"`,
  );
  const starting = startBackplane(['redis', 'nats'], {
    ...{ images: {}, folder: programs, runtime },
    ...{ authorities: await createAuthorities(), signal: patience() },
  });
  await expect(starting).rejects.toMatchObject({
    code: 'BACKPLANE_FAILED',
    message: expect.stringMatching(/^nats-server \(.+\) ended with code 3: first \| no room for a store$/),
    todo: expect.stringContaining('nats'),
  });
  expect(readdirSync(folder).filter((name) => /redis|nats/.test(name))).toEqual([]);
});

test('without SpiceDB scripts take its place in deployments, and the user learns what that means', async () => {
  await using opened = await referenceContext();
  vi.stubEnv('PATH', '');
  const notes: string[] = [];
  await using started = await startBackplane(['spicedb'], {
    ...{ images: {}, folder: programs, runtime: opened.ctx.runtime },
    ...{ authorities: await createAuthorities(), signal: patience(), note: (line) => notes.push(line) },
  });
  expect(started.addresses).toEqual({});
  expect(notes).toEqual([expect.stringMatching(/no SpiceDB: .+ scripts .+ stale\. To do: put spicedb/)]);
});

test('a program that is not there is named, with where it was looked for', async () => {
  await using opened = await referenceContext();
  vi.stubEnv('PATH', '');
  const starting = startBackplane(['amqp'], {
    ...{ images: {}, folder: programs, runtime: opened.ctx.runtime },
    ...{ authorities: await createAuthorities(), signal: patience() },
  });
  await expect(starting).rejects.toMatchObject({
    code: 'AMQP_ABSENT',
    message: expect.stringMatching(/neither in the folder of --binaries nor on the PATH/),
  });
});
