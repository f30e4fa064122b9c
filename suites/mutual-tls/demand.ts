/** A listener with a file of client authorities serves their clients, and no others. */
import { judgesClients, refusesClient, servesClient } from '../checks/by-client.ts';
import { label, type Listener } from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { caseId } from '../case-id.ts';
import { rule } from '../rule.ts';
import type { EvidenceCase } from '../vocabulary.ts';
import { ca } from '../words/files.ts';
import { clientCa, eachWithClientCa, speaksTlsAtAll, withPair } from './listeners.ts';

const id = 'mutual.client-ca-demands-certificate';

/** Who has a certificate of that authority gets in, so that a refusal is not merely a listener that is broken. */
const servesKnownClient = (at: Listener): EvidenceCase => ({
  case: caseId(id, label(at), 'a certificate of that authority'),
  shows: servesClient(at, 'known'),
});

/** One start serves the three cases: in each of them is seen whether certificates matter to the listener at all. */
const refusesSomebody =
  (condition: 'no certificate' | 'a certificate of that authority') =>
  (at: Listener): EvidenceCase => ({ case: caseId(id, label(at), condition), shows: judgesClients(at) });

export const clientCaDemandsCertificate = rule(id, {
  scope: 'platform',
  basis: 'practice',
  level: 'info',
  risk: 'weaker',
  title: 'A listener with a file of client authorities serves their clients alone',
  why: 'Who names authorities of clients wants callers without such a certificate kept out. Where the variable does nothing, everybody who reaches the port gets in, and nothing says so.',
  how: 'Three clients, each on a connection of its own: without a certificate, with one of that authority, with one of another. Refused means that the request gets no answer: in TLS 1.3 the handshake of the client ends before the server has judged it.',
  source: {
    practice: 'RFC 8446 section 4.4.2.4; RFC 9325 section 6.4 (who is authenticated by a certificate)',
  },

  about: eachWithClientCa,
  conditions: [
    {
      condition: 'no certificate',
      never: (at) => [servesClient(at, 'none')],
      must: (at) => [ready(at.service), refusesClient(at, 'none')],
      control: servesKnownClient,
    },
    {
      condition: 'a certificate of that authority',
      must: (at) => [ready(at.service), servesClient(at, 'known')],
      control: refusesSomebody('a certificate of that authority'),
    },
    {
      condition: 'a certificate of another authority',
      never: (at) => [servesClient(at, 'foreign')],
      must: (at) => [ready(at.service), refusesClient(at, 'foreign')],
      control: servesKnownClient,
    },
  ],
  start: (at) => withPair(at, { [clientCa(at)]: ca('right') }),
  expects: 'ready',
  premise: speaksTlsAtAll,
  effect: refusesSomebody('no certificate'),
});
