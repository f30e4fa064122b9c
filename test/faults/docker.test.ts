/**
 * Tests runs whose containers or whose Docker daemon end. The daemon is a separate one in its own network namespace, so
 * that no other container is touched.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { patienceMs } from '../patience.ts';
import { clean, startRun, type Run } from './command.ts';
import { endingOf } from './honesty.ts';
import { containersOf, leftoversOf } from './leftovers.ts';
import { fewest } from './selection.ts';

const images = ['magistrala-conformance/reference:dev', 'magistrala-conformance/postgres:15'] as const;

const reasonToSkip = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'needs root, to run a separate Docker daemon';
  const has = (command: string, ...args: string[]): boolean => {
    try {
      execFileSync(command, args, { stdio: 'ignore', timeout: 10_000 });
      return true;
    } catch {
      return false;
    }
  };
  if (!has('dockerd', '--version')) return 'needs dockerd (.ci/docker.sh installs it)';
  const absent = images.filter((image) => !has('docker', 'image', 'inspect', image));
  return absent.length ? `needs the images ${absent.join(', ')} (.ci/images.sh makes them)` : undefined;
};

const folder = join(tmpdir(), `faults-docker-${process.pid}`);
/** Name of its network namespace. */
const network = `faults-${process.pid}`;
const host = `unix://${folder}/docker.sock`;
let daemon: ChildProcess | undefined;

const docker = (...args: string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', env: { ...process.env, DOCKER_HOST: host } });

/** Runs a command in the daemon's network namespace. */
const inside = (): string[] => ['nsenter', `--net=/run/netns/${network}`];

const startDaemon = async (): Promise<void> => {
  const options = [
    ['--data-root', `${folder}/data`],
    ['--exec-root', `${folder}/exec`],
    ['--pidfile', `${folder}/pid`],
    ['--host', host],
  ].flat();
  const [command = '', ...args] = [...inside(), 'dockerd', ...options];
  daemon = spawn(command, args, { stdio: 'ignore', detached: true });
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(100)) {
    try {
      if (existsSync(`${folder}/docker.sock`) && docker('info')) return;
    } catch {
      // Not yet.
    }
  }
  throw new Error(`the daemon in ${folder} does not answer`);
};

/** As an operator stops it: the daemon ends its containers, then itself. */
const stopDaemon = async (): Promise<void> => {
  if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await ended;
};

/** The shim of a container may outlive a daemon that is stopped while the container starts. */
const endShims = (): void => {
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      if (command.includes('containerd-shim') && command.includes(`${folder}/`)) process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
};

const skipped = reasonToSkip();

describe.skipIf(skipped)(`a separate daemon${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  beforeAll(async () => {
    mkdirSync(folder, { mode: 0o755 });
    execFileSync('ip', ['netns', 'add', network]);
    execFileSync('ip', ['-n', network, 'link', 'set', 'lo', 'up']);
    await startDaemon();
    const pipe = `docker save ${images.join(' ')} | DOCKER_HOST=${host} docker load`;
    await promisify(execFile)('sh', ['-c', pipe]);
  });

  afterAll(async () => {
    await stopDaemon();
    endShims();
    execFileSync('ip', ['netns', 'del', network]);
    rmSync(folder, { recursive: true, force: true });
  });

  const env = {
    DOCKER_HOST: host,
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
    MAGISTRALA_CONFORMANCE_POSTGRES_IMAGE: 'magistrala-conformance/postgres:15',
  };
  const start = (): Run => startRun({ cases: fewest, args: ['--runtime', 'containers'], env, via: inside() });

  /** The run's containers of one image. */
  const containersWith = (run: Run, image: string): string[] => {
    const ids = docker('ps', '--no-trunc', '--quiet', '--filter', `ancestor=${image}`).split('\n');
    const own = containersOf(run.pid, host);
    return ids.filter((id) => own.includes(id));
  };

  test('a container of a service under test is killed, again and again', async () => {
    const run = start();
    await run.observed(1);
    let killed = 0;
    const killer = setInterval(() => {
      for (const id of containersWith(run, images[0]).slice(0, 1)) {
        try {
          docker('kill', id);
          killed++;
        } catch {
          // The container has ended by itself.
        }
      }
    }, 700);
    onTestFinished(() => clearInterval(killer));
    const { wrong, journal } = await endingOf(run, host);
    clearInterval(killer);
    expect(killed).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
    expect(JSON.stringify(journal)).toContain('SERVICE_KILLED');
  });

  test('the container of PostgreSQL is killed', async () => {
    const run = start();
    await run.observed(1);
    for (const id of containersWith(run, images[1])) docker('kill', id);
    const { wrong, end } = await endingOf(run, host);
    expect(wrong).toEqual([]);
    expect(end).toMatchObject({ code: 4 });
  });

  test('the daemon is stopped, and started again after the run', async () => {
    const run = start();
    await run.observed(1);
    await stopDaemon();
    const { wrong, end, report } = await endingOf(run);
    expect(wrong).toEqual([]);
    expect(end).toMatchObject({ code: 4 });
    // Observations from before are judged.
    expect(report?.gate).toBe('broken');
    await startDaemon();
    // The run reported what the daemon could no longer remove.
    if (containersOf(run.pid, host).length) expect(end.console).toContain('Could not be removed');
    const cleaned = await clean(run.tmp, env);
    expect(cleaned.code).toBe(0);
    expect(leftoversOf({ ...run, docker: host })).toEqual([]);
  });
});
