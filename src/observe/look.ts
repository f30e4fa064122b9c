/** Everything that is looked at while the services of a start run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { laterAttempts } from '../../suites/checks/later.ts';
import type { Look } from '../../suites/vocabulary.ts';
import type { MessageAttempt, MessageObservation } from '../model/exchange.ts';
import type { Observation } from '../model/observation.ts';
import { hasRealCore, servedBy, startOrder } from '../plan/deployment.ts';
import { probeTls } from '../probe/listener.ts';
import type { StartedService } from '../stack/started-service.ts';
import { innerPorts, portName } from '../system/ports/inner.ts';
import type { Looking } from './looking.ts';
import { lookAtCalls, lookAtDatabases, takeDown } from './looks/api.ts';
import { lookAtListener } from './looks/listeners.ts';
import { isAdapter, sendMessage } from './looks/messages.ts';
import { innerAnswer } from './looks/inner-ports.ts';
import { restartWithNewCertificate } from './looks/restart.ts';
import { lookAtSockets } from './looks/sockets.ts';
import { turnPeers } from './looks/turn-peers.ts';

/** ms that a late retry is waited for. */
const lingerMs = 2000;
/** ms within which messages have to flow again after a restart: gRPC waits 1 s, 1.6 s, 2.6 s, … between attempts. */
const flowsWithinMs = 20_000;

export const look = async (looking: Looking): Promise<void> => {
  const { stack, started, signal } = looking;
  const { plan, ctx } = stack;
  const wants = (one: Look): boolean => plan.looks.includes(one);
  const running = started.filter((s) => s.boot.outcome === 'ready');
  if (wants('listeners')) for (const service of running) await lookAtListeners(looking, service);
  if (wants('sockets')) await lookAtAllSockets(looking, running);
  if (running.length < startOrder(plan, ctx).length) {
    // A service that has exited makes no further attempt, so there is nothing to wait for.
    if (wants('linger') && running.length) await sleep(lingerMs, undefined, { signal });
    return;
  }
  await lookAtInnerPorts(looking);
  if (wants('call:database')) await lookAtDatabases(looking);
  if (plan.looks.some((one) => one.startsWith('call:') && one !== 'call:database'))
    await lookAtCalls(looking);
  if (wants('message')) await lookAtMessages(looking, 'as-started');
  if (wants('restart')) {
    await restartWithNewCertificate(looking);
    await lookUntilFlowing(looking);
  }
  if (wants('call:take-down')) await takeDown(looking);
  if (wants('linger') && !looking.isDecided(seenSoFar(looking))) {
    looking.onLinger();
    await sleep(lingerMs, undefined, { signal });
    // What was opened in the meantime.
    if (wants('sockets')) await lookAtAllSockets(looking, running);
    if (wants('listeners') && wants('watch')) await lookAtTlsAgain(looking, running);
  }
};

/** A listener that changed its mind shows at least that its pair is read. */
const lookAtTlsAgain = async (
  { stack, signal }: Looking,
  running: readonly StartedService[],
): Promise<void> => {
  const options = { servername: 'localhost', verify: false, signal };
  for (const { name, boot, listeners } of running) {
    if (boot.outcome !== 'ready') continue;
    for (const [listener, { protocol, health }] of Object.entries(stack.service(name).declared.listeners)) {
      const seen = listeners[listener];
      if (!seen) continue;
      const about = { ...options, ...(health && { path: health }) };
      seen.tlsLater = await probeTls(boot.address(listener), protocol, about);
    }
  }
};

const lookAtAllSockets = async (
  { stack, signal }: Looking,
  running: readonly StartedService[],
): Promise<void> => {
  for (const service of running) {
    const { name, boot, sockets = [] } = service;
    if (boot.outcome !== 'ready') continue;
    const { declared, place } = stack.service(name);
    const seen = await lookAtSockets(declared, boot, { ports: place.ports, known: sockets, signal });
    if (seen) service.sockets = seen;
  }
};

const seenSoFar = ({ observation, stack }: Looking): Observation => ({
  ...observation,
  hops: stack.observeHops(),
});

