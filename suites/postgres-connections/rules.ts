/** The rules of section D. */
import { sentences as s } from '../page.ts';
import type { Rule } from '../vocabulary.ts';

const byTap =
  'A tap before PostgreSQL records the first bytes of every attempt; pg_stat_ssl and the server log tell of every session. Calls of the API that read and write follow the start, and their sessions count like the first.';
const files = [s.usersDbCert, s.usersDbKey, s.usersDbRoot, s.clientsDbCert, s.clientsDbKey, s.clientsDbRoot];
const modes = [s.postgresModes, s.usersDbMode, s.clientsDbMode];

const rule = <Id extends string>(
  id: Id,
  basis: Rule['basis'],
  risk: Rule['risk'],
  title: string,
  why: string,
  source: Rule['source'],
  how = byTap,
): Rule & { id: Id } => ({
  id,
  section: 'postgres',
  basis,
  level: basis === 'explicit' ? 'must' : 'should',
  title,
  why,
  how,
  source,
  risk,
});

export const postgresRules = {
  defaultIsInsecure: rule(
    'postgres.default-is-insecure',
    'explicit',
    'safer',
    'Without an SSL mode the connection to PostgreSQL is plaintext',
    'It is what the page says, and the plain start that every other row is held against.',
    [s.postgresDefault, s.postgresModes],
  ),
  disabled: rule(
    'postgres.disabled',
    'explicit',
    'safer',
    'Mode disabled means plaintext, whatever files are set',
    'An operator who writes the documented word must not be refused, nor be encrypted by a left-over file.',
    modes,
  ),
  requiredEncrypts: rule(
    'postgres.required-encrypts',
    'explicit',
    'weaker',
    'Mode required encrypts every session',
    'This is the least an operator can ask for; a word that is not understood leaves the service down or in plaintext.',
    [s.postgresSelect, ...modes],
  ),
  requiredRefusesPlaintext: rule(
    'postgres.required-refuses-plaintext',
    'derived',
    'weaker',
    'Mode required never falls back to plaintext',
    'A fallback sends the password and all data in the clear exactly when the server, or someone in between, offers no TLS.',
    [s.postgresSelect, ...modes],
  ),
  verifyCa: rule(
    'postgres.verify-ca',
    'explicit',
    'weaker',
    'Mode verify-ca accepts only servers of the root certificate',
    "Without the check anyone can stand in for PostgreSQL. The meaning of the word is that of PostgreSQL's documentation.",
    modes,
  ),
  verifyFull: rule(
    'postgres.verify-full',
    'explicit',
    'weaker',
    'Mode verify-full also checks the name of the server',
    "Without it any certificate of the same authority will do. The meaning of the word is that of PostgreSQL's documentation.",
    modes,
  ),
  clientCertificate: rule(
    'postgres.client-certificate',
    'explicit',
    'availability',
    'The configured client certificate is presented',
    'A server that demands certificates shuts the service out unless the pair is used.',
    files,
  ),
  rootOnly: rule(
    'postgres.root-only',
    'derived',
    'availability',
    'A root certificate alone is enough to verify the server',
    'The page lists the files as extra ones; verifying a server needs no client pair.',
    [s.postgresSelect, s.usersDbRoot, s.clientsDbRoot],
  ),
  badFileStopsStart: rule(
    'postgres.bad-file-stops-start',
    'derived',
    'weaker',
    'A file that cannot be used stops the start',
    'A service that goes on without the file it was given connects less protected than it was told to.',
    files,
    `${byTap} The process ends non-zero, and a line names file or variable.`,
  ),
  otherModesRefused: rule(
    'postgres.other-modes-refused',
    'derived',
    'weaker',
    'A mode that is not documented is refused',
    'The page closes the list; a misspelt mode that is accepted is an unencrypted connection nobody asked for.',
    modes,
  ),
  secretStaysSecret: rule(
    'postgres.secret-stays-secret',
    'practice',
    'weaker',
    'Neither password nor key text in the output',
    'Logs travel further than key files and password stores.',
    { practice: 'CWE-532, insertion of sensitive information into a log file' },
    'The complete output of every start of the section is searched for the password and the text of the configured keys.',
  ),
  ownSettingsOnly: rule(
    'postgres.own-settings-only',
    'derived',
    'availability',
    "A service does not read the other service's SSL settings",
    'The page gives each service variables of its own.',
    [...files, s.usersDbMode, s.clientsDbMode],
  ),
} as const;
