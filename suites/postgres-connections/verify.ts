/** Section D, the two modes that verify: every way in which a server is not the one that the root vouches for. */
import { allOf, anyOf } from '../checks/check.ts';
import * as pg from '../checks/postgres.ts';
import { becameReady, ends, endsNonZero, errorNames, ready } from '../checks/service.ts';
import { base, control, encrypted, files, refused, start } from './table.ts';
import type { Row } from '../table.ts';
import type { Posture, Start } from '../vocabulary.ts';
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

/** No root certificate: refused at the certificate, or ended before connecting with the root certificate named. */
const withoutRoot = (service: Database) => {
  const beforeConnecting = allOf(
    'ends-before-connecting',
    `${service} ends non-zero before connecting and names the root certificate`,
    pg.noConnection(service),
    endsNonZero(service),
    errorNames(service, files(service, 'root')),
  );
  return {
    expects: 'stopped' as const,
    never: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
    must: [
      ends(service),
      anyOf(
        'certificate-refused-or-root-named',
        'the certificate is refused, or the missing root certificate is named',
        pg.asksForTls(service),
        beforeConnecting,
      ),
    ],
  };
};

/** The first server was the right one; that tells nothing about who answers when its sessions are gone. */
const refusedLater = (service: Database) => ({
  expects: 'ready' as const,
  never: [pg.sendsPlaintextStartup(service), pg.hasSessionOfLaterServer(service)],
  must: [
    ready(service),
    pg.everySessionTls(service),
    pg.asksLaterServerForTls(service),
    pg.databaseCallsFail(service),
  ],
});

const endings = { tls: encrypted, refused, 'no root': withoutRoot, 'refused later': refusedLater };

interface Verified extends Pick<Row, 'condition' | 'basis'> {
  given?: Files;
  on?: Posture;
  wanted: keyof typeof endings;
  environment?: Start['environment'];
  /** Condition of the row that shows that it is the server that is refused; by default the rule's good one. */
  heldAgainst?: string;
}

const bundle: Files = { ...clientPair, root: ca('right', 'other') };
const besideSystemRoots = "right root, another CA in the system's roots";

/** Alike in both modes. */
const bothModes: readonly Verified[] = [
  { condition: 'other root', given: { ...clientPair, root: ca('other') }, wanted: 'refused' },
  {
    condition: 'root bundle, server of a third CA',
    given: bundle,
    on: posture('third-ca'),
    wanted: 'refused',
    heldAgainst: 'bundle',
  },
  { condition: 'foreign CA of the same name', on: posture('same-name-ca'), wanted: 'refused' },
  {
    condition: "root in the system's store only",
    on: posture('third-ca'),
    environment: onlySystemRoots,
    wanted: 'refused',
    heldAgainst: besideSystemRoots,
  },
  { condition: besideSystemRoots, environment: onlySystemRoots, wanted: 'tls' },
  { condition: 'not yet valid', on: posture('not-yet-valid'), wanted: 'refused' },
  // RFC 5280, section 4.2.1.12: a certificate is for the purposes that it names.
  {
    condition: 'extended key usage client only',
    basis: 'practice',
    on: posture('for-clients'),
    wanted: 'refused',
  },
  {
    condition: 'another CA from the second session on',
    on: posture('right', 'any', { later: 'other-ca' }),
    wanted: 'refused later',
  },
  { condition: 'server without TLS', on: posture('off'), wanted: 'refused' },
  { condition: 'no root', given: clientPair, wanted: 'no root' },
];

const verifyCaTable: readonly Verified[] = [
  { condition: 'right root', wanted: 'tls' },
  { condition: 'right root + wrong name', on: posture('wrong-name'), wanted: 'tls' },
  { condition: 'bundle', given: { ...clientPair, root: ca('other', 'right') }, wanted: 'tls' },
  { condition: 'expired server certificate', on: posture('expired'), wanted: 'refused' },
  ...bothModes,
];

const verifyFullTable: readonly Verified[] = [
  { condition: 'right root and name', wanted: 'tls' },
  { condition: 'bundle', given: bundle, wanted: 'tls' },
  { condition: 'wrong name', on: posture('wrong-name'), wanted: 'refused' },
  { condition: 'expired', on: posture('expired'), wanted: 'refused' },
  { condition: 'IP literal with IP SAN', on: posture('ip-san', 'any', { address: 'ip' }), wanted: 'tls' },
  {
    condition: 'IP literal without IP SAN',
    on: posture('right', 'any', { address: 'ip' }),
    wanted: 'refused',
  },
  ...bothModes,
];

const rowsOf =
  (rule: string, mode: Mode, table: readonly Verified[]) =>
  (service: Database): Row[] => {
    const good = table[0]!.condition;
    return table.map((one): Row => {
      const { condition, given = trusting, on = posture(), wanted, environment } = one;
      const shows = control(rule, service, one.heldAgainst ?? good, pg.hasTlsSession(service));
      return {
        ...base(service),
        ...endings[wanted](service),
        condition,
        ...(one.basis && { basis: one.basis }),
        start: {
          ...start(service, database(service, mode, given), on),
          ...(environment && { environment }),
          ...(wanted === 'no root' && { mentions: files(service, 'root') }),
        },
        ...(condition === good ? { effect: shows } : { control: shows }),
      };
    });
  };

export const verifyCaRows = rowsOf('postgres.verify-ca', verifyCa, verifyCaTable);
export const verifyFullRows = rowsOf('postgres.verify-full', verifyFull, verifyFullTable);
