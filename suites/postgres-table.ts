/** What the rows of section D share: files, postures, and the three ways in which a connection may end. */
import { becameReady, ends, endsNonZero, ready } from './checks.ts';
import * as pg from './postgres-checks.ts';
import { certificate, key } from './server-configuration.ts';
import { pageValues } from './settings.ts';
import { caseId } from './table.ts';
import type { Authority, Check, FileValue, Posture, Setting, Start, Value } from './vocabulary.ts';

export type Service = 'users' | 'clients';
export const services: readonly Service[] = ['users', 'clients'];
export const { disabled, required, verifyCa, verifyFull } = pageValues;
export type Mode = (typeof pageValues)[keyof typeof pageValues];

export interface Files {
  cert?: Value;
  key?: Value;
  root?: Value;
}

export const root = (...of: Authority[]): FileValue => ({ file: 'ca', of });
export const clientPair: Files = { cert: certificate('client'), key: key('client') };
export const trusting: Files = { ...clientPair, root: root('right') };
export const emptyFiles: Files = { cert: '', key: '', root: '' };

export const posture = (
  server: Posture['server'] = 'right',
  demands: Posture['demands'] = 'any',
  rest: Partial<Posture> = {},
): Posture => ({
  server,
  demands,
  ...rest,
});

export const database = (
  service: Service,
  mode: string | undefined,
  files: Files = {},
): Record<Setting, Value> => ({
  ...(mode !== undefined && { [`${service}.db.mode`]: mode }),
  ...(files.cert !== undefined && { [`${service}.db.cert`]: files.cert }),
  ...(files.key !== undefined && { [`${service}.db.key`]: files.key }),
  ...(files.root !== undefined && { [`${service}.db.root`]: files.root }),
});

export const start = (service: Service, settings: Record<Setting, Value>, on: Posture): Start => ({
  services: [service],
  settings,
  postgres: on,
  looks: ['call:database'],
});

export const plainOf = (service: Service): string =>
  caseId('postgres.default-is-insecure', service, 'no SSL variable');
export const base = (service: Service) => ({ subject: service, plain: plainOf(service) });

export const control = (rule: string, service: Service, condition: string, shows: Check) => ({
  case: caseId(rule, service, condition),
  shows,
});
export const verifyFullGivesTls = (service: Service) =>
  control('postgres.verify-full', service, 'right root and name', pg.hasTlsSession(service));
export const requiredGivesTls = (service: Service, files: 'no files' | 'client pair' = 'client pair') =>
  control('postgres.required-encrypts', service, `${files}, right`, pg.hasTlsSession(service));

export const plaintext = (service: Service) => ({
  expects: 'ready' as const,
  forbidden: [pg.hasTlsSession(service)],
  required: [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
});

export const encrypted = (service: Service) => ({
  expects: 'ready' as const,
  forbidden: [pg.sendsPlaintextStartup(service)],
  required: [ready(service), pg.usesDatabase(service), pg.everySessionTls(service)],
});

/** Refused because of what the server is: the attempt reached it, and no session came of it. */
export const refused = (service: Service) => ({
  expects: 'stopped' as const,
  forbidden: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
  required: [pg.asksForTls(service), ends(service)],
  strict: [endsNonZero(service)],
});

export const files = (service: Service, ...knobs: ('mode' | 'cert' | 'key' | 'root')[]): string[] =>
  knobs.map((knob) => `${service}.db.${knob}`);
