/** Section D: Securing PostgreSQL Connections: what the four documented modes and their files do on the wire. */
import { allOf, anyOf, becameReady, ends, endsNonZero, errorNames } from './checks.ts';
import * as pg from './postgres-checks.ts';
import { badFileRows, otherModesRows, ownSettingsRows, secretRows } from './postgres-files.ts';
import { postgresRules } from './postgres-rules.ts';
import {
  base,
  clientPair,
  control,
  database,
  disabled,
  emptyFiles,
  encrypted,
  files,
  plaintext,
  posture,
  refused,
  required,
  requiredGivesTls,
  root,
  services,
  start,
  trusting,
  verifyCa,
  verifyFull,
  verifyFullGivesTls,
  type Files,
  type Mode,
  type Service,
} from './postgres-table.ts';
import { certificate, key } from './server-configuration.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type { Case, Posture } from './vocabulary.ts';

const defaultRows = (service: Service): Row[] =>
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

const disabledRows = (service: Service): Row[] =>
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

const requiredRows = (service: Service): Row[] =>
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

const refusesPlaintextRows = (service: Service): Row[] =>
  bothFileSets.map(([condition, given]) => ({
    ...base(service),
    condition,
    expects: 'stopped',
    start: start(service, database(service, required, given), posture('off')),
    forbidden: [becameReady(service), pg.sendsPlaintextStartup(service)],
    required: [pg.asksForTls(service), endsNonZero(service)],
    // Where the mode gives no TLS at all, its refusal of a server without TLS shows nothing.
    premise: requiredGivesTls(service, condition),
    control: requiredGivesTls(service, condition),
  }));

/** No root certificate: refused at the certificate, or ended before connecting with the root certificate named. */
const withoutRoot = (service: Service) => {
  const beforeConnecting = allOf(
    'ends-before-connecting',
    `${service} ends non-zero before connecting and names the root certificate`,
    pg.noConnection(service),
    endsNonZero(service),
    errorNames(service, files(service, 'root')),
  );
  return {
    expects: 'stopped' as const,
    forbidden: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
    required: [
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

const verifyCaRows = (service: Service): Row[] => {
  const rows: readonly (readonly [string, Files, Posture['server'], 'tls' | 'refused' | 'no root'])[] = [
    ['right root', trusting, 'right', 'tls'],
    ['right root + wrong name', trusting, 'wrong-name', 'tls'],
    ['bundle', { ...clientPair, root: root('other', 'right') }, 'right', 'tls'],
    ['other root', { ...clientPair, root: root('other') }, 'right', 'refused'],
    ['expired server certificate', trusting, 'expired', 'refused'],
    ['server without TLS', trusting, 'off', 'refused'],
    ['no root', clientPair, 'right', 'no root'],
  ];
  return rows.map(([condition, given, server, wanted]) =>
    verifyRow(
      service,
      'postgres.verify-ca',
      verifyCa,
      condition,
      given,
      posture(server),
      wanted,
      'right root',
    ),
  );
};

const verifyFullRows = (service: Service): Row[] => {
  const rows: readonly (readonly [string, Files, Posture, 'tls' | 'refused' | 'no root'])[] = [
    ['right root and name', trusting, posture(), 'tls'],
    ['wrong name', trusting, posture('wrong-name'), 'refused'],
    ['other root', { ...clientPair, root: root('other') }, posture(), 'refused'],
    ['expired', trusting, posture('expired'), 'refused'],
    ['IP literal with IP SAN', trusting, posture('ip-san', 'any', { address: 'ip' }), 'tls'],
    ['IP literal without IP SAN', trusting, posture('right', 'any', { address: 'ip' }), 'refused'],
    ['server without TLS', trusting, posture('off'), 'refused'],
    ['no root', clientPair, posture(), 'no root'],
  ];
  return rows.map(([condition, given, on, wanted]) =>
    verifyRow(
      service,
      'postgres.verify-full',
      verifyFull,
      condition,
      given,
      on,
      wanted,
      'right root and name',
    ),
  );
};

const verifyRow = (
  service: Service,
  rule: string,
  mode: Mode,
  condition: string,
  given: Files,
  on: Posture,
  wanted: 'tls' | 'refused' | 'no root',
  good: string,
): Row => ({
  ...base(service),
  ...(wanted === 'tls' ? encrypted(service) : wanted === 'refused' ? refused(service) : withoutRoot(service)),
  condition,
  start: {
    ...start(service, database(service, mode, given), on),
    ...(wanted === 'no root' && { mentions: files(service, 'root') }),
  },
  ...(condition === good
    ? { effect: control(rule, service, good, pg.hasTlsSession(service)) }
    : { control: control(rule, service, good, pg.hasTlsSession(service)) }),
});

const modes: readonly Mode[] = [required, verifyCa, verifyFull];

const clientCertificateRows = (service: Service): Row[] =>
  modes.flatMap((mode): Row[] => {
    const demanding = posture('right', 'client-certificate');
    const withRoot = mode === required ? {} : { root: root('right') };
    const foreign = { cert: certificate('client-other-ca'), key: key('client-other-ca'), ...withRoot };
    const good = {
      case: caseId('postgres.client-certificate', service, mode),
      shows: pg.presentsClientCertificate(service),
    };
    const denied = {
      expects: 'stopped' as const,
      forbidden: [becameReady(service), pg.sendsPlaintextStartup(service), pg.hasSession(service)],
      required: [pg.asksForTls(service), ends(service)],
      strict: [endsNonZero(service)],
      basis: 'derived' as const,
      control: good,
    };
    return [
      {
        ...base(service),
        ...encrypted(service),
        condition: mode,
        start: start(service, database(service, mode, { ...clientPair, ...withRoot }), demanding),
        required: [...encrypted(service).required, pg.presentsClientCertificate(service)],
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

const rootOnlyRows = (service: Service): Row[] =>
  [verifyCa, verifyFull].map((mode) => ({
    ...base(service),
    ...encrypted(service),
    condition: mode,
    start: start(service, database(service, mode, { root: root('right') }), posture()),
    control: verifyFullGivesTls(service),
  }));

export const postgresConnections = (): Case[] => {
  const each = (rule: keyof typeof postgresRules, rows: (service: Service) => Row[]): Case[] =>
    casesOf(postgresRules[rule], services.flatMap(rows));
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
  ];
};
