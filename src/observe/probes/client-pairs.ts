/** Issues the certificates that a listener is asked with by its clients. */
import { pemPairOf, type Issued } from '../../../certs/identities.ts';
import type { Identity } from '../../../suites/vocabulary.ts';
import type { ClientPairs } from '../../probe/listener.ts';

export const clientPairs = async (
  identity: (identity: Identity) => Promise<Issued>,
): Promise<ClientPairs> => ({
  known: pemPairOf(await identity('client')),
  foreign: pemPairOf(await identity('client-other-ca')),
});
