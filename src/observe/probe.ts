/** Calls the probes that the cases of a start ask for, while its services run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { laterAttempts } from '../../suites/checks/later.ts';
import type { Probe } from '../../suites/vocabulary.ts';
import type { MessageAttempt, MessageObservation } from '../model/exchange.ts';
import type { Observation } from '../model/observation.ts';
import { hasRealCore, servedBy, startOrder } from '../plan/deployment.ts';
import { probeTls } from '../probe/listener.ts';
import type { StartedService } from '../stack/started-service.ts';
import { innerPorts, portName } from '../system/ports/inner.ts';
import type { Probing } from './probing.ts';
import { probeCalls, probeDatabases, takeDown } from './probes/api.ts';
import { clientPairs } from './probes/client-pairs.ts';
import { probeListener } from './probes/listeners.ts';
import { isAdapter, sendMessage } from './probes/messages.ts';
import { innerAnswer } from './probes/inner-ports.ts';
import { restartWithNewCertificate } from './probes/restart.ts';
import { probeSockets } from './probes/sockets.ts';
import { turnPeers } from './probes/turn-peers.ts';

/** ms that a late retry is waited for. */
const waitForRetryMs = 2000;
/** ms within which messages have to flow again after a restart: gRPC waits 1 s, 1.6 s, 2.6 s, … between attempts. */
const flowsWithinMs = 20_000;

export const probe = async (probing: Probing): Promise<void> => {
  const { stack, started, signal } = probing;
  const { plan, ctx } = stack;
  const wants = (one: Probe): boolean => plan.probes.includes(one);
  const running = started.filter((s) => s.boot.outcome === 'ready');
  if (wants('listeners')) for (const service of running) await probeListeners(probing, service);
  if (wants('sockets')) await probeAllSockets(probing, running);
  if (running.length < startOrder(plan, ctx).length) {
    // A service that has exited makes no further attempt, so there is nothing to wait for.
    if (wants('wait-for-retry') && running.length) await sleep(waitForRetryMs, undefined, { signal });
    return;
  }
  await probeInnerPorts(probing);
  if (wants('call:database')) await probeDatabases(probing);
  if (plan.probes.some((one) => /^(call|to):/.test(one) && one !== 'call:database'))
    await probeCalls(probing);
  if (wants('message')) await probeMessages(probing, 'as-started');
  if (wants('restart')) {
    await restartWithNewCertificate(probing);
    await probeUntilFlowing(probing);
  }
  if (wants('call:take-down')) await takeDown(probing);
  if (wants('wait-for-retry') && !probing.isDecided(seenSoFar(probing))) {
    probing.onWaitForRetry();
    await sleep(waitForRetryMs, undefined, { signal });
    // What was opened in the meantime.
    if (wants('sockets')) await probeAllSockets(probing, running);
    if (wants('listeners') && wants('plaintext-watch')) await probeTlsAgain(probing, running);
  }
};

/** A listener that changed its mind shows at least that its pair is read. */
const probeTlsAgain = async (
  { stack, signal }: Probing,
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

const probeAllSockets = async (
  { stack, signal }: Probing,
  running: readonly StartedService[],
): Promise<void> => {
  for (const service of running) {
    const { name, boot, sockets = [] } = service;
    if (boot.outcome !== 'ready') continue;
    const { declared, place } = stack.service(name);
    const seen = await probeSockets(declared, boot, { ports: place.ports, known: sockets, signal });
    if (seen) service.sockets = seen;
  }
};

const seenSoFar = ({ observation, stack }: Probing): Observation => ({
  ...observation,
  hops: stack.observeHops(),
});

/** A client that lost its peer waits before it tries again; the interval is up to it. */
const probeUntilFlowing = async (probing: Probing): Promise<void> => {
  const until = performance.now() + flowsWithinMs;
  for (;;) {
    await probeMessages(probing, 'after-restart');
    const sent = probing.observation.messages.filter(
      ({ attempt, phase }) => attempt === 'right-secret' && phase === 'after-restart',
    );
    if (sent.every(({ outcome }) => outcome === 'accepted') || performance.now() > until) return;
    await sleep(500, undefined, { signal: probing.signal });
  }
};

/** Asks inner ports where services share the machine's ports; those of containers cannot be reached from outside. */
const probeInnerPorts = async ({ stack, started, observation }: Probing): Promise<void> => {
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

const probeListeners = async (
  { stack, signal }: Probing,
  { name, boot, listeners }: StartedService,
): Promise<void> => {
  if (boot.outcome !== 'ready') return;
  const { plan, ctx } = stack;
  const probes = {
    http2: plan.probes.includes('http2'),
    verified: plan.probes.includes('verified'),
    clients: plan.probes.includes('client-certificates') ? await clientPairs(stack.identity) : undefined,
    versions: plan.probes.includes('versions') ? ctx.offerable : undefined,
    ciphers: plan.probes.includes('ciphers') ? ctx.offerableCiphers : undefined,
  };
  const ca = ctx.authorities.right.certificatePem;
  const probed = Object.entries(stack.service(name).declared.listeners).filter(([, { probed }]) => probed);
  await Promise.all(
    probed.map(async ([listener, declared]) => {
      listeners[listener] = await probeListener(declared, boot.address(listener), {
        servername: 'localhost',
        ca,
        probes,
        signal,
      });
    }),
  );
};

/** Every service that was started, and every one that its program serves besides. */
const sendersOf = ({ stack, started }: Probing): Pick<StartedService, 'name' | 'boot'>[] =>
  started.flatMap(({ name, boot }) =>
    [name, ...servedBy(name, stack.plan, stack.ctx)].map((one) => ({ name: one, boot })),
  );

const probeMessages = async (probing: Probing, phase: MessageObservation['phase']): Promise<void> => {
  const { stack, observation, signal } = probing;
  const { plan, ctx, sender } = stack;
  const [named, asUser] = [plan.probes.includes('names-in-topic'), plan.probes.includes('as-user')];
  const right = asUser ? sender.token : sender.secret;
  await Promise.all(
    sendersOf(probing).map(async ({ name, boot }) => {
      if (boot.outcome !== 'ready' || !isAdapter(name)) return;
      const send = async (attempt: MessageAttempt, secret: string, names = named): Promise<void> => {
        const how = { secret, asUser, names, attempt };
        const fate = await sendMessage(name, boot.address, { release: ctx.release, sender, how, signal });
        keep(observation.messages, { adapter: name, attempt, phase, ...fate });
      };
      await send('right-secret', right);
      if (plan.probes.includes('wrong-secret')) await send('wrong-secret', sender.wrongSecret);
      if (plan.probes.includes('by-name') && phase === 'as-started') {
        await send('by-name', sender.secret, true);
      }
      if (!plan.probes.includes('again')) return;
      await turnPeers(probing);
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