/** A client that lost its peer waits before it tries again; the interval is up to it. */
const lookUntilFlowing = async (looking: Looking): Promise<void> => {
  const until = performance.now() + flowsWithinMs;
  for (;;) {
    await lookAtMessages(looking, 'after-restart');
    const sent = looking.observation.messages.filter(
      ({ attempt, phase }) => attempt === 'right-secret' && phase === 'after-restart',
    );
    if (sent.every(({ outcome }) => outcome === 'accepted') || performance.now() > until) return;
    await sleep(500, undefined, { signal: looking.signal });
  }
};

/** Asks inner ports where services share the machine's ports; those of containers cannot be reached from outside. */
const lookAtInnerPorts = async ({ stack, started, observation }: Looking): Promise<void> => {
  const { plan, ctx } = stack;
  if (ctx.runtime.kind !== 'processes' || !hasRealCore(plan, ctx)) return;
  const known = ctx.release.deployment?.unsecurable ?? {};
  for (const { name, hosts } of started) {
    const inner = innerPorts(stack.service(name).declared).filter(
      (one) => known[portName(one)] !== undefined,
    );
    for (const port of inner) {
      const bytes = await innerAnswer(port, hosts.get(port.listener ?? '') ?? 'localhost');
      if (bytes !== undefined) observation.unsecurable.push({ from: name, to: portName(port), bytes });
    }
  }
};

const lookAtListeners = async (
  { stack, signal }: Looking,
  { name, boot, listeners }: StartedService,
): Promise<void> => {
  if (boot.outcome !== 'ready') return;
  const { plan, ctx } = stack;
  const looks = {
    http2: plan.looks.includes('http2'),
    verified: plan.looks.includes('verified'),
    versions: plan.looks.includes('versions') ? ctx.offerable : undefined,
    ciphers: plan.looks.includes('ciphers') ? ctx.offerableCiphers : undefined,
  };
  const ca = ctx.authorities.right.certificatePem;
  const probed = Object.entries(stack.service(name).declared.listeners).filter(([, { probed }]) => probed);
  await Promise.all(
    probed.map(async ([listener, declared]) => {
      listeners[listener] = await lookAtListener(declared, boot.address(listener), {
        servername: 'localhost',
        ca,
        looks,
        signal,
      });
    }),
  );
};

/** Every service that was started, and every one that its program serves besides. */
const sendersOf = ({ stack, started }: Looking): Pick<StartedService, 'name' | 'boot'>[] =>
  started.flatMap(({ name, boot }) =>
    [name, ...servedBy(name, stack.plan, stack.ctx)].map((one) => ({ name: one, boot })),
  );

const lookAtMessages = async (looking: Looking, phase: MessageObservation['phase']): Promise<void> => {
  const { stack, observation, signal } = looking;
  const { plan, ctx, sender } = stack;
  const [named, asUser] = [plan.looks.includes('names'), plan.looks.includes('as-user')];
  const right = asUser ? sender.token : sender.secret;
  await Promise.all(
    sendersOf(looking).map(async ({ name, boot }) => {
      if (boot.outcome !== 'ready' || !isAdapter(name)) return;
      const send = async (attempt: MessageAttempt, secret: string, names = named): Promise<void> => {
        const how = { secret, asUser, names, attempt };
        const fate = await sendMessage(name, boot.address, { release: ctx.release, sender, how, signal });
        keep(observation.messages, { adapter: name, attempt, phase, ...fate });
      };
      await send('right-secret', right);
      if (plan.looks.includes('wrong-secret')) await send('wrong-secret', sender.wrongSecret);
      if (plan.looks.includes('by-name') && phase === 'as-started') {
        await send('by-name', sender.secret, true);
      }
      if (!plan.looks.includes('again')) return;
      await turnPeers(looking);
      for (const attempt of laterAttempts) await send(attempt, right);
    }),
  );
};

/** A message that is sent again takes the place of the one before. */
const keep = (messages: MessageObservation[], sent: MessageObservation): void => {
  const at = messages.findIndex(
    (one) => one.adapter === sent.adapter && one.attempt === sent.attempt && one.phase === sent.phase,
  );
  if (at < 0) messages.push(sent);
  else messages[at] = sent;
};
