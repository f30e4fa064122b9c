/** What a service of a start finds at the addresses of NATS, Redis, SpiceDB and the rest. */
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
import type { Tap } from '../probe/tap/tap.ts';
import type { StartedName } from '../release/schema.ts';
import type { RunContext } from './context.ts';
import type { BackplaneWords, Stack } from './stack.ts';

const schemes = { nats: ['nats', 'tls'], redis: ['redis', 'rediss'], amqp: ['amqp', 'amqps'] } as const;

/** What the services of one start share: an event store and an authorization store that no other start uses. */
export interface Shared {
  natsUser: string;
  spicedbKey: string;
}

/** Undefined for a service alone: it keeps nothing there that another one could mistake for its own. */
export const openShared = (plan: PlannedStart, { release, folder }: RunContext): Shared | undefined =>
  isDeployment(plan.start, release)
    ? { natsUser: natsUser(freeAccount(join(folder, 'accounts'))), spicedbKey: randomUUID() }
    : undefined;

/** A folder for each account that was taken: whichever worker makes it has the account. */
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
 * Alone, a service shares what the run has started, and finds a script in place of SpiceDB. In a deployment every one
 * of these hops has a separate tap, recorded as `<service>→<name>`.
 */
export const openBackplaneHops = async (
  name: StartedName,
  {
    plan,
    shared,
    ctx,
    stack,
    resources,
  }: {
    plan: PlannedStart;
    shared: Shared | undefined;
    ctx: RunContext;
    stack: Stack;
    resources: AsyncDisposableStack;
  },
): Promise<BackplaneWords> => {
  const service = ctx.release.services[name]!;
  const inDeployment = isDeployment(plan.start, ctx.release);
  const needs = new Set([...service.needs, ...(inDeployment ? (service.inDeployment?.needs ?? []) : [])]);
  const tls = securesBackplane(plan, ctx);
  const words: Record<string, string | undefined> = {};
  for (const to of ['nats', 'redis', 'amqp'] as const) {
    if (!needs.has(to)) continue;
    const at = await addressOf(name, to, { tapped: inDeployment, tls, ctx, stack, resources });
    const credentials = to === 'nats' ? shared && nameAndPassword(shared.natsUser) : fixedCredentials[to];
    words[to] = `${schemes[to][tls ? 1 : 0]}://${credentials ?? ''}${at.host}:${at.port}${paths[to]}`;
  }
  if (wantsSpicedb(service.environment) || needs.has('spicedb')) {
    const at = hasRealCore(plan, ctx)
      ? await addressOf(name, 'spicedb', { tapped: true, tls: false, ctx, stack, resources })
      : await scripted(name, ctx, stack, resources);
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
  {
    tapped,
    tls,
    ctx,
    stack,
    resources,
  }: {
    tapped: boolean;
    tls: boolean;
    ctx: RunContext;
    stack: Stack;
    resources: AsyncDisposableStack;
  },
): Promise<Address> => {
  const known = ctx.backplane[to];
  const wanted = tls ? known?.secure : known;
  if (!wanted) {
    throw new InfrastructureError(
      'BACKPLANE_ABSENT',
      `${from} needs ${to}, which this run does not have`,
      'see what `doctor` says is missing',
    );
  }
  // The name and not the address literal: the certificate is made out to it.
  if (!tapped) return wanted;
  const { listenHost } = ctx.runtime;
  const tap = await openRelay({
    listenHost,
    target: () => wanted.local,
    protocol: 'any',
    clock: stack.clock,
  });
  return reach(from, to, resources.use(tap), { ctx, stack });
};

const scripted = async (
  from: StartedName,
  ctx: RunContext,
  stack: Stack,
  resources: AsyncDisposableStack,
): Promise<Address> => {
  const tap = await openPeer({
    listenHost: ctx.runtime.listenHost,
    peer: { state: 'answers', transport: 'plaintext' },
    answers: stack.sender.answers,
    clock: stack.clock,
    serves: ['spicedb'],
  });
  return reach(from, 'spicedb', resources.use(tap), { ctx, stack });
};

const reach = (
  from: StartedName,
  to: string,
  tap: Tap,
  {
    ctx,
    stack,
  }: {
    ctx: RunContext;
    stack: Stack;
  },
): Address => {
  stack.hops.set(`${from}→${to}`, tap);
  return { host: ctx.runtime.peerHost(to), port: tap.port };
};
