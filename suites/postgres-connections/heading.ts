/** Section D: Securing PostgreSQL Connections: what the four documented modes and their files do on the wire. */
import { caseId } from '../case-id.ts';
import { offersOldTls } from '../checks/hello.ts';
import * as pg from '../checks/postgres.ts';
import { becameReady, ends, endsNonZero } from '../checks/service.ts';
import { badFileRows, otherModesRows, ownSettingsRows, secretRows } from './files.ts';
import { postgresRules } from './rules.ts';
import { base, control, encrypted, plaintext, start } from './table.ts';
import { verifyCaRows, verifyFullRows } from './verify.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case } from '../vocabulary.ts';
import { requiredGivesTls, verifyFullGivesTls } from '../words/controls.ts';
import { ca, certificate, key } from '../words/files.ts';
import { modernClients } from '../words/modern-clients.ts';
import { posture } from '../words/peers.ts';
import {
  clientPair,
  database,
  disabled,
  emptyFiles,
  required,
  trusting,
  verifyCa,
  verifyFull,
  type Mode,
} from '../words/settings.ts';
import { databases, type Database } from '../words/subjects.ts';

const defaultRows = (service: Database): Row[] =>
  (
    [
      ['no SSL variable', database(service, undefined)],
      ['all empty', database(service, '', emptyFiles)],
      ['files set but no mode', database(service, undefined, trusting)],
    ] as const
  ).map(([condition, settings]) => ({
    ...base(service),
    ...plaintext(service),
    condition,
    start: start(service, settings, posture()),
  }));

const disabledRows = (service: Database): Row[] =>
  (
    [
      ['without files', {}],
      ['with files', trusting],
    ] as const
  ).map(([condition, given]) => ({
    ...base(service),
    ...plaintext(service),
    condition,
    start: start(service, database(service, disabled, given), posture()),
    control: verifyFullGivesTls(service),
  }));

const bothFileSets = [
  ['no files', {}],
  ['client pair', clientPair],
] as const;

const requiredRows = (service: Database): Row[] =>
  bothFileSets.flatMap(([condition, given]) =>
    (
      [
        ['right', 'right'],
        ['unknown CA', 'other-ca'],
        ['wrong name', 'wrong-name'],
      ] as const
    ).map(([words, server]) => ({
      ...base(service),
      ...encrypted(service),
      condition: `${condition}, ${words}`,
      ...(server !== 'right' && { basis: 'derived' as const }),
      start: start(service, database(service, required, given), posture(server, 'tls')),
      control: control(
        'postgres.default-is-insecure',
        service,
        'no SSL variable',
        pg.everySessionPlaintext(service),
      ),
      effect: requiredGivesTls(service),
    })),
  );

const refusesPlaintextRows = (service: Database): Row[] =>
  bothFileSets.map(([condition, given]) => ({
    ...base(service),
    condition,
    expects: 'stopped',
    start: start(service, database(service, required, given), posture('off')),
    never: [becameReady(service), pg.sendsPlaintextStartup(service)],
    must: [pg.asksForTls(service), endsNonZero(service)],
    // Where the mode gives no TLS at all, its refusal of a server without TLS shows nothing.
    premise: requiredGivesTls(service, condition),
    control: requiredGivesTls(service, condition),
  }));

const modes: readonly Mode[] = [required, verifyCa, verifyFull];

const clientCertificateRows = (service: Database): Row[] =>
  modes.flatMap((mode): Row[] => {
    const demanding = posture('right', 'client-certificate');
    const withRoot = mode === required ? {} : { root: ca('right') };
    const foreign = { cert: certificate('client-other-ca'), key: key('client-other-ca'), ...withRoot };
    const good = {
      case: caseId('postgres.client-certificate', service, mode),
      shows: pg.presentsClientCertificate(service),
    };
    const denied = {
      expects: 'stopped' as const,
      never: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
      must: [pg.asksForTls(service), ends(service)],
      should: [endsNonZero(service)],
      basis: 'derived' as const,
      control: good,
    };
    return [
      {
        ...base(service),
        ...encrypted(service),
        condition: mode,
        start: start(service, database(service, mode, { ...clientPair, ...withRoot }), demanding),
        must: [...encrypted(service).must, pg.presentsClientCertificate(service)],
        effect: good,
      },
      {
        ...base(service),
        ...denied,
        condition: `${mode}, pair of another CA`,
        start: start(service, database(service, mode, foreign), demanding),
      },
      {
        ...base(service),
        ...denied,
        condition: `${mode}, none given`,
        start: start(service, database(service, mode, withRoot), demanding),
        premise:
          mode === required
            ? requiredGivesTls(service, 'no files')
            : control('postgres.root-only', service, mode, pg.hasTlsSession(service)),
      },
    ];
  });

const rootOnlyRows = (service: Database): Row[] =>
  [verifyCa, verifyFull].map((mode) => ({
    ...base(service),
    ...encrypted(service),
    condition: mode,
    start: start(service, database(service, mode, { root: ca('right') }), posture()),
    control: verifyFullGivesTls(service),
  }));

/** What every ClientHello of the good start offers. */
const helloRow = (service: Database): Row => ({
  ...base(service),
  condition: 'PostgreSQL, versions in the ClientHello',
  expects: 'ready',
  start: start(service, database(service, verifyFull, trusting), posture()),
  never: [offersOldTls(pg.postgresHop(service))],
  must: [pg.asksForTls(service)],
  premise: verifyFullGivesTls(service),
  control: verifyFullGivesTls(service),
});

export const postgresConnections = (): Case[] => {
  const each = (rule: keyof typeof postgresRules, rows: (service: Database) => Row[]): Case[] =>
    casesOf(postgresRules[rule], databases.flatMap(rows));
  const above = [
    ...each('defaultIsInsecure', defaultRows),
    ...each('disabled', disabledRows),
    ...each('requiredEncrypts', requiredRows),
    ...each('requiredRefusesPlaintext', refusesPlaintextRows),
    ...each('verifyCa', verifyCaRows),
    ...each('verifyFull', verifyFullRows),
    ...each('clientCertificate', clientCertificateRows),
    ...each('rootOnly', rootOnlyRows),
    ...each('badFileStopsStart', badFileRows),
    ...each('otherModesRefused', otherModesRows),
  ];
  return [
    ...above,
    ...each('secretStaysSecret', (service) => secretRows(service, above)),
    ...each('ownSettingsOnly', ownSettingsRows),
    ...casesOf(
      { ...modernClients.text, id: modernClients.id, level: 'should', section: 'postgres' },
      databases.map(helloRow),
    ),
  ];
};
