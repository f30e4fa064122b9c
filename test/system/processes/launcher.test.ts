/** Tests what becomes of starts and services when the launcher, or the suite that it starts them for, ends. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openOutput } from '../../../src/runtime/processes/output-file.ts';
import { sweep } from '../../../src/runtime/sweep/sweep.ts';
import { startChild, type Child } from '../../../src/system/processes/child.ts';
import { connectLauncher, type LauncherAddress } from '../../../src/system/processes/launcher.ts';
import { isAlive, startOf } from '../../../src/system/processes/mark.ts';
import { openLauncher, type OpenedLauncher } from '../../../src/system/processes/open-launcher.ts';
import { createRunFolder, type Run } from '../../../src/system/run-folder.ts';
import { until } from '../../patience.ts';
import { pidsOf } from '../../runtime/harness.ts';

interface Open {
  run: Run;
  opened: OpenedLauncher;
  address: LauncherAddress;
  /** Starts a shell script; by default by the launcher. */
  start: (
    script: string,
    by?: Partial<NonNullable<Parameters<typeof startChild>[0]['by']>>,
  ) => Promise<Child>;
  /** What the scripts have printed. */
  printed: () => string;
}

const open = async (base?: string, limitMs?: number): Promise<Open> => {
  const run = createRunFolder(base);
  onTestFinished(async () => void (await sweep({ label: run.label, docker: false, ...(base && { base }) })));
  const opened = (await openLauncher(run))!;
  onTestFinished(() => opened[Symbol.asyncDispose]());
  const address = await opened.address;
  const launcher = connectLauncher(address, limitMs);
  const output = openOutput(join(run.folder, 'output'));
  onTestFinished(() => output.close());
  return {
    ...{ run, opened, address, printed: output.read },
    start: (script, by) =>
      startChild({
        ...{ path: '/bin/sh', args: ['-c', script], cwd: '/', env: {}, user: undefined, ...run },
        ...{ output: output.fd, by: { launcher, output: output.path, ...by } },
      }),
  };
};

const alive = (pid: number): boolean => startOf(pid) !== undefined;
const parentOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));

test('it starts what it is asked to, for several at once, and says how each has ended', async () => {
  const { run, address, start } = await open();
  const other = connectLauncher(address);
  const children = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => start(`exit ${nth}`, nth % 2 ? { launcher: other } : {})),
  );
  const exits = await Promise.all(children.map(({ exited }) => exited));
  expect(exits.map(({ code }) => code)).toEqual(children.map((_, nth) => nth));
  const lasting = await start('exec sleep 1000');
  expect(parentOf(lasting.pid)).toBe(address.pid);
  expect(existsSync(join(run.folder, 'processes', String(lasting.pid)))).toBe(true);
  expect(await lasting.stop(0)).toMatchObject({ code: null });
  expect(existsSync(join(run.folder, 'processes', String(lasting.pid)))).toBe(false);
});

test('its socket is for the user of the suite alone', async ({ skip }) => {
  const { run } = await open();
  expect((statSync(join(run.folder, 'launcher')).mode & 0o777).toString(8)).toBe('700');
  if (process.getuid?.() !== 0) skip();
  const script = `
    const socket = require('node:net').connect(process.argv[1]);
    socket.on('connect', () => process.exit(console.log('connected')));
    socket.on('error', ({ code }) => console.log(code));`;
  const said = (ids: object) =>
    execFileSync(process.execPath, ['-e', script, join(run.folder, 'launcher')], {
      encoding: 'utf8',
      cwd: '/',
      ...ids,
    }).trim();
  expect(said({})).toBe('connected');
  expect(said({ uid: 65534, gid: 65534 })).toBe('EACCES');
});

test('a folder whose path is longer than the address of a socket', async ({ skip }) => {
  if (process.platform !== 'linux') skip();
  const top = mkdtempSync(join(tmpdir(), 'launcher-'));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const base = join(top, 'x'.repeat(200));
  mkdirSync(base);
  const { start } = await open(base);
  expect(await (await start('exit 4')).exited).toMatchObject({ code: 4 });
});

