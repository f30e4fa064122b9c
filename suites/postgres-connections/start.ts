/** How a service with a database is started and observed for the rules about PostgreSQL connections. */
import { caseId } from '../case-id.ts';
import {
  everySessionTls,
  hasSession,
  hasTlsSession,
  sendsPlaintextStartup,
  usesDatabase,
} from '../checks/postgres.ts';
import { becameReady, ready } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import type { Check, EvidenceCase, Posture, Setting, Start, Value } from '../vocabulary.ts';
import type { Database } from '../words/subjects.ts';

export const byTap =
  'A tap before PostgreSQL records the first bytes of every attempt; pg_stat_ssl and the server log describe every session. Calls of the API that read and write follow the start, and their sessions count like the first.';

/** Sentences about the files of a connection, and about the modes. */
export const aboutFiles = [
  s.usersDbCert,
  s.usersDbKey,
  s.usersDbRoot,
  s.clientsDbCert,
  s.clientsDbKey,
  s.clientsDbRoot,
];
export const aboutModes = [s.postgresModes, s.usersDbMode, s.clientsDbMode];

/** `on`: the PostgreSQL that the service connects to. */
export const start = (service: Database, settings: Record<Setting, Value>, on: Posture): Start => ({
  services: [service],
  settings,
  postgres: on,
  probes: ['call:database'],
});

export type Knob = 'mode' | 'cert' | 'key' | 'root';
/** Settings as an error line may name them. */
export const settingsOf = (service: Database, knobs: readonly Knob[]): Setting[] =>
  knobs.map((knob) => `${service}.db.${knob}`);

/** Under the condition of the rule, the service has a TLS session. */
export const tlsIn =
  (rule: string, condition: string) =>
  (service: Database): EvidenceCase => ({
    case: caseId(rule, service, condition),
    shows: hasTlsSession(service),
  });

/** The service works with its database, and every session is TLS. */
export const worksOverTls = (service: Database): Check[] => [
  ready(service),
  usesDatabase(service),
  everySessionTls(service),
];

/** The service goes on although it must not: it serves, or it talks to PostgreSQL. */
export const goesOn = (service: Database): Check[] => [
  becameReady(service),
  sendsPlaintextStartup(service),
  hasSession(service),
];
