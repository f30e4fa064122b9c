/** What the rows of section D share: files, postures, and the three ways in which a connection may end. */
import { caseId } from '../case-id.ts';
import * as pg from '../checks/postgres.ts';
import { becameReady, ends, endsNonZero, ready } from '../checks/service.ts';
import type { Check, Posture, Setting, Start, Value } from '../vocabulary.ts';
import { plainDatabase } from '../words/controls.ts';
import type { Database } from '../words/subjects.ts';

export const start = (service: Database, settings: Record<Setting, Value>, on: Posture): Start => ({
  services: [service],
  settings,
  postgres: on,
  looks: ['call:database'],
});

export const base = (service: Database) => ({ subject: service, plain: plainDatabase(service) });

export const control = (rule: string, service: Database, condition: string, shows: Check) => ({
  case: caseId(rule, service, condition),
  shows,
});
export const plaintext = (service: Database) => ({
  expects: 'ready' as const,
  never: [pg.hasTlsSession(service)],
  must: [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
});

export const encrypted = (service: Database) => ({
  expects: 'ready' as const,
  never: [pg.sendsPlaintextStartup(service)],
  must: [ready(service), pg.usesDatabase(service), pg.everySessionTls(service)],
});

/** Refused because of what the server is: the attempt reached it, and no session came of it. */
export const refused = (service: Database) => ({
  expects: 'stopped' as const,
  never: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
  must: [pg.asksForTls(service), ends(service)],
  should: [endsNonZero(service)],
});

export const files = (service: Database, ...knobs: ('mode' | 'cert' | 'key' | 'root')[]): string[] =>
  knobs.map((knob) => `${service}.db.${knob}`);
