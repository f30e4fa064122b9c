/** Opens the hops from a service of a start to NATS, Redis, SpiceDB and the rest of the backplane. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { natsAccounts, natsUser } from '../../fixtures/backplane/infrastructure.ts';
import { openPeer } from '../../fixtures/peers/peer.ts';
import type { Address } from '../model/address.ts';
import type { InfrastructureName } from '../model/backplane.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { isDeployment, hasRealCore, securesBackplane } from '../plan/deployment.ts';
import { openRelay } from '../probe/tap/relay.ts';
import type { StartedName } from '../release/schema.ts';
import type { RunContext } from './context.ts';
import type { BackplaneWords, Stack } from './stack.ts';

const schemes = { nats: ['nats', 'tls'], redis: ['redis', 'rediss'], amqp: ['amqp', 'amqps'] } as const;

/** Event store and authorization store that the services of one start share, and no other start uses. */
export interface Shared {
  natsUser: string;
  spicedbKey: string;
}

/**
 * Undefined for a service alone: it stores nothing there that a service of another start could take for its own data.
 */
export const openShared = (plan: PlannedStart, { release, folder }: RunContext): Shared | undefined =>
  isDeployment(plan.start, release)
    ? { natsUser: natsUser(freeAccount(join(folder, 'accounts'))), spicedbKey: randomUUID() }
    : undefined;

/** A folder for each taken account: the worker that makes the folder has the account. */
const freeAccount = (folder: string): number => {
  mkdirSync(folder, { recursive: true });
  for (let account = 0; account < natsAccounts; account++) {
    try {
      mkdirSync(join(folder, String(account)));
      return account;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new InfrastructureError(
    'ACCOUNTS_EXHAUSTED',
    `a run has event stores for ${natsAccounts} deployments, and this one has started as many`,
    'run the sections grpc and deployment apart from each other',
  );
};

/**
 * A service alone uses the backplane that the run has started, and a scripted peer in place of SpiceDB. In a deployment
 * each of these hops has a separate tap, recorded as `<service>→<name>`.
 */
export const openBackplaneHops = async (
  name: StartedName,
  stack: Stack,
  shared: Shared | undefined,
): Promise<BackplaneWords> => {
  const { plan, ctx } = stack;
  const service = ctx.release.services[name]!;
  const inDeployment = isDeployment(plan.start, ctx.release);
  const needs = new Set([...service.needs, ...(inDeployment ? (service.inDeployment?.needs ?? []) : [])]);
  const tls = securesBackplane(plan, ctx);
  const words: Record<string, string | undefined> = {};
  for (const to of ['nats', 'redis', 'amqp'] as const) {
    if (!needs.has(to)) continue;
    const at = await addressOf(name, to, { tapped: inDeployment, tls, stack });
    const credentials = to === 'nats' ? shared && nameAndPassword(shared.natsUser) : fixedCredentials[to];
    words[to] = `${schemes[to][tls ? 1 : 0]}://${credentials ?? ''}${at.host}:${at.port}${paths[to]}`;
  }
  if (wantsSpicedb(service.environment) || needs.has('spicedb')) {
    const at = hasRealCore(plan, ctx)
      ? await addressOf(name, 'spicedb', { tapped: true, tls: false, stack })
      : await scripted(name, stack);
    words['spicedb.host'] = at.host;
    words['spicedb.port'] = String(at.port);
    words['spicedb.key'] = shared?.spicedbKey ?? 'no-key-in-particular';
  }
  return words;
};

const fixedCredentials = { redis: '', amqp: 'guest:guest@' } as const;
const nameAndPassword = (user: string): string => `${user}:${user}@`;
const paths = { nats: '', redis: '/0', amqp: '/' } as const;

const wantsSpicedb = (environment: Readonly<Record<string, string>>): boolean =>
  Object.values(environment).some((value) => value.includes('{spicedb.'));

const addressOf = async (
  from: StartedName,
  to: InfrastructureName,
  { tapped, tls, stack }: { tapped: boolean; tls: boolean; stack: Stack },
): Promise<Address> => {
  const { backplane, runtime } = stack.ctx;
  const known = backplane[to];
  const wanted = tls ? known?.secure : known;
  if (!wanted) {
    throw new InfrastructureError(
      'BACKPLANE_ABSENT',
      `${from} needs ${to}, which this run does not have`,
      'see what `doctor` says is missing',
    );
  }
  // The name and not the address literal: the certificate holds the name.
  if (!tapped) return wanted;
  const tap = await openRelay({
    listenHost: runtime.listenHost,
    target: () => wanted.local,
    outside: true,
    protocol: 'any',
    clock: stack.clock,
  });
  return stack.addHop(from, to, tap);
};

const scripted = async (from: StartedName, stack: Stack): Promise<Address> => {
  const tap = await openPeer({
    listenHost: stack.ctx.runtime.listenHost,
    peer: { state: 'answers', transport: 'plaintext' },
    answers: stack.sender.answers,
    clock: stack.clock,
    serves: ['spicedb'],
  });
  return stack.addHop(from, 'spicedb', tap);
};
