/** The two modes that verify: every way in which a server is not the one that the root certificate vouches for. */
import { allOf, anyOf } from '../checks/check.ts';
import * as pg from '../checks/postgres.ts';
import { ends, endsNonZero, errorNames, ready } from '../checks/service.ts';
import { aboutModes, byTap, goesOn, settingsOf, start, tlsIn, worksOverTls } from './start.ts';
import { rule, type Condition } from '../rule.ts';
import type { Case, Check, Posture, Start } from '../vocabulary.ts';
import { eachDatabase } from '../words/about.ts';
import { ca, onlySystemRoots } from '../words/files.ts';
import { posture } from '../words/peers.ts';
import {
  clientPair,
  database,
  trusting,
  verifyCa,
  verifyFull,
  type Files,
  type Mode,
} from '../words/settings.ts';
import type { Database } from '../words/subjects.ts';

interface Ending {
  expects: Case['expects'];
  never: (service: Database) => Check[];
  must: (service: Database) => Check[];
  should?: (service: Database) => Check[];
}

/** The ways in which a connection to a server ends. */
const endings = {
  tls: {
    expects: 'ready',
    never: (service) => [pg.sendsPlaintextStartup(service)],
    must: worksOverTls,
  },
  /** Because of what the server is: the attempt reached it, and no session came of it. */
  refused: {
    expects: 'stopped',
    never: goesOn,
    must: (service) => [pg.asksForTls(service), ends(service)],
    should: (service) => [endsNonZero(service)],
  },
  /** Refused at the certificate, or ended before connecting with the root certificate named. */
  'no root': {
    expects: 'stopped',
    never: goesOn,
    must: (service) => [
      ends(service),
      anyOf(
        'certificate-refused-or-root-named',
        'the certificate is refused, or the missing root certificate is named',
        pg.asksForTls(service),
        allOf(
          'ends-before-connecting',
          `${service} ends non-zero before connecting and names the root certificate`,
          pg.noConnection(service),
          endsNonZero(service),
          errorNames(service, settingsOf(service, ['root'])),
        ),
      ),
    ],
  },
  /** The first server was the right one; that says nothing about the one that answers when its sessions are gone. */
  'refused later': {
    expects: 'ready',
    never: (service) => [pg.sendsPlaintextStartup(service), pg.hasSessionOfLaterServer(service)],
    must: (service) => [
      ready(service),
      pg.everySessionTls(service),
      pg.asksLaterServerForTls(service),
      pg.databaseCallsFail(service),
    ],
  },
} as const satisfies Record<string, Ending>;

interface Verified extends Condition<Database> {
  ending: keyof typeof endings;
  /** By default the client pair, and the root certificate that vouches for the right server. */
  files?: Files;
  /** By default the right server. */
  server?: Posture;
  environment?: Start['environment'];
  /** Condition that shows that it is the server that is refused; by default the rule's good one. */
  heldAgainst?: string;
}

const bundle: Files = { ...clientPair, root: ca('right', 'other') };
const besideSystemRoots = "right root, another CA in the system's roots";

/** Alike in both modes. */
const inBothModes: readonly Verified[] = [
  { condition: 'other root', files: { ...clientPair, root: ca('other') }, ending: 'refused' },
  {
    condition: 'root bundle, server of a third CA',
    files: bundle,
    server: posture('third-ca'),
    ending: 'refused',
    heldAgainst: 'bundle',
  },
  { condition: 'foreign CA of the same name', server: posture('same-name-ca'), ending: 'refused' },
  {
    condition: "root in the system's store only",
    server: posture('third-ca'),
    environment: onlySystemRoots,
    ending: 'refused',
    heldAgainst: besideSystemRoots,
  },
  { condition: besideSystemRoots, environment: onlySystemRoots, ending: 'tls' },
  { condition: 'not yet valid', server: posture('not-yet-valid'), ending: 'refused' },
  {
    // RFC 5280, section 4.2.1.12: a certificate is for the purposes that it names.
    condition: 'extended key usage client only',
    basis: 'practice',
    server: posture('for-clients'),
    ending: 'refused',
  },
  {
    condition: 'another CA from the second session on',
    // The first session is that of the start, and without calls nothing makes a service open a second one.
    beyond: (service, { databases }) =>
      databases.some((one) => one.service === service && one.calls && one.atStart),
    server: posture('right', 'any', { later: 'other-ca' }),
    ending: 'refused later',
  },
  { condition: 'server without TLS', server: posture('off'), ending: 'refused' },
  { condition: 'no root', files: clientPair, ending: 'no root' },
];

