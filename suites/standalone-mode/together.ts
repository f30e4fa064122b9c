/** Standalone Clients together with adapters, and with transport security. */
import { answersPlaintext, servesConfiguredTls } from '../checks/listener.ts';
import { messageAccepted, messageRefused } from '../checks/message.ts';
import { everySessionTls, sendsPlaintextStartup } from '../checks/postgres.ts';
import { ready } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import { rule } from '../rule.ts';
import { auth, start } from './start.ts';
import { clientsAlone, eachAdapter } from '../words/about.ts';
import { standsAlone, verifyFullGivesTls } from '../words/controls.ts';
import { posture } from '../words/peers.ts';
import { database, goodPairs, standalone, trusting, verifyFull } from '../words/settings.ts';
import { listenersOf } from '../words/subjects.ts';

export const carriesMessages = rule('standalone.carries-messages', {
  basis: 'derived',
  risk: 'availability',
  title: 'Messages flow over every adapter with a standalone Clients',
  why: 'Standalone mode is for simpler deployments, not for deployments without messages.',
  how: "A message with the created client's secret is accepted, one with a wrong secret refused.",
  source: [s.standaloneWhy, s.standaloneOmits],

  about: eachAdapter,
  conditions: [{ condition: 'standalone Clients' }],
  start: (adapter) => ({
    services: ['clients', adapter],
    settings: standalone,
    peers: auth('absent'),
    probes: ['call:set-up', 'message', 'wrong-secret'],
  }),
  expects: 'anything',
  never: (adapter) => [messageAccepted(adapter, 'wrong-secret')],
  must: (adapter) => [ready('clients'), messageAccepted(adapter), messageRefused(adapter, 'wrong-secret')],
  premise: standsAlone,
});

const listeners = listenersOf('clients');
const pair = goodPairs(listeners);
const verified = database('clients', verifyFull, trusting);

const plaintextListeners = listeners.map(answersPlaintext);
const tlsListeners = listeners.flatMap(servesConfiguredTls);
const plaintextDatabase = sendsPlaintextStartup('clients');
const tlsDatabase = everySessionTls('clients');

/** A session in plaintext comes from a mode that is not read, or from one that standalone mode passes over. */
const databaseModeGivesTls = verifyFullGivesTls('clients');

export const withTransportSecurity = rule('standalone.with-transport-security', {
  basis: 'derived',
  risk: 'weaker',
  title: 'Standalone mode does not switch transport security off',
  why: 'The settings of server and PostgreSQL are documented without an exception for standalone mode.',
  how: 'The server pair, verify-full towards PostgreSQL, and both together, as in the other sections.',
  source: [s.standaloneWhy, s.clientsServerInsecure, s.postgresSelect],

  about: clientsAlone,
  conditions: [
    {
      condition: 'with the server pair',
      settings: pair,
      never: plaintextListeners,
      must: [ready('clients'), ...tlsListeners],
    },
    {
      condition: 'with Postgres verify-full',
      settings: verified,
      never: [plaintextDatabase],
      must: [ready('clients'), tlsDatabase],
      effect: databaseModeGivesTls,
    },
    {
      condition: 'with both',
      settings: { ...pair, ...verified },
      never: [...plaintextListeners, plaintextDatabase],
      must: [ready('clients'), ...tlsListeners, tlsDatabase],
      effect: databaseModeGivesTls,
    },
  ],
  start: (_, { settings }) => ({
    ...start({ ...standalone, ...settings }, 'absent', 'listeners', 'verified'),
    postgres: posture(),
  }),
  expects: 'ready',
  // A service that never stood alone has shown nothing about its transport.
  premise: standsAlone,
});
