/** What the ClientHello towards PostgreSQL offers. */
import { offersOldTls } from '../checks/hello.ts';
import { asksForTls, postgresHop } from '../checks/postgres.ts';
import { start } from './start.ts';
import { rule } from '../rule.ts';
import { eachDatabase } from '../words/about.ts';
import { verifyFullGivesTls } from '../words/controls.ts';
import { modernClients } from '../words/modern-clients.ts';
import { posture } from '../words/peers.ts';
import { database, trusting, verifyFull } from '../words/settings.ts';

export const modernTls = rule(modernClients.id, {
  ...modernClients.text,

  about: eachDatabase,
  conditions: [{ condition: 'PostgreSQL, versions in the ClientHello' }],
  start: (service) => start(service, database(service, verifyFull, trusting), posture()),
  expects: 'ready',
  never: (service) => [offersOldTls(postgresHop(service))],
  must: (service) => [asksForTls(service)],
  premise: verifyFullGivesTls,
  control: verifyFullGivesTls,
});
