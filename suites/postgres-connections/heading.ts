/** Securing PostgreSQL Connections: what the four documented modes and their files do on the wire. */
import { badFileStopsStart } from './bad-file.ts';
import { clientCertificate, rootOnly } from './client-files.ts';
import { modernTls } from './modern-tls.ts';
import {
  defaultIsInsecure,
  disabledIsPlaintext,
  otherModesRefused,
  ownSettingsOnly,
  requiredEncrypts,
  requiredRefusesPlaintext,
  strangersSettings,
} from './modes.ts';
import { secretStaysSecret } from './secrets.ts';
import { verifyCaRule, verifyFullRule } from './verify.ts';
import { heading } from '../rule.ts';

export const postgresConnections = heading('postgres', [
  defaultIsInsecure,
  disabledIsPlaintext,
  requiredEncrypts,
  requiredRefusesPlaintext,
  verifyCaRule,
  verifyFullRule,
  clientCertificate,
  rootOnly,
  badFileStopsStart,
  otherModesRefused,
  secretStaysSecret,
  ownSettingsOnly,
  strangersSettings,
  modernTls,
]);
