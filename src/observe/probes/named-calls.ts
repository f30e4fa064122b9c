/** Makes the calls of a service's own HTTP API that its release file names: hops and databases are used by them. */
import { randomUUID } from 'node:crypto';
import { laterAttempts } from '../../../suites/checks/later.ts';
import type { CallObservation } from '../../model/exchange.ts';
import { call, type Answer, type Api } from '../../probe/json-api.ts';
import type { ReleaseCall, ReleaseService } from '../../release/schema.ts';
import type { MessageIdentity } from '../../stack/message-identity.ts';
import type { Probing } from '../probing.ts';
import { field, summary } from './calls.ts';
import { turnPeers } from './turn-peers.ts';

/** ms for an answer: the hop is open long before it comes, and some wait for what is not there. */
const patienceMs = 4000;

/** The listener of the HTTP API. */
export const apiListener = ({ listeners }: ReleaseService): string =>
  Object.hasOwn(listeners, 'http')
    ? 'http'
    : (Object.entries(listeners).find(([, { protocol }]) => protocol === 'http')?.[0] ?? 'http');

/** One call after another; `{made}` is the `id` of the last answer that had one. The last answer counts. */
const callAll = async (
  api: Api,
  calls: readonly ReleaseCall[],
  sender: MessageIdentity,
  timeoutMs?: number,
): Promise<CallObservation> => {
  let made = '';
  let answer: Answer = { status: 0, body: 'no call is named' };
  for (const one of calls) {
    answer = await callOne(api, one, sender, { made, ...(timeoutMs !== undefined && { timeoutMs }) });
    made = field(answer.body, 'id') ?? made;
  }
  return summary(answer);
};

const callOne = (
  api: Api,
  { method, path, as, body }: ReleaseCall,
  sender: MessageIdentity,
  { made, timeoutMs }: { made: string; timeoutMs?: number },
): Promise<Answer> => {
  const words: Readonly<Record<string, string>> = {
    ...{
      domain: sender.domain,
      channel: sender.channel,
      client: sender.clientId,
      secret: sender.secret,
      made,
      new: randomUUID(),
    },
    ...{ domainRoute: sender.answers.domainRoute, channelRoute: sender.answers.channelRoute },
  };
  const fill = (text: string): string =>
    text.replaceAll(/\{([a-zA-Z]+)\}/g, (whole, word: string) => words[word] ?? whole);
  const authorization = {
    user: `Bearer ${sender.token}`,
    administrator: `Bearer ${sender.administratorToken}`,
    device: `Client ${sender.secret}`,
    nobody: undefined,
  }[as];
  return call(api, method, fill(path), {
    ...(authorization !== undefined && { authorization }),
    ...(body !== undefined && { body: JSON.parse(fill(JSON.stringify(body))) as unknown }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
};

/** Reads at once: a pool needs more than one session for them. */
const readsAtOnce = 3;

export const useNamedDatabase = async (
  api: Api,
  { read, write }: NonNullable<ReleaseService['databaseCalls']>,
  sender: MessageIdentity,
): Promise<{ read: CallObservation; write: CallObservation }> => {
  const written = await callAll(api, [write], sender);
  const reads = await Promise.all(Array.from({ length: readsAtOnce }, () => callAll(api, [read], sender)));
  return { read: reads.find(({ status }) => status !== 200) ?? reads[0]!, write: written };
};

/** The calls that make a service use its hops to the peers that its start is about. */
export const provokeHops = async (
  probing: Probing,
  apiOf: (service: string) => Promise<Api>,
): Promise<void> => {
  const { stack, started, observation } = probing;
  const peers = stack.plan.probes.flatMap((probe) =>
    probe.startsWith('to:') ? [probe.slice('to:'.length)] : [],
  );
  for (const { name } of started) {
    const { provokes } = stack.service(name).declared;
    const sets = peers.flatMap((peer) => (Object.hasOwn(provokes, peer) ? [provokes[peer]!] : []));
    if (!sets.length) continue;
    const api = await apiOf(name);
    const provoke = async (): Promise<CallObservation | undefined> => {
      let last: CallObservation | undefined;
      for (const calls of sets) last = await callAll(api, calls, stack.sender, patienceMs);
      return last;
    };
    await provoke();
    if (!stack.plan.probes.includes('again')) continue;
    await turnPeers(probing);
    for (const attempt of laterAttempts) {
      const made = await provoke();
      if (made) observation.calls.again[attempt] = made;
    }
  }
};