describe('what is refused says the same as without it', () => {
  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: Error & { code?: string }) => ({ name: error.name, code: error.code, message: error.message }),
    );
  const both = async (change: Partial<Parameters<typeof startChild>[0]>, before?: (run: Run) => void) => {
    const { run, address } = await open();
    before?.(run);
    const output = openOutput(join(run.folder, 'other'));
    onTestFinished(() => output.close());
    const [by, direct] = [{ launcher: connectLauncher(address), output: output.path }, undefined];
    const spec = { path: '/bin/sh', args: ['-c', 'sleep 1000'], cwd: '/', env: {}, user: undefined, ...run };
    const launched = await errorOf(startChild({ ...spec, ...change, output: output.fd, by }));
    const own = await errorOf(startChild({ ...spec, ...change, output: output.fd, by: direct }));
    // A process that could not be recorded is none that is left.
    await until(() => pidsOf(run.label).every((pid) => pid === address.pid));
    return { launched, own };
  };

  test.each([
    ['no such program', { path: '/no/such/program' }, 'BINARY_MISSING'],
    ['a program that may not be executed', { path: '/etc/passwd' }, 'BINARY_NOT_EXECUTABLE'],
    ['a working folder that is gone', { cwd: '/no/such/folder' }, 'BINARY_FORMAT'],
    ['more than the system takes', { args: ['-c', 'x'.repeat(3_000_000)] }, 'PROCESS_NOT_STARTED'],
    ['what no program can be given', { args: ['\0'] }, 'PROCESS_NOT_STARTED'],
  ])('%s', async (_, change, code) => {
    const { launched, own } = await both(change);
    expect(own).toMatchObject({ name: 'InfrastructureError', code });
    expect(launched).toEqual(own);
  });

  test('a process that cannot be recorded', async () => {
    const { launched, own } = await both({}, ({ folder }) => {
      rmSync(join(folder, 'processes'), { recursive: true });
      writeFileSync(join(folder, 'processes'), '');
    });
    expect(own).toMatchObject({ name: 'Error', code: 'EEXIST' });
    expect(launched).toEqual(own);
  });

  test('a launcher that may open no further file', async ({ skip }) => {
    if (process.platform !== 'linux') skip();
    const { address, start } = await open();
    await (
      await start('exit 0')
    ).exited;
    execFileSync('prlimit', ['--pid', String(address.pid), '--nofile=5:']);
    await expect(start('exit 0')).rejects.toMatchObject({ code: 'EMFILE' });
    execFileSync('prlimit', ['--pid', String(address.pid), '--nofile=1000:']);
    expect(await (await start('exit 6')).exited).toMatchObject({ code: 6 });
  });
});

describe('when it is killed', () => {
  test('what waits for a start fails, and the next one is started without it', async () => {
    const { address, start } = await open();
    await (
      await start('exit 0')
    ).exited;
    process.kill(address.pid, 'SIGSTOP');
    const waiting = start('exit 0');
    process.kill(address.pid, 'SIGKILL');
    await expect(waiting).rejects.toMatchObject({
      name: 'InfrastructureError',
      code: 'LAUNCHER_LOST',
      message: expect.stringMatching(/^Expected process \d+, .*; found that it has ended\.$/) as unknown,
    });
    const next = await start('exec sleep 1000');
    expect(parentOf(next.pid)).toBe(process.pid);
    expect(await next.kill()).toMatchObject({ signal: 'SIGKILL' });
  });

  test('a service that runs is not said to have ended, and can be ended with its group', async () => {
    const { address, start, printed } = await open();
    const child = await start('sleep 1000 & echo $!; wait');
    await until(() => printed() !== '');
    process.kill(address.pid, 'SIGKILL');
    await expect(child.exited).rejects.toMatchObject({ code: 'LAUNCHER_LOST' });
    expect(alive(child.pid)).toBe(true);
    await expect(child.stop(0)).rejects.toMatchObject({ code: 'LAUNCHER_LOST' });
    expect([child.pid, Number(printed())].filter(alive)).toEqual([]);
  });

  test('before the first start', async () => {
    const { address, start } = await open();
    process.kill(address.pid, 'SIGKILL');
    await until(() => !isAlive(address));
    await expect(start('exit 0')).rejects.toMatchObject({ code: 'LAUNCHER_LOST' });
    expect(await (await start('exit 3')).exited).toMatchObject({ code: 3 });
  });
});

