/** What authorities of clients are without a pair, and what authorities of servers are to a listener. */
import { refusesClient, refusesEveryClient, servesClient } from '../checks/by-client.ts';
import { answersPlaintext, servesVerifyingClient, speaksTls } from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { rule } from '../rule.ts';
import { pairGivesTls } from '../words/controls.ts';
import { ca } from '../words/files.ts';
import {
  clientCa,
  demandsCertificate,
  eachWithClientCa,
  eachWithServerCa,
  serverCa,
  speaksTlsAtAll,
  withPair,
} from './listeners.ts';

export const clientCaNeedsPair = rule('mutual.client-ca-needs-pair', {
  scope: 'platform',
  basis: 'practice',
  level: 'info',
  risk: 'safer',
  title: 'Without certificate and key a file of client authorities changes nothing',
  why: 'As the page says, a server without a pair is insecure; a third file does not make it secure. Who sets that one alone gets plaintext and serves everybody, and has to know it.',
  how: 'The file is set and the pair is not: the listener answers a plaintext request, and a ClientHello gets no ServerHello. That the variable does something is shown with the pair.',
  source: { practice: 'RFC 8446 section 4.3.2 (only a server with a certificate asks for one)' },

  about: eachWithClientCa,
  conditions: [{ condition: 'no pair' }],
  start: (at) => ({
    services: [at.service],
    settings: { [clientCa(at)]: ca('right') },
    probes: ['listeners'],
  }),
  expects: 'ready',
  never: (at) => [speaksTls(at)],
  must: (at) => [ready(at.service), answersPlaintext(at)],
  control: demandsCertificate,
});

export const serverCaRefusesNobody = rule('mutual.server-ca-refuses-nobody', {
  scope: 'platform',
  basis: 'practice',
  level: 'info',
  risk: 'availability',
  title: 'Authorities of servers, given to a server, lock no client out',
  why: 'The variable has the name of the one by which clients verify a server, and is set with it in a shared environment. A listener that then demands certificates which no authority of its own can vouch for serves nobody.',
  how: 'The three clients of mutual.client-ca-demands-certificate come to a listener with its pair and this file. Alone it keeps no client out; beside authorities of clients, these decide.',
  source: { practice: 'RFC 8446 section 4.4.2.4 (a server verifies clients by authorities of clients)' },

  about: eachWithServerCa,
  conditions: [
    {
      condition: 'with the pair',
      start: (at) => withPair(at, { [serverCa(at)]: ca('right') }),
      never: (at) => [refusesEveryClient(at)],
      must: (at) => [ready(at.service)],
      // Where the pair alone refuses everybody, the file changes nothing.
      effect: (at) => ({ ...pairGivesTls(at), shows: servesVerifyingClient(at) }),
    },
    {
      condition: 'with the pair and authorities of clients',
      where: ({ knobs }) => knobs.includes('clientCa'),
      start: (at) => withPair(at, { [serverCa(at)]: ca('right'), [clientCa(at)]: ca('right') }),
      never: (at) => [refusesEveryClient(at), servesClient(at, 'none')],
      must: (at) => [ready(at.service), servesClient(at, 'known'), refusesClient(at, 'none')],
      control: demandsCertificate,
    },
  ],
  expects: 'ready',
  premise: speaksTlsAtAll,
});
