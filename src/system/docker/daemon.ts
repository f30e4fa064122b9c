/** Connects to the Docker daemon, and bounds every question to it. */
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ContainerRuntimeClient } from 'testcontainers';
import { InfrastructureError } from '../../model/errors.ts';
import { didSettle } from '../wait.ts';

export type Docker = ContainerRuntimeClient['container']['dockerode'];
export type Container = ReturnType<Docker['getContainer']>;

/** ms for one answer of the daemon; it can be slow under load, but a daemon that hangs must not hang the run. */
const ANSWER_MS = 60_000;

let connecting: Promise<ContainerRuntimeClient> | undefined;

/**
 * Connects to the Docker daemon that testcontainers finds (DOCKER_HOST, its properties file, the usual sockets). Calls at
 * the same time share one search: testcontainers would begin another for each, and the search changes the environment.
 * @throws InfrastructureError DOCKER_ABSENT, DOCKER_REFUSED
 */
export const connectDocker = (): Promise<ContainerRuntimeClient> =>
  (connecting ??= search().finally(() => (connecting = undefined)));

async function search(): Promise<ContainerRuntimeClient> {
  // Loading it takes a third of a second, which a run without containers need not wait for.
  const { getContainerRuntimeClient } = await import('testcontainers');
  let client: ContainerRuntimeClient;
  try {
    client = await withoutAlpine(getContainerRuntimeClient);
  } catch (error) {
    throw await reasonOfRefusal(error);
  }
  // Where DOCKER_HOST does not answer, testcontainers goes on to the usual socket: another daemon than was asked for.
  const { socketPath } = client.container.dockerode.modem as { socketPath?: string };
  const host = process.env['DOCKER_HOST'];
  if (host && socketPath === USUAL_SOCKET && host !== `unix://${USUAL_SOCKET}`) throw await reasonOfRefusal();
  return client;
}

/**
 * In a container, Testcontainers looks for the host in Docker's network `bridge`, which Podman has not, and may pull and
 * start Alpine to ask it. `findReach` finds the host without that.
 */
async function withoutAlpine<T>(find: () => Promise<T>): Promise<T> {
  const { DOCKER_HOST: host, TESTCONTAINERS_HOST_OVERRIDE: given } = process.env;
  const bySocket = !host || host.startsWith('unix:');
  if (given !== undefined || !bySocket || !existsSync('/.dockerenv') || existsSync(properties()))
    return find();
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] = 'localhost';
  try {
    return await find();
  } finally {
    delete process.env['TESTCONTAINERS_HOST_OVERRIDE'];
  }
}

const properties = (): string => join(homedir(), '.testcontainers.properties');

const USUAL_SOCKET = '/var/run/docker.sock';

/** Whether there is any sign of Docker on this machine; costs next to nothing. */
export function dockerInSight(): boolean {
  return (
    Boolean(process.env['DOCKER_HOST']) ||
    existsSync(properties()) ||
    sockets().some((path) => existsSync(path))
  );
}

function sockets(): string[] {
  const rootless = process.env['XDG_RUNTIME_DIR'];
  return [
    USUAL_SOCKET,
    join(homedir(), '.docker/run/docker.sock'),
    ...(rootless ? [join(rootless, 'docker.sock'), join(rootless, '.docker/run/docker.sock')] : []),
  ];
}

async function reasonOfRefusal(cause?: unknown): Promise<InfrastructureError> {
  const host = process.env['DOCKER_HOST'];
  const path = host
    ? /^unix:\/\/(.+)$/.exec(host)?.[1]
    : sockets().find((candidate) => existsSync(candidate));
  if (host && !path) {
    return refused(
      host,
      'no answer',
      'Start that daemon, or correct DOCKER_HOST and its TLS settings.',
      cause,
    );
  }
  if (!path || !existsSync(path)) {
    return new InfrastructureError(
      'DOCKER_ABSENT',
      `Expected a Docker daemon; found no socket at ${path ?? sockets()[0]}${host ? '' : ', and DOCKER_HOST is not set'}.`,
      'Install and start Docker, or set DOCKER_HOST, or choose a target that needs no containers.',
      { cause },
    );
  }
  const code = await new Promise<string>((resolve) => {
    const socket = connect({ path, timeout: 2000 }, () => resolve('an answer it does not understand'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('timeout', () => resolve('no answer'));
    socket.once('close', () => socket.destroy());
    setTimeout(() => socket.destroy(), 2100).unref();
  });
  const todo =
    code === 'EACCES' || code === 'EPERM'
      ? 'Give this user access to the socket (most often: membership in the group docker, and a new login).'
      : 'Start the daemon (most often: systemctl start docker), then look at `docker version`.';
  return refused(path, code, todo, cause);
}

function refused(where: string, found: string, todo: string, cause: unknown): InfrastructureError {
  const expected = `Expected a Docker daemon that answers at ${where}`;
  return new InfrastructureError('DOCKER_REFUSED', `${expected}; found ${found}.`, todo, { cause });
}

/**
 * One question to the daemon, bounded.
 * @param what completes "Expected Docker to …"
 * @throws InfrastructureError DOCKER_REFUSED, DOCKER_HANGS, DOCKER_FAILED, or what `explain` makes of the message
 */
export async function ask<T>(
  what: string,
  answer: Promise<T>,
  explain?: (message: string, cause: unknown) => InfrastructureError | undefined,
): Promise<T> {
  if (!(await didSettle(answer, ANSWER_MS))) {
    throw new InfrastructureError(
      'DOCKER_HANGS',
      `Expected Docker to ${what}; found no answer within ${ANSWER_MS / 1000} s.`,
      'Look at the load and the log of the daemon, and start it anew.',
    );
  }
  try {
    return await answer;
  } catch (error) {
    throw refusal(what, error, explain);
  }
}

/** The error for a question that Docker did not answer; `what` as for `ask`. */
export function refusal(
  what: string,
  error: unknown,
  explain?: (message: string, cause: unknown) => InfrastructureError | undefined,
): InfrastructureError {
  const { code, message } = error as NodeJS.ErrnoException;
  const explained = explain?.(message, error);
  if (explained) return explained;
  if (code && ['ECONNREFUSED', 'ENOENT', 'EACCES', 'ECONNRESET', 'EPIPE'].includes(code)) {
    return refused('its socket', code, 'Start the daemon again, then repeat the run.', error);
  }
  return new InfrastructureError(
    'DOCKER_FAILED',
    `Expected Docker to ${what}; found: ${firstLine(message)}.`,
    'Look at the log of the daemon (most often: journalctl -u docker).',
    { cause: error },
  );
}

/** Docker's own words without the client's decoration. */
export const firstLine = (message: string): string =>
  (message.split('\n')[0] ?? '')
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .replace(/\.$/, '')
    .trim();

/** HTTP status of a refused question, when it was the daemon that refused it. */
export const statusOf = (error: unknown): number | undefined => {
  const cause = error instanceof InfrastructureError ? error.cause : error;
  return (cause as { statusCode?: number } | undefined)?.statusCode;
};
