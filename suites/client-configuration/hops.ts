/** The outgoing gRPC connections under test: how each is provoked, and how its message may end. */
import { hopName } from '../../src/model/hop.ts';
import { not } from '../checks/check.ts';
import { isForMessages, isServed, type Hop } from '../checks/hop.ts';
import { judgesMessages } from '../checks/later.ts';
import { messageAccepted, messageRefused } from '../checks/message.ts';
import type { Subjects } from '../rule.ts';
import type { Check, EvidenceCase, Probe, Peer, PeerName, ServiceName, Start, Value } from '../vocabulary.ts';
import { caGivesTls, plainAdapter, plainHop, plainStart } from '../words/controls.ts';
import { provokingBeyond } from '../words/platform.ts';
import { caSetting } from '../words/settings.ts';
import { adapters } from '../words/subjects.ts';

/** The page's one variable covers an adapter's hop to Clients; Clients has one towards Auth. */
const documented: readonly Hop[] = [
  ...adapters.map((from): Hop => ({ from, to: 'clients' })),
  { from: 'clients', to: 'auth' },
];

/** No release calls Auth from the MQTT or the CoAP adapter. */
const furtherPeers = (from: ServiceName): PeerName[] =>
  from === 'http-adapter' || from === 'ws-adapter'
    ? ['channels', 'domains', 'auth']
    : ['channels', 'domains'];

/** Hops that only the names of a release can secure one by one. */
export const further: readonly Hop[] = adapters.flatMap((from) =>
  furtherPeers(from).map((to) => ({ from, to })),
);

/** `http-adapter` for the hop that the page speaks of, `http-adapter.channels` for a further one. */
export const subjectOf = (hop: Hop): string =>
  hop.provokedBy || isFurther(hop) ? `${hop.from}.${hop.to}` : hop.from;
const isFurther = (hop: Hop): boolean => further.some((one) => hopName(one) === hopName(hop));

export const documentedHops: Subjects<Hop> = {
  each: documented,
  subject: subjectOf,
  plain: (hop) => {
    if (hop.provokedBy) return plainHop(subjectOf(hop));
    return hop.from === 'clients' ? plainStart(hop.from) : plainAdapter(hop.from);
  },
  platform: ({ hops }) => hops,
};

export const eachHop: Subjects<Hop> = {
  ...documentedHops,
  each: [...documented, ...further],
  needs: (hop) => (isFurther(hop) ? caSetting(hop) : undefined),
};

/** Provokes the RPC that every claim about the wire needs. */
const provoking = (hop: Hop): Probe[] => {
  if (hop.provokedBy) return provokingBeyond(hop);
  if (hop.from === 'clients') return ['call:list-clients'];
  return hop.to === 'domains' ? ['message', 'names-in-topic'] : ['message'];
};

/** `file`: what the CA setting of the hop is given. */
export const start = (at: Hop, file: Value | undefined, towards: Peer, ...probes: Probe[]): Start => ({
  services: [at.from],
  settings: file === undefined ? {} : { [caSetting(at)]: file },
  peers: { [at.to]: towards },
  probes: [...provoking(at), ...probes],
});

/** The CA file changes the transport of the hop. */
export const setUsesTls = (at: Hop): EvidenceCase => caGivesTls(at, subjectOf(at));

/** The message went through; where no message opens the hop, the tap counts, and the peer answered a call. */
export const accepted = (at: Hop): Check[] =>
  isForMessages(at) ? [messageAccepted(at.from), isServed(at)] : [isServed(at)];

/** The same, where a message is judged by more than the peer's answer. */
export const served = (at: Hop): Check[] => (judgesMessages(at) ? accepted(at) : [isServed(at)]);

/** Refused by the protocol, or, where the peer is called at start, never ready. */
export const refused = (at: Hop): Check[] =>
  isForMessages(at)
    ? [messageRefused(at.from)]
    : [not('not-served', isServed(at), `no call of ${at.from} is answered`)];
