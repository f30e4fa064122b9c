/** Proves that the probe that verifies a certificate refuses what it must, against a server whose pair is known. */
import tls from 'node:tls';
import { InfrastructureError } from '../../model/errors.ts';
import type { TlsAnswer } from '../../model/observation.ts';
import { openServer } from '../../system/open-server.ts';
import type { ProbeOptions } from './protocol.ts';
import { probeTls } from './tls.ts';

export interface VerificationProof extends ProbeOptions {
  /** PEM: chain and key of the server; the chain names `localhost` and leads to `ca`. */
  pair: { cert: string; key: string };
  ca: string;
  /** A trust anchor, PEM, that did not issue the server's certificate. */
  foreignCa: string;
}

interface KnownHandshake {
  what: string;
  ca: string;
  servername: string;
  /** Error code of Node; absent where the handshake succeeds. */
  error?: string;
}

/**
 * Makes three handshakes whose outcome is known. Throws `InfrastructureError` PROBE_DISHONEST where one of them ends
 * otherwise: a probe that accepts every certificate would report a wrong chain as a right one.
 */
export async function proveVerification(options: VerificationProof): Promise<void> {
  const { pair, ca, foreignCa, ...probe } = options;
  const server = tls.createServer(pair, (socket) => socket.on('error', () => {}).end());
  server.on('tlsClientError', () => {});
  await using opened = await openServer(server, '127.0.0.1');
  const known: KnownHandshake[] = [
    { what: 'the issuer as its trust anchor', ca, servername: 'localhost' },
    {
      what: 'another trust anchor',
      ca: foreignCa,
      servername: 'localhost',
      error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    },
    {
      what: 'a name that is not in the certificate',
      ca,
      servername: 'elsewhere.test',
      error: 'ERR_TLS_CERT_ALTNAME_INVALID',
    },
  ];
  const differences: string[] = [];
  for (const { what, error, ...trust } of known) {
    const answer = await probeTls(opened.address, 'http', { ...probe, ...trust, verify: true });
    const ended = error === undefined ? answer.handshake : !answer.handshake && answer.error === error;
    if (!ended) differences.push(`with ${what} ${inWords(answer)}`);
  }
  if (differences.length === 0) return;
  throw new InfrastructureError(
    'PROBE_DISHONEST',
    `the probe that verifies certificates did not do what it must with a known server: ${differences.join('; ')}`,
    'look for options of Node or OpenSSL that change how certificates are verified, then run again',
  );
}

const inWords = ({ handshake, error }: TlsAnswer): string =>
  handshake ? 'the handshake succeeded' : `the handshake failed with ${error}`;
