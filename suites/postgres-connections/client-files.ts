/** The files that a service brings: its client pair, and a root certificate alone. */
import { caseId } from '../case-id.ts';
import * as pg from '../checks/postgres.ts';
import { ends, endsNonZero } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import { aboutFiles, byTap, goesOn, start, tlsIn, worksOverTls } from './start.ts';
import { rule, type Condition } from '../rule.ts';
import type { EvidenceCase } from '../vocabulary.ts';
import { eachDatabase } from '../words/about.ts';
import { requiredGivesTls, verifyFullGivesTls } from '../words/controls.ts';
import { ca, certificate, key } from '../words/files.ts';
import { posture } from '../words/peers.ts';
import {
  clientPair,
  database,
  required,
  verifyCa,
  verifyFull,
  type Files,
  type Mode,
} from '../words/settings.ts';
import type { Database } from '../words/subjects.ts';

const clientCertificateId = 'postgres.client-certificate';
const rootOnlyId = 'postgres.root-only';

const rightPairIn =
  (mode: Mode) =>
  (service: Database): EvidenceCase => ({
    case: caseId(clientCertificateId, service, mode),
    shows: pg.presentsClientCertificate(service),
  });

interface Demanded extends Condition<Database> {
  mode: Mode;
  files: Files;
}

/** The server refuses the service, which ends. */
const denied = (mode: Mode) =>
  ({
    basis: 'derived',
    expects: 'stopped',
    never: goesOn,
    must: (service: Database) => [pg.asksForTls(service), ends(service)],
    should: (service: Database) => [endsNonZero(service)],
    control: rightPairIn(mode),
  }) as const;

/** `root`: the root certificate, if the mode needs one. `withoutPair`: shows TLS in this mode without a pair. */
const demandedIn = (mode: Mode, root: Files, withoutPair: Condition<Database>['premise']): Demanded[] => [
  {
    condition: mode,
    mode,
    files: { ...clientPair, ...root },
    expects: 'ready',
    never: (service) => [pg.sendsPlaintextStartup(service)],
    must: (service) => [...worksOverTls(service), pg.presentsClientCertificate(service)],
    effect: rightPairIn(mode),
  },
  {
    condition: `${mode}, pair of another CA`,
    mode,
    files: { cert: certificate('client-other-ca'), key: key('client-other-ca'), ...root },
    ...denied(mode),
  },
  { condition: `${mode}, none given`, mode, files: root, ...denied(mode), premise: withoutPair },
];

const root = { root: ca('right') };

export const clientCertificate = rule<Database, Demanded>(clientCertificateId, {
  basis: 'explicit',
  risk: 'availability',
  title: 'The configured client certificate is presented',
  why: 'A server that demands certificates shuts the service out unless the pair is used.',
  how: byTap,
  source: aboutFiles,

  about: eachDatabase,
  conditions: [
    ...demandedIn(required, {}, (service) => requiredGivesTls(service, 'no files')),
    ...demandedIn(verifyCa, root, tlsIn(rootOnlyId, verifyCa)),
    ...demandedIn(verifyFull, root, tlsIn(rootOnlyId, verifyFull)),
  ],
  start: (service, { mode, files }) =>
    start(service, database(service, mode, files), posture('right', 'client-certificate')),
});

export const rootOnly = rule(rootOnlyId, {
  basis: 'derived',
  risk: 'availability',
  title: 'A root certificate alone is enough to verify the server',
  why: 'The page lists the files as extra ones; verifying a server needs no client pair.',
  how: byTap,
  source: [s.postgresSelect, s.usersDbRoot, s.clientsDbRoot],

  about: eachDatabase,
  conditions: [
    { condition: 'verify-ca', mode: verifyCa },
    { condition: 'verify-full', mode: verifyFull },
  ],
  start: (service, { mode }) => start(service, database(service, mode, root), posture()),
  expects: 'ready',
  never: (service) => [pg.sendsPlaintextStartup(service)],
  must: worksOverTls,
  control: verifyFullGivesTls,
});