test('one that does not answer is ended, so that no start comes late', async () => {
  const { run, address, start } = await open(undefined, 50);
  process.kill(address.pid, 'SIGSTOP');
  await expect(start('exec sleep 1000')).rejects.toMatchObject({
    name: 'InfrastructureError',
    code: 'LAUNCHER_SILENT',
  });
  await until(() => !isAlive(address));
  expect(pidsOf(run.label)).toEqual([]);
  expect(await (await start('exit 3')).exited).toMatchObject({ code: 3 });
});

test('it ends when it is asked to, and ends no service', async () => {
  const { opened, address, start } = await open();
  const child = await start('exec sleep 1000');
  await opened[Symbol.asyncDispose]();
  expect([isAlive(address), alive(child.pid)]).toEqual([false, true]);
  await expect(child.kill()).rejects.toMatchObject({ code: 'LAUNCHER_LOST' });
});

test('it ends with a suite that is killed; the service is there until the sweep', async () => {
  const base = mkdtempSync(join(tmpdir(), 'launcher-'));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const script = join(import.meta.dirname, 'launcher-owner.ts');
  const owner = spawn(process.execPath, [script, base], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void owner.kill('SIGKILL'));
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  const { label, launcher, service } = JSON.parse(line) as Record<string, string> & {
    launcher: number;
    service: number;
  };
  onTestFinished(async () => void (await sweep({ label: label!, base, docker: false })));
  expect(new Set(pidsOf(label!))).toEqual(new Set([launcher, service]));
  const gone = once(owner, 'exit');
  owner.kill('SIGKILL');
  // A suite that is still ending has everything of its own: the sweep leaves that alone.
  await gone;
  await until(() => !alive(launcher));
  expect(alive(service)).toBe(true);
  await sweep({ base, docker: false });
  expect(alive(service)).toBe(false);
});

test('the sweep ends one that does not end by itself', async () => {
  const { run, address } = await open();
  process.kill(address.pid, 'SIGSTOP');
  await sweep({ label: run.label, docker: false, graceMs: 100 });
  expect(isAlive(address)).toBe(false);
});

describe('in another network namespace', () => {
  /** A process in a new namespace; undefined where this user may make none. */
  const elsewhere = async (): Promise<string | undefined> => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
    const child = spawn('unshare', ['--net', 'sh', '-c', 'echo there; exec sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const there = await Promise.race([once(child.stdout, 'data'), once(child, 'exit'), once(child, 'error')]);
    return Buffer.isBuffer(there[0]) ? `/proc/${child.pid}/ns/net` : undefined;
  };

  test('the service is there, the launcher stays, and so does the next service', async ({ skip }) => {
    const namespace = await elsewhere();
    if (namespace === undefined) return skip();
    const { address, start } = await open();
    const [inside, outside] = [await start('sleep 1000', { namespace }), await start('sleep 1000')];
    const home = readlinkSync('/proc/self/ns/net');
    expect(readlinkSync(`/proc/${inside.pid}/ns/net`)).toBe(readlinkSync(namespace));
    expect(readlinkSync(namespace)).not.toBe(home);
    expect(readlinkSync(`/proc/${outside.pid}/ns/net`)).toBe(home);
    expect(readlinkSync(`/proc/${address.pid}/ns/net`)).toBe(home);
    await Promise.all([inside.kill(), outside.kill()]);
  });

  test.each(['/no/such/namespace', '/etc/passwd'])('%s is refused', async (namespace) => {
    const { start } = await open();
    await expect(start('exit 0', { namespace })).rejects.toMatchObject({
      name: 'InfrastructureError',
      code: 'NAMESPACE_NOT_ENTERED',
    });
    expect(await (await start('exit 3')).exited).toMatchObject({ code: 3 });
  });
});
