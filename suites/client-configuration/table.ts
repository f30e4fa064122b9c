/** What the rows of section C share: the hops under test, how they are provoked, and how a message may end. */
import { not } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import type { Hop } from '../checks/hop.ts';
import { judgesMessages } from '../checks/later.ts';
import { messageAccepted, messageRefused } from '../checks/message.ts';
import { ready } from '../checks/service.ts';
import type { Check, Look, Peer, PeerName, ServiceName, Start, Value } from '../vocabulary.ts';
import { caGivesTls, plainAdapter, plainStart, type Shower } from '../words/controls.ts';
import { caSetting } from '../words/settings.ts';
import { adapters } from '../words/subjects.ts';

/** An outgoing connection under test. The page's one variable covers an adapter's hop to Clients. */
export interface Subject extends Hop {
  id: string;
  /** Hops that only a release's own names can secure one by one. */
  only?: 'release';
  plain: string;
}

export const documented: readonly Subject[] = [
  ...adapters.map((from) => ({
    id: from,
    from,
    to: 'clients' as const,
    plain: plainAdapter(from),
  })),
  { id: 'clients', from: 'clients', to: 'auth', plain: plainStart('clients') },
];

/** No release calls Auth from the MQTT or the CoAP adapter. */
const furtherPeers = (from: ServiceName): PeerName[] =>
  from === 'http-adapter' || from === 'ws-adapter'
    ? ['channels', 'domains', 'auth']
    : ['channels', 'domains'];

export const others: readonly Subject[] = adapters.flatMap((from) =>
  furtherPeers(from).map((to) => ({
    id: `${from}.${to}`,
    from,
    to,
    only: 'release' as const,
    plain: plainAdapter(from),
  })),
);

/** Provokes the RPC that every claim about the wire needs. */
export const provoking = (at: Subject): Look[] =>
  at.from === 'clients' ? ['call:list-clients'] : at.to === 'domains' ? ['message', 'names'] : ['message'];

export const start = (at: Subject, value: Value | undefined, towards: Peer, ...looks: Look[]): Start => ({
  services: [at.from],
  settings: value === undefined ? {} : { [caSetting(at)]: value },
  peers: { [at.to]: towards },
  looks: [...provoking(at), ...looks],
});

export const base = (at: Subject) => ({ subject: at.id, plain: at.plain, ...(at.only && { only: at.only }) });

export const setUsesTls = (at: Subject): Shower => caGivesTls(at, at.id);

/** The message went through; for Clients, whose calls the tap counts, the peer answered a call. */
export const accepted = (at: Subject): Check[] =>
  at.from === 'clients' ? [hop.isServed(at)] : [messageAccepted(at.from), hop.isServed(at)];

/** The same, where a message is judged by more than the peer's answer. */
export const served = (at: Subject): Check[] => (judgesMessages(at) ? accepted(at) : [hop.isServed(at)]);

/** Refused by the protocol, or, where the peer is called at start, never ready. */
export const refused = (at: Subject): Check[] =>
  at.from === 'clients'
    ? [not('not-served', hop.isServed(at), `no call of ${at.from} is answered`)]
    : [messageRefused(at.from)];

export const secure = (at: Subject) => ({
  expects: 'accepted' as const,
  never: [hop.opensInPlaintext(at)],
  must: [ready(at.from), hop.talksTls(at), ...accepted(at)],
});
