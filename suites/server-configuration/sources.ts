/** Sentences of Server Configuration that its rules stand on, and how a listener is started. */
import type { Listener } from '../checks/listener.ts';
import { sentences } from '../page.ts';
import type { Probe, Setting, Start, Value } from '../vocabulary.ts';

/** When a server is insecure. */
export const insecureWhen = [sentences.usersServerInsecure, sentences.clientsServerInsecure];
/** What the two files are. */
export const pairFiles = [
  sentences.usersServerCert,
  sentences.usersServerKey,
  sentences.clientsServerCert,
  sentences.clientsServerKey,
];

/** The service with these settings; its listeners are always looked at. */
export const start = (at: Listener, settings: Record<Setting, Value>, ...probes: Probe[]): Start => ({
  services: [at.service],
  settings,
  probes: ['listeners', ...probes],
});