/** `good`: condition of the rule under which the right server is accepted. */
const verifying = ({ id, mode, good }: { id: string; mode: Mode; good: string }) => ({
  about: eachDatabase,
  start: (service: Database, { files = trusting, server = posture(), environment }: Verified): Start => ({
    ...start(service, database(service, mode, files), server),
    ...(environment && { environment }),
    ...(files.root === undefined && { mentions: settingsOf(service, ['root']) }),
  }),
  expects: (_: Database, { ending }: Verified) => endings[ending].expects,
  never: (service: Database, { ending }: Verified) => endings[ending].never(service),
  must: (service: Database, { ending }: Verified) => endings[ending].must(service),
  should: (service: Database, { ending }: Verified) => {
    const { should }: Ending = endings[ending];
    return should?.(service) ?? [];
  },
  // The good one shows the effect of the mode, and is held against nothing.
  control: (service: Database, { effect, heldAgainst = good }: Verified) =>
    effect ? undefined : tlsIn(id, heldAgainst)(service),
});

const verifyCaId = 'postgres.verify-ca';
const rightRoot = 'right root';

export const verifyCaRule = rule<Database, Verified>(verifyCaId, {
  basis: 'explicit',
  risk: 'weaker',
  title: 'Mode verify-ca accepts only servers of the root certificate',
  why: "Without the check anyone can stand in for PostgreSQL. The meaning of the word is that of PostgreSQL's documentation.",
  how: byTap,
  source: aboutModes,

  ...verifying({ id: verifyCaId, mode: verifyCa, good: rightRoot }),
  conditions: [
    { condition: rightRoot, ending: 'tls', effect: tlsIn(verifyCaId, rightRoot) },
    { condition: 'right root + wrong name', server: posture('wrong-name'), ending: 'tls' },
    { condition: 'bundle', files: { ...clientPair, root: ca('other', 'right') }, ending: 'tls' },
    { condition: 'expired server certificate', server: posture('expired'), ending: 'refused' },
    ...inBothModes,
  ],
});

const verifyFullId = 'postgres.verify-full';
const rightRootAndName = 'right root and name';

export const verifyFullRule = rule<Database, Verified>(verifyFullId, {
  basis: 'explicit',
  risk: 'weaker',
  title: 'Mode verify-full also checks the name of the server',
  why: "Without it any certificate of the same authority will do. The meaning of the word is that of PostgreSQL's documentation.",
  how: byTap,
  source: aboutModes,

  ...verifying({ id: verifyFullId, mode: verifyFull, good: rightRootAndName }),
  conditions: [
    { condition: rightRootAndName, ending: 'tls', effect: tlsIn(verifyFullId, rightRootAndName) },
    { condition: 'bundle', files: bundle, ending: 'tls' },
    { condition: 'wrong name', server: posture('wrong-name'), ending: 'refused' },
    { condition: 'expired', server: posture('expired'), ending: 'refused' },
    {
      condition: 'IP literal with IP SAN',
      server: posture('ip-san', 'any', { address: 'ip' }),
      ending: 'tls',
    },
    {
      condition: 'IP literal without IP SAN',
      server: posture('right', 'any', { address: 'ip' }),
      ending: 'refused',
    },
    ...inBothModes,
  ],
});
