/** The same two rules at each service beyond the page: by default its gRPC is plaintext, and TLS can be activated. */
import { anyOf } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import {
  answersPlaintext,
  servesConfiguredTls,
  showsTls,
  speaksTls,
  type Listener,
} from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { caseId } from '../case-id.ts';
import { furtherCases, type Subjects } from '../rule.ts';
import type { EvidenceCase, Setting, Start, Value } from '../vocabulary.ts';
import { ca } from '../words/files.ts';
import { peer } from '../words/peers.ts';
import { pairedListeners, provokingBeyond, type Platform } from '../words/platform.ts';
import { caSetting, goodPairs } from '../words/settings.ts';
import { defaultIsInsecure, tlsCanBeActivated } from './default-and-tls.ts';

interface WithGrpc {
  service: string;
  listeners: Listener[];
  hops: hop.Hop[];
}

const withGrpc = (platform: Platform): WithGrpc[] => {
  const listeners = pairedListeners(platform).filter(({ protocol }) => protocol === 'grpc');
  const names = new Set([
    ...listeners.map(({ service }) => service),
    ...platform.hops.map(({ from }) => from),
  ]);
  return [...names].map((service) => ({
    service,
    listeners: listeners.filter((at) => at.service === service),
    hops: platform.hops.filter(({ from }) => from === service),
  }));
};

const nothing = 'nothing set';
const everything = 'server pair and CA files';

const eachService: Subjects<WithGrpc> = {
  each: [],
  platform: withGrpc,
  subject: ({ service }) => service,
  plain: ({ service }) => caseId(defaultIsInsecure.id, service, nothing),
};

const start = (
  { service, hops }: WithGrpc,
  settings: Record<Setting, Value>,
  towards: 'adaptive' | 'tls',
): Start => ({
  services: [service],
  settings,
  peers: Object.fromEntries(hops.map(({ to }) => [to, peer(towards)])),
  probes: ['listeners', ...hops.flatMap(provokingBeyond)],
});

export const defaultOfServices = furtherCases(defaultIsInsecure, {
  about: eachService,
  conditions: [{ condition: nothing }],
  start: (at) => start(at, {}, 'adaptive'),
  expects: 'ready',
  never: ({ listeners, hops }) => [...listeners.map(speaksTls), ...hops.map(hop.opensWithTls)],
  must: ({ service, listeners, hops }) => [
    ready(service),
    ...listeners.map(answersPlaintext),
    ...hops.map(hop.opensInPlaintext),
  ],
});

/** Any of its listeners or hops has TLS. */
const anyTlsOf = ({ service, listeners, hops }: WithGrpc): EvidenceCase => ({
  case: caseId(tlsCanBeActivated.id, service, everything),
  shows: {
    ...anyOf(
      'shows-tls',
      `a gRPC listener or hop of ${service} has TLS`,
      ...listeners.map(showsTls),
      ...hops.map(hop.opensWithTls),
    ),
    onWire: true,
  },
});

export const tlsOfServices = furtherCases(tlsCanBeActivated, {
  about: eachService,
  conditions: [{ condition: everything }],
  start: (at) => {
    const { listeners, hops } = at;
    const cas = Object.fromEntries(hops.map((one) => [caSetting(one), ca('right')]));
    const made = start(at, { ...goodPairs(listeners), ...cas }, 'tls');
    return { ...made, probes: [...made.probes, 'verified'] };
  },
  expects: 'ready',
  never: ({ listeners, hops }) => [...listeners.map(answersPlaintext), ...hops.map(hop.opensInPlaintext)],
  must: ({ service, listeners, hops }) => [
    ready(service),
    ...listeners.flatMap(servesConfiguredTls),
    ...hops.map(hop.talksTls),
  ],
  effect: anyTlsOf,
});
