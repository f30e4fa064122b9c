/** Server Configuration, headings Users and Clients: when does a listener speak TLS, and with what. */
import { heading } from '../rule.ts';
import { badPairNeverPlaintext } from './bad-pair.ts';
import { allListenersAreTls, neighbourStaysPlaintext, ownSettingsOnly, pairIsTls } from './good-pair.ts';
import { modernCiphers, modernTls } from './modern-tls.ts';
import { noneIsInsecure, oneOfPairIsInsecure } from './no-pair.ts';
import { readsPem } from './pem.ts';
import { secretStaysSecret } from './secrets.ts';

export const serverConfiguration = heading('server', [
  noneIsInsecure,
  oneOfPairIsInsecure,
  pairIsTls,
  allListenersAreTls,
  readsPem,
  badPairNeverPlaintext,
  modernTls,
  modernCiphers,
  neighbourStaysPlaintext,
  secretStaysSecret,
  ownSettingsOnly,
]);
