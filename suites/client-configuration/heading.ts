/** Client Configuration: what the CA file of an outgoing gRPC connection does on the wire. */
import { allHopsUseTls, setUsesTls, severalCas, unsetIsInsecure } from './ca-file.ts';
import { mutualAuthentication, noClientCertificate } from './client-certificate.ts';
import { modernTls } from './modern-tls.ts';
import { secretStaysSecret } from './secrets.ts';
import { trustsOnlyThose } from './trust.ts';
import { unreadableStopsStart, uselessContentStopsStart } from './unusable-file.ts';
import { heading } from '../rule.ts';

export const clientConfiguration = heading('client', [
  unsetIsInsecure,
  setUsesTls,
  allHopsUseTls,
  severalCas,
  trustsOnlyThose,
  unreadableStopsStart,
  uselessContentStopsStart,
  noClientCertificate,
  modernTls,
  mutualAuthentication,
  secretStaysSecret,
]);
