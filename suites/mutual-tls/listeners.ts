/** Listeners that a release has variables for authorities of clients for, and how each is started. */
import { refusesClient } from '../checks/by-client.ts';
import { label, type Listener } from '../checks/listener.ts';
import { caseId } from '../case-id.ts';
import type { Subjects } from '../rule.ts';
import type { EvidenceCase, Setting, Start, Value } from '../vocabulary.ts';
import { pairGivesTls, plainListener } from '../words/controls.ts';
import type { ListenerKnob, PlatformListener } from '../words/platform.ts';
import { goodPair } from '../words/settings.ts';

/** Those with a pair, the page's or the release's own, and this variable. CoAP and MQTT are not probed within TLS. */
const withKnob = (wanted: ListenerKnob): Subjects<PlatformListener> => ({
  each: [],
  platform: ({ listeners }) =>
    listeners.filter(
      ({ ofPage, knobs }) =>
        knobs.includes(wanted) && (ofPage || (knobs.includes('cert') && knobs.includes('key'))),
    ),
  subject: label,
  plain: plainListener,
});

export const eachWithClientCa = withKnob('clientCa');
export const eachWithServerCa = withKnob('serverCa');

export const clientCa = (at: Listener): Setting => `${label(at)}.clientCa`;
export const serverCa = (at: Listener): Setting => `${label(at)}.serverCa`;

/** The service with the good pair of one listener and these settings; clients with and without certificates come. */
export const withPair = (at: Listener, settings: Record<Setting, Value>): Start => ({
  services: [at.service],
  settings: { ...goodPair(at), ...settings },
  probes: ['listeners', 'client-certificates'],
});

/** Without TLS nothing can be said about certificates of clients; that the pair gives it is another rule's. */
export const speaksTlsAtAll = (at: Listener): EvidenceCase => pairGivesTls(at);

/** The file of client authorities does something: with a good one, who has no certificate is refused. */
export const demandsCertificate = (at: Listener): EvidenceCase => ({
  case: caseId('mutual.client-ca-demands-certificate', label(at), 'no certificate'),
  shows: refusesClient(at, 'none'),
});
