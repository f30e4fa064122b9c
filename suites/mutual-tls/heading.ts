/** Mutual TLS as it is: what the page does not speak of, and a release has variables for all the same. */
import { heading } from '../rule.ts';
import { emptyClientCaServesNobody, unusableClientCaStopsStart } from './bad-file.ts';
import { clientCaDemandsCertificate } from './demand.ts';
import { clientCaNeedsPair, serverCaRefusesNobody } from './other-settings.ts';

export const mutualTls = heading('mutual', [
  clientCaDemandsCertificate,
  emptyClientCaServesNobody,
  unusableClientCaStopsStart,
  clientCaNeedsPair,
  serverCaRefusesNobody,
]);
