/** The modes: without one and with `disabled` plaintext, with `required` TLS, and no other word. */
import { anyOf, not } from '../checks/check.ts';
import * as pg from '../checks/postgres.ts';
import { becameReady, endsNonZero, ready } from '../checks/service.ts';
import { sentences as s } from '../page.ts';
import { aboutFiles, aboutModes, byTap, start, worksOverTls } from './start.ts';
import { furtherCases, rule, type Condition, type Subjects } from '../rule.ts';
import { eachDatabase } from '../words/about.ts';
import { plainDatabase, requiredGivesTls, verifyFullGivesTls } from '../words/controls.ts';
import { posture } from '../words/peers.ts';
import { clientPair, database, disabled, emptyFiles, required, trusting } from '../words/settings.ts';
import type { Database } from '../words/subjects.ts';

export const defaultIsInsecure = rule('postgres.default-is-insecure', {
  basis: 'explicit',
  risk: 'safer',
  title: 'Without an SSL mode the connection to PostgreSQL is plaintext',
  why: 'It is what the page says, and the plain start that all other cases are held against.',
  how: byTap,
  source: [s.postgresDefault, s.postgresModes],

  about: eachDatabase,
  conditions: [
    { condition: 'no SSL variable', mode: undefined, files: {} },
    { condition: 'all empty', mode: '', files: emptyFiles },
    { condition: 'files set but no mode', mode: undefined, files: trusting },
  ],
  start: (service, { mode, files }) => start(service, database(service, mode, files), posture()),
  expects: 'ready',
  never: (service) => [pg.hasTlsSession(service)],
  must: (service) => [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
});

export const disabledIsPlaintext = rule('postgres.disabled', {
  basis: 'explicit',
  risk: 'safer',
  title: 'Mode disabled means plaintext, whatever files are set',
  why: 'An operator who writes the documented word must not be refused, nor be encrypted by a left-over file.',
  how: byTap,
  source: aboutModes,

  about: eachDatabase,
  conditions: [
    { condition: 'without files', files: {} },
    { condition: 'with files', files: trusting },
  ],
  start: (service, { files }) => start(service, database(service, disabled, files), posture()),
  expects: 'ready',
  never: (service) => [pg.hasTlsSession(service)],
  must: (service) => [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
  control: verifyFullGivesTls,
});

export const requiredEncrypts = rule('postgres.required-encrypts', {
  basis: 'explicit',
  risk: 'weaker',
  title: 'Mode required encrypts every session',
  why: 'This is the least an operator can ask for; a word that is not understood leaves the service down or in plaintext.',
  how: byTap,
  source: [s.postgresSelect, ...aboutModes],

  about: eachDatabase,
  conditions: [
    { condition: 'no files, right', files: {}, server: 'right' },
    { condition: 'no files, unknown CA', files: {}, server: 'other-ca', basis: 'derived' },
    { condition: 'no files, wrong name', files: {}, server: 'wrong-name', basis: 'derived' },
    { condition: 'client pair, right', files: clientPair, server: 'right' },
    { condition: 'client pair, unknown CA', files: clientPair, server: 'other-ca', basis: 'derived' },
    { condition: 'client pair, wrong name', files: clientPair, server: 'wrong-name', basis: 'derived' },
  ] as const,
  start: (service, { files, server }) =>
    start(service, database(service, required, files), posture(server, 'tls')),
  expects: 'ready',
  never: (service) => [pg.sendsPlaintextStartup(service)],
  must: worksOverTls,
  control: (service) => ({ case: plainDatabase(service), shows: pg.everySessionPlaintext(service) }),
  effect: (service) => requiredGivesTls(service),
});

export const requiredRefusesPlaintext = rule('postgres.required-refuses-plaintext', {
  basis: 'derived',
  risk: 'weaker',
  title: 'Mode required never falls back to plaintext',
  why: 'A fallback sends the password and all data in the clear exactly when the server, or someone in between, offers no TLS.',
  how: byTap,
  source: [s.postgresSelect, ...aboutModes],

  about: eachDatabase,
  conditions: [
    { condition: 'no files', files: {}, sameFiles: 'no files' },
    { condition: 'client pair', files: clientPair, sameFiles: 'client pair' },
  ] as const,
  start: (service, { files }) => start(service, database(service, required, files), posture('off')),
  expects: 'stopped',
  never: (service) => [becameReady(service), pg.sendsPlaintextStartup(service)],
  must: (service) => [pg.asksForTls(service), endsNonZero(service)],
  // Where the mode gives no TLS at all, its refusal of a server without TLS shows nothing.
  premise: (service, { sameFiles }) => requiredGivesTls(service, sameFiles),
  control: (service, { sameFiles }) => requiredGivesTls(service, sameFiles),
});

interface ModeWord extends Condition<Database> {
  mode: string;
}

/** libpq knows the word; a service may keep its meaning, which is less than the page promises. */
const refusedOrAs = (
  mode: string,
  meaning: (service: Database) => ReturnType<typeof pg.everySessionTls>,
) => ({
  never: [],
  must: (service: Database) => [
    anyOf(
      'refused-or-as-libpq',
      `${mode} is refused, or has libpq's meaning`,
      endsNonZero(service),
      meaning(service),
    ),
  ],
  should: (service: Database) => [not('mode-refused', becameReady(service), `${mode} is refused`)],
});

export const otherModesRefused = rule<Database, ModeWord>('postgres.other-modes-refused', {
  basis: 'derived',
  risk: 'weaker',
  title: 'A mode that is not documented is refused',
  why: 'The page closes the list. A misspelt mode that is accepted is an unencrypted connection that was not asked for.',
  how: byTap,
  source: aboutModes,

  about: eachDatabase,
  conditions: [
    { condition: 'prefer', mode: 'prefer', ...refusedOrAs('prefer', pg.everySessionTls) },
    { condition: 'allow', mode: 'allow', ...refusedOrAs('allow', pg.everySessionPlaintext) },
    { condition: 'verify_full', mode: 'verify_full' },
    { condition: 'REQUIRED', mode: 'REQUIRED' },
    { condition: 'on', mode: 'on' },
    { condition: 'a word of nonsense', mode: 'encrypt-please' },
  ],
  start: (service, { mode }) => start(service, database(service, mode, trusting), posture()),
  expects: 'stopped',
  never: (service) => [becameReady(service), pg.sendsPlaintextStartup(service)],
  must: (service) => [endsNonZero(service)],
  control: verifyFullGivesTls,
});

export const ownSettingsOnly = rule('postgres.own-settings-only', {
  basis: 'derived',
  risk: 'availability',
  title: "A service does not read the other service's SSL settings",
  why: 'The page gives each service variables for itself.',
  how: byTap,
  source: [...aboutFiles, s.usersDbMode, s.clientsDbMode],

  about: { ...eachDatabase, platform: () => [] },
  conditions: [
    { condition: 'CLIENTS_ set', other: 'clients', where: (service: Database) => service === 'users' },
    { condition: 'USERS_ set', other: 'users', where: (service: Database) => service === 'clients' },
  ] as const,
  start: (service, { other }) => start(service, database(other, required, clientPair), posture()),
  expects: 'ready',
  never: (service) => [pg.hasTlsSession(service)],
  must: (service) => [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
  control: (service) => requiredGivesTls(service),
});

interface Stranger {
  service: Database;
  other: Database;
}

/** Beyond the page: each service, and one of the page or another one. */
const eachStranger: Subjects<Stranger> = {
  each: [],
  platform: ({ databases, settings }) =>
    databases.flatMap(({ service }) => {
      const others = databases.map((one) => one.service);
      const other = others.find((one) => settings[`${one}.db.mode`] !== settings[`${service}.db.mode`]);
      return other === undefined ? [] : [{ service, other }];
    }),
  subject: ({ service }) => service,
  plain: ({ service }) => plainDatabase(service),
};

export const strangersSettings = furtherCases(ownSettingsOnly, {
  about: eachStranger,
  conditions: [{ condition: 'those of another service set' }],
  start: ({ service, other }) => start(service, database(other, required, clientPair), posture()),
  expects: 'ready',
  never: ({ service }) => [pg.hasTlsSession(service)],
  must: ({ service }) => [ready(service), pg.usesDatabase(service), pg.everySessionPlaintext(service)],
  control: ({ service }) => requiredGivesTls(service),
});
