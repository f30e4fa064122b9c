/** Issues the certificates that a listener is asked with by its clients. */
import type { Issued } from '../../../certs/identities.ts';
import type { Identity } from '../../../suites/vocabulary.ts';
import type { ClientPairs } from '../../probe/listener.ts';

/** Chain and key in PEM. */
export const pairOf = ({ filePem, privateKey }: Issued): { cert: string; key: string } => ({
  cert: filePem,
  key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

export const clientPairs = async (
  identity: (identity: Identity) => Promise<Issued>,
): Promise<ClientPairs> => ({
  known: pairOf(await identity('client')),
  foreign: pairOf(await identity('client-other-ca')),
});
