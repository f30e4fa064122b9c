/**
 * The cases that others are held against: plain starts, and cases that show that a setting does something. A case is
 * named here when the rules of more than one heading, or of several files, rest on it.
 */
import { caseId } from '../case-id.ts';
import { opensWithTls, type Hop } from '../checks/hop.ts';
import { label, showsTls, type Listener } from '../checks/listener.ts';
import { hasTlsSession } from '../checks/postgres.ts';
import { ready } from '../checks/service.ts';
import type { EvidenceCase, ServiceName } from '../vocabulary.ts';
import type { Database } from './subjects.ts';

/** The service without any security setting. */
export const plainStart = (service: ServiceName): string =>
  caseId('server.none-is-insecure', `${service}.http`, 'neither set');

/** The service of the listener, in the same way. */
export const plainListener = ({ service, first }: Listener): string =>
  first === undefined ? plainStart(service) : caseId('server.none-is-insecure', first, 'neither set');

/** The adapter without a CA file. */
export const plainAdapter = (adapter: ServiceName): string =>
  caseId('ca.unset-is-insecure', adapter, 'unset');

/** The service with a hop beyond the page, without a CA file for it. */
export const plainHop = (hop: string): string => caseId('ca.unset-is-insecure', hop, 'unset');

/** The service with a plaintext connection to PostgreSQL. */
export const plainDatabase = (service: Database): string =>
  caseId('postgres.default-is-insecure', service, 'no SSL variable');

/** The whole deployment without any security setting. */
export const plainDeployment = caseId('grpc.default-is-insecure', 'deployment', 'nothing set');

/** The good pair changes the transport of the listener. */
export const pairGivesTls = (at: Listener): EvidenceCase => ({
  case: caseId('server.pair-is-tls', label(at), 'cert + key'),
  shows: showsTls(at),
});

export const goodCa = "CA file of the peer's issuer";

/** The good CA file changes the transport of the hop. `subject`: the hop as the cases name it. */
export const caGivesTls = (hop: Hop, subject: string = hop.from): EvidenceCase => ({
  case: caseId('ca.set-uses-tls', subject, goodCa),
  shows: opensWithTls(hop),
});

/** Clients stands alone with both variables, without Auth. */
export const standsAlone: EvidenceCase = {
  case: caseId('standalone.starts-without-auth-and-users', 'clients', 'e-mail + token set'),
  shows: ready('clients'),
};

/** The mode `required` changes the transport to PostgreSQL. */
export const requiredGivesTls = (
  service: Database,
  files: 'no files' | 'client pair' = 'client pair',
): EvidenceCase => ({
  case: caseId('postgres.required-encrypts', service, `${files}, right`),
  shows: hasTlsSession(service),
});

/** The mode `verify-full` changes the transport to PostgreSQL. */
export const verifyFullGivesTls = (service: Database): EvidenceCase => ({
  case: caseId('postgres.verify-full', service, 'right root and name'),
  shows: hasTlsSession(service),
});
